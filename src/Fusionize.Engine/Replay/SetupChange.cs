using Fusionize.Engine.Setups;

namespace Fusionize.Engine.Replay;

/// <summary>Says in words what turns one setup into another.</summary>
public static class SetupChange
{
    public static string Describe(FusionSetup from, FusionSetup to)
    {
        var parts = new List<string>();
        foreach (var group in to.Groups)
        {
            var before = from.FindGroup(group.Name);
            if (before is null)
            {
                parts.Add($"{group.Name} becomes a function");
                continue;
            }
            foreach (var task in group.Tasks.Where(t => !before.Tasks.Contains(t)))
                parts.Add($"{task} into {group.Name}");
            foreach (var task in before.Tasks.Where(t => !group.Tasks.Contains(t)))
                parts.Add($"{task} out of {group.Name}");
        }
        var resized = to.Groups.Where(g => from.FindGroup(g.Name) is { } f && f.MemoryMB != g.MemoryMB).ToList();
        if (resized.Count == to.Groups.Length && resized.Select(g => g.MemoryMB).Distinct().Count() == 1 && resized.Count > 1)
            parts.Add($"all {resized[0].MemoryMB} MB");
        else
            parts.AddRange(resized.Select(g => $"{g.Name} {g.MemoryMB} MB"));
        return parts.Count == 0 ? "no change" : string.Join(", ", parts);
    }
}
