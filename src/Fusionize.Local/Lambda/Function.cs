using System.Collections.Immutable;
using Fusionize.Local.Execution;

namespace Fusionize.Local.Lambda;

/// <summary>A name for a version; with a second version and its weight, a canary.</summary>
internal sealed record FunctionAlias(string Name, string Version, string Description, ImmutableSortedDictionary<string, double> Weights, string RevisionId);

/// <summary>A function with its versions and aliases. Guarded by the catalog.</summary>
internal sealed class Function(FunctionVersion latest)
{
    public const string LatestVersion = "$LATEST";

    public FunctionVersion Latest { get; set; } = latest;
    public SortedDictionary<int, FunctionVersion> Published { get; } = [];
    public SortedDictionary<string, FunctionAlias> Aliases { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);
    public int LastVersion { get; set; }
    public FunctionConcurrency Concurrency => Latest.Concurrency;

    public string Name => Latest.Configuration.Name;

    public FunctionVersion? FindVersion(string version) =>
        version == LatestVersion ? Latest : int.TryParse(version, out var number) ? Published.GetValueOrDefault(number) : null;

    public IEnumerable<FunctionVersion> AllVersions => Published.Values.Prepend(Latest);
}
