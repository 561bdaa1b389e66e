using System.Collections.Immutable;
using Fusionize.Setups.Manifests;
using Fusionize.Shared;

namespace Fusionize.Packaging.Reaching;

/// <summary>The application's own linked assemblies: a group depends only on the parts that it reaches.</summary>
internal sealed class Sources : IDisposable
{
    private readonly ImmutableArray<string> _names;
    private readonly ImmutableHashSet<string> _switches;
    private readonly Func<string, string> _hash;
    private AppAssemblies? _assemblies;
    private ImmutableArray<string> _files = [];

    /// <param name="inputs">The application.</param>
    /// <param name="app">Its tasks.</param>
    /// <param name="hash">Returns a file's hash.</param>
    public Sources(FuseInputs inputs, AppManifest app, Func<string, string> hash)
    {
        // An assembly that stays whole is in the zip unchanged.
        _names =
        [
            .. inputs
                .Files.Where(f => f.Package is null)
                .Select(f => Path.GetFileNameWithoutExtension(f.RelativePath))
                .Where(n => !inputs.Keep.Contains(n)),
        ];
        _switches =
        [
            .. app
                .Assemblies.Where(a => _names.Contains(a.Assembly))
                .SelectMany(a => a.Manifest.Tasks)
                .SelectMany(t => new[] { Names.LocalSwitch(t.Id), Names.LocalAsyncSwitch(t.Id) }),
        ];
        _hash = hash;
    }

    /// <summary>The assemblies, opened when they are first needed.</summary>
    public AppAssemblies Open() => _assemblies ??= new AppAssemblies(_files);

    public PackRecipe AddTo(PackRecipe recipe, GroupPlan plan)
    {
        _files = [.. recipe.Files.Where(f => f.Kind == AppFileKind.Assembly && f.Package is null && _names.Contains(f.Name)).Select(f => f.Path)];
        var switches = plan.Switches.Where(s => _switches.Contains(s.Key)).ToImmutableSortedDictionary(StringComparer.Ordinal);
        var hash = new ContentHash().AddAll(switches.Select(s => $"{s.Key}={s.Value}")).ToString();
        return recipe with
        {
            Sources = _files.ToImmutableSortedDictionary(f => f, _hash, StringComparer.Ordinal).Add(PackRecipe.SwitchesEntry, hash),
            Switches = switches,
        };
    }

    /// <summary>The linker's arguments without switches. The fingerprint contains the switches that matter.</summary>
    public string WithoutSwitches(string arguments) =>
        string.Join(
            '\n',
            arguments
                .Split('\n')
                .Where(line =>
                    !(line.StartsWith("--feature \"", StringComparison.Ordinal) && line.Split('"') is [_, var name, ..] && _switches.Contains(name))
                )
        );

    public void Dispose() => _assemblies?.Dispose();
}
