using Fusionize.Setups;

namespace Fusionize.Tests.Infrastructure;

/// <summary>Random valid setups: any grouping, copies, homes, sizes.</summary>
internal static class RandomSetups
{
    public static FusionSetup Of(AppModel app, Random random)
    {
        var tasks = app.Tasks.Select(t => t.Id).ToArray();
        random.Shuffle(tasks);
        var homes = new List<List<string>>();
        foreach (var task in tasks)
        {
            if (homes.Count == 0 || random.NextDouble() < 0.4)
                homes.Add([task]);
            else
                homes[random.Next(homes.Count)].Add(task);
        }
        var groups = homes.Select(entries =>
        {
            var all = entries.Union(tasks.Where(_ => random.NextDouble() < 0.25)).ToArray();
            var architecture = random.NextDouble() < 0.2 ? Architectures.Arm64 : Architectures.X64;
            return new FusionGroup(entries[0], all, entries, random.Next(128, 10241), architecture, all.Where(_ => random.NextDouble() < 0.2));
        });
        return new FusionSetup(app.App, [.. groups]).InOrderOf(app);
    }
}
