using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Tests.Setups;

public sealed class SetupPullTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fusionize-pull-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_pulled_setup_comes_parsed_so_that_a_build_parses_it_once()
    {
        var (place, obj) = (Path.Combine(_folder, "store"), Path.Combine(_folder, "obj"));
        var setup = new FusionSetup("app", [new("A", ["A", "B"])]);
        using (var store = SetupStore.InFolder(place))
        {
            await store.PutSetupAsync(setup, default);
            Assert.True(await store.TrySetCurrentAsync(setup.Id, null, default));
        }

        // Downloaded, then found in the folder of the build.
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var pulled = await new SetupPull(obj).PullAsync(
                new("app", null, place, true, TimeSpan.FromSeconds(20)),
                (location, _) => SetupStore.InFolder(location),
                default
            );
            Assert.Equal(setup, pulled.Setup);
            Assert.Equal(setup.Id, FusionSetup.Parse(File.ReadAllBytes(pulled.File!), pulled.File!).Id);
        }
    }
}
