using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Fusionize.Packaging.Reaching;
using Fusionize.Setups;
using Fusionize.Setups.Files;
using Fusionize.Setups.Manifests;
using Fusionize.Shared;

namespace Fusionize.Packaging.Fusing;

/// <summary>A group and its folder in obj.</summary>
/// <param name="Name">The group's name.</param>
/// <param name="Directory">Its directory.</param>
/// <param name="IsUpToDate">Whether the zip in this folder was built from exactly these inputs.</param>
public sealed record PlannedGroup(string Name, string Directory, bool IsUpToDate);

/// <summary>
/// Writes everything that the build of each group reads (slice.txt, parts.txt, link.rsp, recipe.json), and the inputs of the application's host. The
/// content of all inputs decides whether a group must be built, never their times. So the decision is right after a branch switch, a clean, an
/// interrupted build or a copied folder.
/// </summary>
public sealed class FusePlan(FuseInputs inputs, string directory)
{
    public const string SliceFile = Names.SliceFile;
    public const string PartsFile = "parts.txt";
    public const string LinkFile = "link.rsp";
    public const string RecipeFile = "recipe.json";
    private const string AttributesFile = "link-attributes.xml";

    // The same for all groups, so computed once.
    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _trimmable = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableArray<AppFile>> _files = new(StringComparer.Ordinal);

    public const string HostAssembly = Names.HostAssembly;

    public string DirectoryOf(string group) => Path.Combine(directory, group);

    public ImmutableArray<PlannedGroup> Write(AppManifest app, FusionSetup setup)
    {
        WholeFile.WriteIfChanged(Path.Combine(directory, AttributesFile), LinkAttributes.Source);
        using var sources = new Sources(inputs, app, HashOf);
        ApplicationHost.Write(app, inputs, directory, HashOf);
        var planned = GroupPlan.Create(app, setup).Select(plan => Write(plan, sources)).ToImmutableArray();
        RemoveOthers(planned);
        return planned;
    }

    /// <summary>Writes the framework for the linker, once the groups' hosts are compiled.</summary>
    /// <param name="recipes">The groups that will be linked.</param>
    /// <param name="framework">The framework's reference assemblies.</param>
    /// <param name="directory">The folder of all groups.</param>
    public static void WriteFramework(IReadOnlyCollection<PackRecipe> recipes, IReadOnlyCollection<string> framework, string directory) =>
        LinkFramework.Write(
            framework,
            recipes
                .SelectMany(r => r.Files)
                .Where(f => f.Kind == AppFileKind.Assembly)
                .Select(f => f.Path)
                .Concat(recipes.Select(r => r.HostPath))
                .Distinct(),
            Path.Combine(directory, LinkFramework.FolderName)
        );

    private PlannedGroup Write(GroupPlan plan, Sources sources)
    {
        var place = DirectoryOf(plan.Name);
        var runtimeIdentifier = RuntimeIdentifier(plan.Group.Architecture);
        if (inputs.RuntimeIdentifier is { } only && only != runtimeIdentifier)
            throw new FusionizeException(
                PackagingCodes.Unsupported,
                null,
                $"Group {plan.Name} is to run on {plan.Group.Architecture}, but the application is built for {only} only.",
                "leave RuntimeIdentifier unset, or change the setup"
            );
        var files = Once(_files, runtimeIdentifier, r => AppFile.Select(inputs.Files, r));
        var hostPath = Path.Combine(place, HostAssembly + ".dll");
        var linked = inputs.Policy == LinkPolicy.None ? null : Path.Combine(place, "linked");
        var link = linked is null
            ? ""
            : LinkArguments.Write(
                hostPath,
                files.Where(f => f.Kind == AppFileKind.Assembly),
                LinkFramework.Replace(inputs.Framework, Path.Combine(directory, LinkFramework.FolderName)),
                inputs.Keep,
                inputs.Policy,
                file => Once(_trimmable, file, LinkArguments.IsTrimmable),
                inputs.NoWarn,
                plan.Switches.SetItem(Names.ClaimSwitch, inputs.RuntimeOptions.GetValueOrDefault(Names.ClaimSwitch) == "true"),
                Path.Combine(directory, AttributesFile),
                linked
            );
        var options = plan.OffSwitches.Aggregate(inputs.RuntimeOptions, (all, name) => all.SetItem(name, "false"));
        var recipe = new PackRecipe
        {
            Group = plan.Name,
            Key = "",
            Host = HostAssembly,
            HostPath = hostPath,
            Linked = linked,
            Published = inputs.Mode == FunctionMode.Managed ? null : Path.Combine(place, "publish"),
            Compiled = inputs.IsReadyToRun && inputs.Mode == FunctionMode.Managed ? Path.Combine(place, "compiled") : null,
            Files = files,
            AssetsFile = inputs.AssetsFile,
            Processor = runtimeIdentifier[(runtimeIdentifier.IndexOf('-', StringComparison.Ordinal) + 1)..],
            TargetFramework = inputs.TargetFramework,
            FrameworkMoniker = inputs.FrameworkMoniker,
            Frameworks = inputs.Frameworks,
            RuntimeOptions = options,
        };
        if (linked is not null)
            recipe = sources.AddTo(recipe, plan);
        recipe = recipe with { Key = Key(plan, sources.WithoutSwitches(link), recipe) };

        WholeFile.WriteIfChanged(Path.Combine(place, SliceFile), plan.Slice);
        WholeFile.WriteIfChanged(Path.Combine(place, PartsFile), plan.Parts);
        WholeFile.WriteIfChanged(Path.Combine(place, LinkFile), link);
        WholeFile.WriteIfChanged(Path.Combine(place, RecipeFile), recipe.ToJson());
        return new PlannedGroup(plan.Name, place, IsUpToDate(recipe, place, sources));
    }

    private static bool IsUpToDate(PackRecipe recipe, string place, Sources sources)
    {
        var file = Path.Combine(place, GroupPacker.ResultFile);
        if (
            PackedGroup.TryRead(file) is not { } packed
            || packed.Key != recipe.Key
            || GroupPacker.ZipFile(place, recipe.Group) is var zip
                && !(File.Exists(zip) && new FileInfo(zip).Length == packed.Bytes && WholeFile.Hash(zip) == packed.Sha256)
        )
            return false;
        if (packed.Sources.SequenceEqual(recipe.Sources))
            return true;
        if (packed.Reach is null || packed.Reach != ReachFingerprint.TryCompute(sources.Open, recipe, place))
            return false;
        WholeFile.WriteIfChanged(file, (packed with { Sources = recipe.Sources }).ToJson());
        return true;
    }

    /// <summary>The zip's bytes depend only on the values that are hashed here and on the recipe's sources.</summary>
    private string Key(GroupPlan plan, string link, PackRecipe recipe)
    {
        var rest = recipe with { Sources = recipe.Sources.Clear(), Switches = recipe.Switches.Clear() };
        var text = new StringBuilder()
            .Append(plan.Slice)
            .Append(link)
            .Append(rest.ToJson())
            .Append(inputs.Salt)
            .Append(LinkAttributes.Source);
        foreach (var file in recipe.Files.Select(f => f.Path).Where(f => !recipe.Sources.ContainsKey(f)).Concat(inputs.Tools))
            text.Append(HashOf(file)).Append('\n');
        // The path of reference assemblies contains their version.
        text.AppendJoin('\n', inputs.Framework);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private string HashOf(string file) => Once(_hashes, file, WholeFile.Hash);

    private static T Once<T>(Dictionary<string, T> known, string key, Func<string, T> find)
    {
        if (!known.TryGetValue(key, out var value))
            known[key] = value = find(key);
        return value;
    }

    /// <summary>Deletes directories of groups that are no longer in the setup.</summary>
    private void RemoveOthers(ImmutableArray<PlannedGroup> planned)
    {
        var names = planned.Select(g => g.Name).Append(LinkFramework.FolderName).Append(ApplicationHost.FolderName).ToHashSet(StringComparer.Ordinal);
        foreach (var other in Directory.GetDirectories(directory).Where(d => !names.Contains(Path.GetFileName(d))))
            Directory.Delete(other, recursive: true);
    }

    private static string RuntimeIdentifier(string architecture) => architecture == Architectures.Arm64 ? "linux-arm64" : "linux-x64";
}
