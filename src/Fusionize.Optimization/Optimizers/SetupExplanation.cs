using System.Globalization;
using Fusionize.Optimization.Forecasts;
using Fusionize.Setups;

namespace Fusionize.Optimization.Optimizers;

/// <summary>A change of setup in words: what changes, and what each part of the change gains.</summary>
internal static class SetupExplanation
{
    /// <summary>What changes, in one line.</summary>
    public static string Summary(FusionSetup before, FusionSetup after)
    {
        var changes = new List<string>();
        foreach (var change in GroupChange.Between(before, after))
        {
            if (change.After is not { } group)
                continue;
            if (change.Before is null)
                changes.Add($"{group.Name} becomes a function ({group.MemoryMB} MB)");
            if (!change.Gained.IsEmpty)
                changes.Add($"{group.Name} gains {string.Join(", ", change.Gained)}");
            if (!change.Lost.IsEmpty)
                changes.Add($"{group.Name} loses {string.Join(", ", change.Lost)}");
            if (change.IsResized)
                changes.Add(Resized(change));
            if (change.IsMoved)
                changes.Add(Moved(change));
            if (change.HandsOverOthers)
                changes.Add(HandsOver(group));
        }
        return string.Join("; ", changes);
    }

    /// <summary>The gain of each part of the change: the new setup compared with the new setup without that part.</summary>
    public static IEnumerable<string> Of(FusionSetup before, FusionSetup after, Forecast forecast)
    {
        var whole = forecast.Predict(after);
        foreach (var change in GroupChange.Between(before, after))
        {
            if (change is not { Before: { } old, After: { } group })
                continue;
            if (change.IsResized)
                yield return Line(Resized(change), group with { MemoryMB = old.MemoryMB });
            if (change.IsMoved)
                yield return Line(Moved(change), group with { Architecture = old.Architecture });
            if (change.HandsOverOthers)
                yield return Line(HandsOver(group), group with { RemoteAsync = [.. old.RemoteAsync.Where(group.Tasks.Contains)] });
            foreach (var task in change.Gained)
                yield return LineOf($"{task} in {group.Name}", Regrouping.TakeOut(after, group, task, before.HomeOf(task).MemoryMB));
            foreach (var task in change.Lost)
                yield return Line(
                    $"{task} out of {group.Name}",
                    new(group.Name, group.Tasks.Add(task), group.Entries, group.MemoryMB, group.Architecture, group.RemoteAsync)
                );

            string Line(string what, FusionGroup otherwise) => LineOf(what, after with { Groups = after.Groups.Replace(group, otherwise) });
        }

        string LineOf(string what, FusionSetup otherwise)
        {
            var without = forecast.Predict(otherwise);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {whole.P50Ms - without.P50Ms:+0.#;-0.#;0} ms, {whole.CostPerMillion - without.CostPerMillion:+0.00;-0.00;0.00} USD/M"
            );
        }
    }

    private static string Resized(GroupChange change) => $"{change.Name} {change.Before!.MemoryMB} → {change.After!.MemoryMB} MB";

    private static string Moved(GroupChange change) => $"{change.Name} {change.Before!.Architecture} → {change.After!.Architecture}";

    private static string HandsOver(FusionGroup group) =>
        $"{group.Name} hands over {(group.RemoteAsync.IsEmpty ? "no calls" : "calls of " + string.Join(", ", group.RemoteAsync))}";
}
