using System.Globalization;
using Fusionize.Engine.Optimization.Model;
using Fusionize.Engine.Setups;

namespace Fusionize.Engine.Optimization;

/// <summary>What each part of a change buys: how the new setup would do without it.</summary>
internal static class Explanation
{
    public static IEnumerable<string> Of(FusionSetup before, FusionSetup after, Forecast forecast)
    {
        var whole = forecast.Predict(after);
        foreach (var group in after.Groups)
        {
            var old = before.FindGroup(group.Name);
            if (old is not null && old.MemoryMB != group.MemoryMB)
            {
                var without = after with { Groups = after.Groups.Replace(group, group with { MemoryMB = old.MemoryMB }) };
                yield return Line($"{group.Name} {old.MemoryMB} → {group.MemoryMB} MB", forecast.Predict(without), whole);
            }
            foreach (var task in old is null ? [] : group.Tasks.Except(old.Tasks))
            {
                if (Without(before, after, group, task) is { } without)
                    yield return Line($"{task} in {group.Name}", forecast.Predict(without), whole);
            }
        }
    }

    /// <summary>The setup with the task outside that group, in a function of its own.</summary>
    private static FusionSetup? Without(FusionSetup before, FusionSetup after, FusionGroup group, string task)
    {
        if (group.Name == task)
            return null;
        var entries = group.Entries.Remove(task);
        var rest = new FusionGroup(group.Name, group.Tasks.Remove(task), entries, group.MemoryMB, group.Architecture, group.RemoteAsync.Remove(task));
        var groups = after.Groups.Replace(group, rest);
        if (entries.Length < group.Entries.Length)
            groups = groups.Add(new(task, [task], memoryMB: before.HomeOf(task).MemoryMB, architecture: group.Architecture));
        return after with { Groups = groups };
    }

    private static string Line(string what, Prediction without, Prediction with)
        => string.Create(CultureInfo.InvariantCulture,
            $"{what}: {with.P50Ms - without.P50Ms:+0.#;-0.#;0} ms, {with.CostPerMillion - without.CostPerMillion:+0.00;-0.00;0.00} $/M");
}
