using Fusionize.Setups;

namespace Fusionize.Testing.Groups;

/// <summary>Random setups that no optimizer would choose: any partition, with copies and hand-overs.</summary>
internal static class RandomSetup
{
    public static FusionSetup Create(AppModel app, int seed)
    {
        var random = new Random(seed);
        string[] tasks = [.. app.Tasks.Select(t => t.Id)];
        random.Shuffle(tasks);
        var parts = Enumerable.Range(0, random.Next(1, tasks.Length + 1)).Select(_ => new List<string>()).ToArray();
        foreach (var task in tasks)
            parts[random.Next(parts.Length)].Add(task);
        var handedOver = app.Calls.Where(c => c.Kind == CallKind.Async).Select(c => c.To).ToHashSet(StringComparer.Ordinal);
        var groups = parts
            .Where(p => p.Count > 0)
            .Select(homes =>
            {
                string[] held = [.. homes, .. app.Tasks.Select(t => t.Id).Where(t => !homes.Contains(t) && random.Next(4) == 0)];
                return new FusionGroup(homes[0], held, homes, remoteAsync: held.Where(t => handedOver.Contains(t) && random.Next(3) == 0));
            });
        return new FusionSetup(app.App, [.. groups]).InOrderOf(app);
    }
}
