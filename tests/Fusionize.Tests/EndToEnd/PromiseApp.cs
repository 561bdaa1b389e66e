using System.Collections.Immutable;
using Fusionize.Local;
using Fusionize.Packaging;
using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Setups.Manifests;
using Fusionize.Setups.Stores;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.EndToEnd;

/// <summary>
/// A small application with two entries and two tasks behind them, as real zips under any setup. A group is built once, whatever the setups that have
/// it: a zip depends on its slice only.
/// </summary>
internal sealed class PromiseApp : IDisposable
{
    private const string Name = "promise";

    private readonly TemporaryFolder _temporary = new("fusionize-promise-");
    private readonly LoopFolder _loop;
    private readonly DotnetBuild _build;
    private readonly SetupStore _store;
    private readonly Dictionary<string, (ManifestGroup Group, string Zip)> _groups = new(StringComparer.Ordinal);
    private AppManifest? _app;
    private FusionManifest? _manifest;

    public PromiseApp()
    {
        var source = Directory.CreateDirectory(Path.Combine(_temporary.Path, "source")).FullName;
        Write(
            "Directory.Build.props",
            $"""
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <FusionizeApp>{Name}</FusionizeApp>
              </PropertyGroup>
              <Import Project="{Repository.Root}/src/Fusionize.Build/build/Fusionize.Build.props" />
            </Project>
            """
        );
        Write(
            "Directory.Build.targets",
            $"""
            <Project>
              <PropertyGroup>
                <FusionizeTasksPath>{Repository.Output("Fusionize.Build", "net10.0")}/</FusionizeTasksPath>
              </PropertyGroup>
              <Import Project="{Repository.Root}/src/Fusionize.Build/build/Fusionize.Build.targets" />
            </Project>
            """
        );
        Write(
            "Promise.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup>
                <Reference Include="{Repository.Output("Fusionize", "net10.0")}/Fusionize.dll" />
                <Analyzer Include="{Repository.Output("Fusionize.Generators", "netstandard2.0")}/Fusionize.Generators.dll" />
              </ItemGroup>
            </Project>
            """
        );
        Write(
            "Desk.cs",
            """
            using System.Text.Json;
            using Fusionize;

            namespace Promise;

            public sealed record Order(string Id, int Count, JsonElement? Extra = null);

            public sealed record Slip(string Id, string Mark, JsonElement? Extra);

            public sealed record Wish(string? Text = null, int Version = 1);

            public static class Desk
            {
                [FusionTask(Entry = true)]
                public static async Task<Slip> Front(Order order, CancellationToken ct)
                {
                    var slip = await Secret(order, ct);
                    await Note("front " + slip.Mark, ct).Detach();
                    return slip;
                }

                [FusionTask(Entry = true)]
                public static async Task<string> Other(Wish wish, CancellationToken ct)
                {
                    await Note($"other {wish}", ct);
                    return wish.Text == "work" ? $"{TaskContext.Current!.CallId} {TaskContext.Current.Attempt}" : wish.Text ?? "nothing";
                }

                [FusionTask]
                public static Task<Slip> Secret(Order order, CancellationToken ct) => order.Count < 0
                    ? throw new InvalidOperationException("the safe's number is 4711")
                    : Task.FromResult(new Slip(order.Id, $"{order.Id.Length}x{order.Count}", order.Extra));

                [FusionTask]
                public static Task Note(string text, CancellationToken ct) // a file of its own: several functions write at once
                    => File.WriteAllTextAsync(
                        Path.Combine(Environment.GetEnvironmentVariable("PROMISE_JOURNAL")!, Guid.NewGuid().ToString()), text, ct);
            }
            """
        );
        _loop = LoopFolder.Open(Path.Combine(_temporary.Path, "loop"));
        _store = SetupStore.InFolder(_loop.Store);
        _build = new DotnetBuild(AppProject.Locate(source), _loop, new Dictionary<string, string>([LocalPlatform.OwnerMark]));

        void Write(string name, string content) => File.WriteAllText(Path.Combine(source, name), content);
    }

    /// <summary>The folder that the task <c>Note</c> writes to, a file for each note.</summary>
    public string Journal => Path.Combine(_temporary.Path, "journal");

    public string PlatformFolder => _loop.Platform;

    /// <summary>How often the application was built.</summary>
    public int Builds { get; private set; }

    public AppModel Model => _app!.Model;

    /// <summary>Builds it with one function per task.</summary>
    public async Task<BuiltApp> BuildAsync()
    {
        var built = await _build.BuildAsync(new NoProgress(), default);
        Builds++;
        _manifest = built.Manifest;
        _app = AppManifest.Read(Name, [Path.Combine(_temporary.Path, "source", "bin", "Release", "net10.0", "Promise.dll")]);
        Keep(built);
        return Put(built.Setup);
    }

    /// <summary>The application under a setup; built only if it has a group that no build so far had.</summary>
    public async Task<BuiltApp> BuildAsync(FusionSetup setup)
    {
        if (!Plan(setup).All(p => _groups.ContainsKey(p.Key)))
        {
            await _store.PutSetupAsync(setup, default);
            Assert.True(await _store.TrySetCurrentAsync(setup.Id, await _store.GetCurrentAsync(default), default));
            Keep(await _build.BuildAsync(new NoProgress(), default));
            Builds++;
        }
        return Put(setup);
    }

    public void Dispose()
    {
        _loop.Dispose();
        _temporary.Dispose();
    }

    private IEnumerable<(FusionGroup Group, string Key)> Plan(FusionSetup setup) =>
        GroupPlan.Create(_app!, setup).Select(p => (p.Group, $"{p.Slice}\n{string.Join(';', p.Switches)}"));

    private void Keep(BuiltApp built)
    {
        foreach (var (group, key) in Plan(built.Setup))
        {
            var made = built.Manifest.Groups.Single(g => g.Name == group.Name);
            var zip = Path.Combine(Directory.CreateDirectory(Path.Combine(_temporary.Path, "zips")).FullName, made.Sha256 + ".zip");
            File.Copy(Path.Combine(built.Folder, made.Zip), zip, overwrite: true);
            _groups[key] = (made, zip);
        }
    }

    private BuiltApp Put(FusionSetup setup)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_temporary.Path, "out", setup.Id)).FullName;
        var groups = ImmutableArray.CreateBuilder<ManifestGroup>();
        foreach (var (group, key) in Plan(setup))
        {
            var (made, zip) = _groups[key];
            File.Copy(zip, Path.Combine(folder, made.Zip), overwrite: true);
            groups.Add(
                made with
                {
                    Tasks = group.Tasks,
                    Entries = group.Entries,
                    RemoteAsync = group.RemoteAsync,
                    MemoryMB = group.MemoryMB,
                    Routes = setup.RoutesOf(group, Model),
                }
            );
        }
        var manifest = _manifest! with { Setup = setup.Id, Notation = setup.Notation, Groups = groups.ToImmutable() };
        File.WriteAllText(Path.Combine(folder, FusionManifest.FileName), manifest.ToJson());
        return new BuiltApp(manifest, folder, TimeSpan.Zero);
    }
}
