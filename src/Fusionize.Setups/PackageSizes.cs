using System.Collections.Immutable;

namespace Fusionize.Setups;

/// <summary>A file of a zip that is there for some tasks only, or what it takes of the zip.</summary>
/// <param name="Name">The same for tasks that share it in one function.</param>
/// <param name="Bytes">What it takes.</param>
public sealed record PackagePart(string Name, long Bytes);

/// <summary>
/// About what a function's zip would come to with any tasks, by what lies in a build's zips: what every function has, and once each what its tasks
/// reach. Rather too much than too little: an application's own code that tasks share counts for each group that has it now.
/// </summary>
/// <param name="commonBytes">What every function has.</param>
/// <param name="parts">Per task what it reaches beyond that.</param>
public sealed class PackageSizes(long commonBytes, IReadOnlyDictionary<string, ImmutableArray<PackagePart>> parts)
{
    /// <summary>About what the zip of a function with these tasks comes to, in bytes.</summary>
    public long Of(IEnumerable<string> tasks) =>
        commonBytes + tasks.SelectMany(t => parts.GetValueOrDefault(t, [])).DistinctBy(p => p.Name, StringComparer.Ordinal).Sum(p => p.Bytes);
}
