using System.Collections.Immutable;

namespace Fusionize.Setups;

/// <summary>The differences between two setups in words, one line each.</summary>
public static class SetupDiff
{
    public static ImmutableArray<string> Between(FusionSetup old, FusionSetup @new)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        foreach (var change in GroupChange.Between(old, @new))
        {
            switch (change)
            {
                case { Before: null, After: { } added }:
                    var sources = added.Tasks.Select(t => old.FindHome(t)?.Name).OfType<string>().Distinct().Where(n => n != added.Name).ToArray();
                    lines.Add($"+ {added.Describe()}{(sources.Length == 0 ? "" : ", out of " + string.Join(", ", sources))}");
                    break;
                case { Before: { } gone, After: null }:
                    lines.Add($"- {gone.Describe()}");
                    break;
                case { Before: { } before, After: { } after }:
                    if (!change.Gained.IsEmpty)
                        lines.Add($"  {change.Name}: + {string.Join(", ", change.Gained)}");
                    if (!change.Lost.IsEmpty)
                        lines.Add($"  {change.Name}: - {string.Join(", ", change.Lost)}");
                    if (change.IsResized)
                        lines.Add($"  {change.Name}: {before.MemoryMB} → {after.MemoryMB} MB");
                    if (change.IsMoved)
                        lines.Add($"  {change.Name}: {before.Architecture} → {after.Architecture}");
                    if (change.HasOtherEntries)
                        lines.Add($"  {change.Name}: home of {string.Join(", ", after.Entries)}");
                    if (change.HandsOverOthers)
                        lines.Add(
                            $"  {change.Name}: asynchronous calls that leave it: {string.Join(", ", after.RemoteAsync.DefaultIfEmpty("none"))}"
                        );
                    break;
            }
        }
        return lines.ToImmutable();
    }

    private static string Describe(this FusionGroup group) => $"({string.Join(",", group.Tasks)}) {group.MemoryMB} MB";
}
