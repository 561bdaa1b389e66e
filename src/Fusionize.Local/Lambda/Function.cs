using System.Collections.Immutable;
using Fusionize.Local.Execution;

namespace Fusionize.Local.Lambda;

/// <summary>A name for a version. With a second version and its weight it is a canary.</summary>
internal sealed record FunctionAlias(
    string Name,
    string Version,
    string Description,
    ImmutableSortedDictionary<string, double> Weights,
    string RevisionId
);

/// <summary>A function with its versions and aliases. Guarded by the catalog.</summary>
internal sealed class Function(FunctionVersion latest)
{
    public const string LatestVersion = "$LATEST";

    public FunctionVersion Latest { get; set; } = latest;
    public SortedDictionary<int, FunctionVersion> Published { get; } = [];
    public SortedDictionary<string, FunctionAlias> Aliases { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// The resource policies by qualifier; the empty qualifier is the function itself. The two dictionaries below have the same keys.
    /// </summary>
    public SortedDictionary<string, FunctionPolicy> Policies { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, UrlConfiguration> Urls { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, EventConfiguration> EventConfigurations { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether it may be part of a cycle of functions that invoke each other.</summary>
    public bool MayRecurse { get; set; }

    public int LastVersion { get; set; }
    public FunctionConcurrency Concurrency => Latest.Concurrency;

    public string Name => Latest.Configuration.Name;

    public FunctionVersion? FindVersion(string version) =>
        version == LatestVersion ? Latest
        : int.TryParse(version, out var number) ? Published.GetValueOrDefault(number)
        : null;

    public IEnumerable<FunctionVersion> AllVersions => Published.Values.Prepend(Latest);
}
