using System.Collections.Immutable;
using Fusionize.Packaging.Metadata;
using Fusionize.Setups.Manifests;

namespace Fusionize.Packaging.Overlooked;

/// <summary>
/// Finds task uses that the compiler plug-in didn't see, in compiled code: code of other languages and generators, and anything else that it may
/// miss. Checks every assembly of the zips.
/// </summary>
public sealed class OverlookedUses : IDisposable
{
    private readonly ImmutableArray<ScannedAssembly> _assemblies;

    /// <param name="files">The files of the zips; files that aren't managed assemblies are skipped.</param>
    public OverlookedUses(IEnumerable<string> files) =>
        _assemblies = [.. files.Distinct(StringComparer.Ordinal).Select(ScannedAssembly.TryOpen).OfType<ScannedAssembly>()];

    /// <summary>Methods that are marked as tasks but are in no manifest.</summary>
    public IEnumerable<OverlookedUse> Tasks() =>
        from assembly in _assemblies
        from method in assembly.UnlistedTasks()
        select new OverlookedUse(
            PackagingCodes.UnlistedTask,
            assembly.File,
            $"'{assembly.PlaceOf(method)}' in {assembly.Name} is marked [FusionTask] and is no task: its project was built without the package's "
                + $"compiler plug-in, which works in C# projects. "
                + "Reference the package Fusionize.Build in the project, or move the task to a C# project."
        );

    /// <summary>Code that uses a task's method without a switch.</summary>
    /// <param name="accepted">Assemblies and places (<c>Type.Method</c>) that may do so.</param>
    public IEnumerable<OverlookedUse> Calls(IReadOnlySet<string> accepted)
    {
        var targets = new TaskMembers(_assemblies);
        if (targets.IsEmpty)
            return [];
        return _assemblies.Where(a => !accepted.Contains(a.Name) && targets.MayBeUsedIn(a)).SelectMany(a => Calls(a, targets, accepted));
    }

    private static IEnumerable<OverlookedUse> Calls(ScannedAssembly assembly, TaskMembers targets, IReadOnlySet<string> accepted)
    {
        var tokens = targets.TokensIn(assembly);
        if (tokens.Count == 0)
            yield break;
        var seen = new HashSet<(string, string)>();
        foreach (var handle in assembly.Metadata.MethodDefinitions)
        {
            if (assembly.CodeOf(handle) is not { } code || assembly.IsGenerated(handle))
                continue;
            foreach (var token in IlTokens.In(code))
            {
                if (
                    !tokens.TryGetValue(token, out var task)
                    || assembly.PlaceOf(handle) is var place && (accepted.Contains(place) || !seen.Add((place, task)))
                )
                    continue;
                yield return new OverlookedUse(
                    PackagingCodes.OverlookedCall,
                    assembly.File,
                    $"'{place}' in {assembly.Name} uses the method of task '{task}' past the fusion setup: it would run in the caller's function "
                        + $"under every setup. Call the task by its name in a C# project "
                        + $"that references the package Fusionize.Build, or accept it with <FusionizeLocalCall Include=\"{place}\" />."
                );
            }
        }
    }

    public void Dispose()
    {
        foreach (var assembly in _assemblies)
            assembly.Dispose();
    }
}
