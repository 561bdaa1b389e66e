using Fusionize.Setups;

namespace Fusionize.Optimization.Replay;

/// <summary>Describes the difference between two setups in words.</summary>
internal static class SetupChange
{
    public static string Describe(FusionSetup from, FusionSetup to)
    {
        var changes = GroupChange.Between(from, to).Where(c => c.After is not null).ToList();
        var parts = changes
            .SelectMany(c =>
                c.Before is null
                    ? [$"{c.Name} becomes a function"]
                    : c.Gained.Select(t => $"{t} into {c.Name}").Concat(c.Lost.Select(t => $"{t} out of {c.Name}"))
            )
            .ToList();
        var resized = changes.Where(c => c.IsResized).Select(c => c.After!).ToList();
        if (resized.Count == to.Groups.Length && resized.Select(g => g.MemoryMB).Distinct().Count() == 1 && resized.Count > 1)
            parts.Add($"all {resized[0].MemoryMB} MB");
        else
            parts.AddRange(resized.Select(g => $"{g.Name} {g.MemoryMB} MB"));
        return parts.Count == 0 ? "no change" : string.Join(", ", parts);
    }
}
