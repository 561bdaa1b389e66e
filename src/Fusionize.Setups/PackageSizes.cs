using System.Collections.Immutable;

namespace Fusionize.Setups;

/// <summary>A file of a zip that only some tasks need.</summary>
/// <param name="Name">Its name; tasks that share a file have the same name.</param>
/// <param name="Bytes">Its size in the zip.</param>
public sealed record PackagePart(string Name, long Bytes);

/// <summary>
/// Estimates the size of a function's zip for any set of tasks from the zips of a build: the part that every function has, plus each file that the
/// tasks reach. The estimate is rather too high: application code that tasks share counts once for each group that contains it now.
/// </summary>
/// <param name="commonBytes">Size of the part that every function has.</param>
/// <param name="parts">The additional files of each task.</param>
public sealed class PackageSizes(long commonBytes, IReadOnlyDictionary<string, ImmutableArray<PackagePart>> parts)
{
    /// <summary>The estimated size of the zip of a function with these tasks, in bytes.</summary>
    public long Of(IEnumerable<string> tasks) =>
        commonBytes + tasks.SelectMany(t => parts.GetValueOrDefault(t, [])).DistinctBy(p => p.Name, StringComparer.Ordinal).Sum(p => p.Bytes);
}
