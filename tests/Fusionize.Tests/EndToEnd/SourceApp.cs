using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.EndToEnd;

/// <summary>A small application (<see cref="SourceProject"/>) as real zips under any setup.</summary>
internal sealed class SourceApp : IDisposable
{
    private readonly TemporaryFolder _temporary;
    private readonly LoopFolder _loop;

    /// <param name="name">Its name, in small letters.</param>
    /// <param name="code">Its only source file.</param>
    public SourceApp(string name, string code)
    {
        _temporary = new($"fusionize-{name}-");
        var source = Directory.CreateDirectory(Path.Combine(_temporary.Path, "source")).FullName;
        SourceProject.Write(source, name, code);
        _loop = LoopFolder.Open(Path.Combine(_temporary.Path, "loop"));
        Builds = new SetupBuilds(AppProject.Locate(source), _loop);
    }

    /// <summary>A folder for what its tests write.</summary>
    public string Folder => _temporary.Path;

    public string PlatformFolder => _loop.Platform;

    public SetupBuilds Builds { get; }

    /// <summary>Makes a setup the one that the first build uses, instead of one function per task.</summary>
    public async Task BeginWithAsync(FusionSetup setup)
    {
        var store = SetupStore.InFolder(_loop.Store);
        await store.PutSetupAsync(setup, default);
        Assert.True(await store.TrySetCurrentAsync(setup.Id, null, default));
    }

    public void Dispose()
    {
        _loop.Dispose();
        _temporary.Dispose();
    }
}
