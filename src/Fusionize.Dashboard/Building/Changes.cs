using System.Collections.Immutable;
using Fusionize.Setups;

namespace Fusionize.Dashboard.Building;

/// <summary>Describes the changes of functions from one setup to another, one line each.</summary>
internal static class Changes
{
    public static ImmutableArray<string> Between(FusionSetup before, FusionSetup after) =>
        [.. GroupChange.Between(before, after).Select(Line).Where(l => l.Length > 0), .. Gone(before, after)];

    private static string Line(GroupChange change)
    {
        if (change.After is not { } group)
            return "";
        var parts = new List<string>();
        if (change.Before is null)
            parts.Add($"is a new function with {group.MemoryMB} MB");
        if (!change.Gained.IsEmpty)
            parts.Add($"takes in {string.Join(", ", change.Gained)}");
        if (!change.Lost.IsEmpty)
            parts.Add($"gives up {string.Join(", ", change.Lost)}");
        if (change.IsResized)
            parts.Add($"{change.Before!.MemoryMB} → {group.MemoryMB} MB");
        if (change.IsMoved)
            parts.Add($"{change.Before!.Architecture} → {group.Architecture}");
        if (change.HandsOverOthers)
            parts.Add(group.RemoteAsync.IsEmpty ? "hands over no calls any more" : $"hands over calls of {string.Join(", ", group.RemoteAsync)}");
        return parts.Count == 0 ? "" : $"{group.Name}: {string.Join("; ", parts)}";
    }

    private static IEnumerable<string> Gone(FusionSetup before, FusionSetup after)
    {
        var gone = before.Groups.Where(g => after.FindGroup(g.Name) is null).Select(g => g.Name).ToList();
        if (gone.Count > 0)
            yield return $"No functions of their own any more: {string.Join(", ", gone)}";
    }
}
