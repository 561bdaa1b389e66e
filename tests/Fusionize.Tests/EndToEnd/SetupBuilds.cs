using System.Collections.Immutable;
using System.Security;
using Fusionize.Local;
using Fusionize.Packaging;
using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Setups.Manifests;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.EndToEnd;

/// <summary>
/// An application as real zips under many setups. A group is built once, whatever the setups that have it, since a zip depends on its slice only. All
/// setups that need a build are built by one process: starting one for each would cost more than most of their groups.
/// </summary>
internal sealed class SetupBuilds(AppProject project, LoopFolder folder)
{
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(folder.Temporary, "builds")).FullName;
    private readonly Dictionary<string, (ManifestGroup Group, string Zip)> _groups = new(StringComparer.Ordinal);
    private AppManifest? _app;
    private FusionManifest? _manifest;

    /// <summary>How many setups took a build.</summary>
    public int Count { get; private set; }

    public AppModel Model => _app!.Model;

    /// <summary>Builds the application as its developer would, with one function per task.</summary>
    public async Task<BuiltApp> BuildAsync()
    {
        var build = new DotnetBuild(project, folder, new Dictionary<string, string>([LocalPlatform.OwnerMark]));
        var built = await build.BuildAsync(new NoProgress(), default);
        Count++;
        _manifest = built.Manifest;
        var output = Path.Combine(project.Folder, "bin", "Release", "net10.0");
        var own = Path.Combine(output, project.Name + ".dll");
        _app = AppManifest.Read(built.Manifest.App, Directory.GetFiles(output, "*.dll").Where(f => f != own).Prepend(own));
        Keep(built.Manifest, built.Folder);
        return Put(built.Setup);
    }

    /// <summary>The application under each of the setups, in their order.</summary>
    public async Task<ImmutableArray<BuiltApp>> BuildAsync(IEnumerable<FusionSetup> setups)
    {
        var all = setups.ToList();
        var keys = _groups.Keys.ToHashSet(StringComparer.Ordinal);
        var missing = all.Where(s => Plan(s).Select(p => p.Key).ToList() is var needed && !keys.IsSupersetOf(needed) && Add(needed)).ToList();
        if (missing.Count > 0)
            await BuildMissingAsync(missing);
        return [.. all.Select(Put)];

        bool Add(List<string> needed)
        {
            keys.UnionWith(needed);
            return true;
        }
    }

    private async Task BuildMissingAsync(List<FusionSetup> setups)
    {
        foreach (var setup in setups)
            await File.WriteAllTextAsync(Path.Combine(_folder, setup.Id + ".json"), setup.ToJson());
        var file = Path.Combine(_folder, "All.proj");
        // One after the other: they share the project's folder for intermediate files.
        await File.WriteAllTextAsync(
            file,
            $"""
            <Project>
              <Target Name="All">
                <ItemGroup>
                  <Setup Include="{string.Join(';', setups.Select(s => s.Id))}" />
                </ItemGroup>
                <MSBuild Projects="{SecurityElement.Escape(project.File)}" Targets="Build"
                         Properties="Configuration=Release;BuildProjectReferences=false;FusionizeTaskFactory=AssemblyTaskFactory;FusionizeSetup={SecurityElement.Escape(
                    _folder
                )}/%(Setup.Identity).json;FusionizeOutputPath={SecurityElement.Escape(_folder)}/%(Setup.Identity)/" />
              </Target>
            </Project>
            """
        );
        await Commands.RunAsync("dotnet", "msbuild", file, "-t:All", "-nologo", "-verbosity:quiet", "-nodeReuse:false");
        foreach (var setup in setups)
        {
            var output = Path.Combine(_folder, setup.Id);
            var manifest = FusionManifest.Read(Path.Combine(output, FusionManifest.FileName));
            Assert.Equal(setup.Id, manifest.Setup);
            Keep(manifest, output);
        }
        Count += setups.Count;
    }

    private IEnumerable<(FusionGroup Group, string Key)> Plan(FusionSetup setup) =>
        GroupPlan.Create(_app!, setup).Select(p => (p.Group, $"{p.Slice}\n{string.Join(';', p.Switches)}"));

    private void Keep(FusionManifest manifest, string output)
    {
        foreach (var (group, key) in Plan(new BuiltApp(manifest, output, default).Setup))
        {
            var made = manifest.Groups.Single(g => g.Name == group.Name);
            var zip = Path.Combine(_folder, made.Sha256 + ".zip");
            File.Copy(Path.Combine(output, made.Zip), zip, overwrite: true);
            _groups[key] = (made, zip);
        }
    }

    private BuiltApp Put(FusionSetup setup)
    {
        var output = Directory.CreateDirectory(Path.Combine(_folder, "of-" + setup.Id)).FullName;
        var groups = ImmutableArray.CreateBuilder<ManifestGroup>();
        foreach (var (group, key) in Plan(setup))
        {
            var (made, zip) = _groups[key];
            File.Copy(zip, Path.Combine(output, made.Zip), overwrite: true);
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
        File.WriteAllText(Path.Combine(output, FusionManifest.FileName), manifest.ToJson());
        return new BuiltApp(manifest, output, TimeSpan.Zero);
    }
}
