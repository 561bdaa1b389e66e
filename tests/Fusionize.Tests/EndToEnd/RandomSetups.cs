using Fusionize.Setups;

namespace Fusionize.Tests.EndToEnd;

/// <summary>Setups that no optimizer would come to: any partition, with copies and hand-overs.</summary>
internal static class RandomSetups
{
    public static FusionSetup Create(AppModel app, int seed)
    {
        var random = new Random(seed);
        var count = random.Next(1, app.Tasks.Length + 1);
        var parts = Enumerable.Range(0, count).Select(_ => new List<string>()).ToArray();
        foreach (var task in Shuffled(app.Tasks.Select(t => t.Id), random))
            parts[random.Next(count)].Add(task);
        var handedOver = app.Calls.Where(c => c.Kind == CallKind.Async).Select(c => c.To).ToHashSet();
        var groups = new List<FusionGroup>();
        foreach (var homes in parts.Where(p => p.Count > 0))
        {
            var copies = app.Tasks.Select(t => t.Id).Where(t => !homes.Contains(t) && random.Next(4) == 0);
            string[] tasks = [.. homes, .. copies];
            groups.Add(
                new FusionGroup(homes[0], tasks, homes, memoryMB: 1769, remoteAsync: tasks.Where(t => handedOver.Contains(t) && random.Next(3) == 0))
            );
        }
        var setup = new FusionSetup(app.App, [.. groups]).InOrderOf(app);
        setup.Validate(app, $"random setup {seed}");
        return setup;
    }

    private static string[] Shuffled(IEnumerable<string> items, Random random)
    {
        string[] shuffled = [.. items];
        random.Shuffle(shuffled);
        return shuffled;
    }
}
