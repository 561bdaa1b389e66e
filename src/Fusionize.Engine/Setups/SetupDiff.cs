using System.Collections.Immutable;

namespace Fusionize.Engine.Setups;

/// <summary>What distinguishes one setup from another, in words that fit a line each.</summary>
public static class SetupDiff
{
    public static ImmutableArray<string> Between(FusionSetup old, FusionSetup @new)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        foreach (var group in @new.Groups)
        {
            var sources = group.Tasks.Select(t => old.FindHome(t)?.Name).OfType<string>().Distinct().Where(n => n != group.Name).ToArray();
            var before = old.FindGroup(group.Name);
            if (before is null)
            {
                lines.Add($"+ {group.Describe()}{(sources.Length == 0 ? "" : ", out of " + string.Join(", ", sources))}");
                continue;
            }
            var (gained, lost) = (group.Tasks.Except(before.Tasks).ToArray(), before.Tasks.Except(group.Tasks).ToArray());
            if (gained.Length > 0) lines.Add($"  {group.Name}: + {string.Join(", ", gained)}");
            if (lost.Length > 0) lines.Add($"  {group.Name}: - {string.Join(", ", lost)}");
            if (group.MemoryMB != before.MemoryMB) lines.Add($"  {group.Name}: {before.MemoryMB} → {group.MemoryMB} MB");
            if (group.Architecture != before.Architecture) lines.Add($"  {group.Name}: {before.Architecture} → {group.Architecture}");
            if (!group.Entries.AsSpan().SequenceEqual(before.Entries.AsSpan())) lines.Add($"  {group.Name}: home of {string.Join(", ", group.Entries)}");
            if (!group.RemoteAsync.AsSpan().SequenceEqual(before.RemoteAsync.AsSpan())) lines.Add($"  {group.Name}: asynchronous calls that leave it: {string.Join(", ", group.RemoteAsync.DefaultIfEmpty("none"))}");
        }
        lines.AddRange(old.Groups.Where(g => @new.Groups.All(n => n.Name != g.Name)).Select(g => $"- {g.Describe()}"));
        return lines.ToImmutable();
    }

    private static string Describe(this FusionGroup group) => $"({string.Join(",", group.Tasks)}) {group.MemoryMB} MB";
}
