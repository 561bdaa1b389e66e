using Fusionize.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Tests.HostMode;

public class DispatcherTests
{
    private const string Iot = """
        using System.Threading;
        using System.Threading.Tasks;
        using Fusionize;

        internal sealed record Reading(string SensorId, double Value);
        internal sealed record Verdict(bool Valid);

        internal static class Iot
        {
            [FusionTask(Entry = true)]
            public static async Task<Verdict> AnalyzeSensor(Reading reading, CancellationToken ct)
            {
                var verdict = await CheckSensor(reading, ct);
                await StoreEvent(reading, 3, ct: ct).Detach();
                await Clean();
                return verdict;
            }

            [FusionTask] public static async Task<Verdict> CheckSensor(Reading reading, CancellationToken ct) => new(await Count(ct) > 0);
            [FusionTask] public static ValueTask StoreEvent(Reading reading, int? count, string note = "none \"yet\"",
                CancellationToken ct = default) => default;
            [FusionTask] public static Task<int> Count(CancellationToken ct) => Task.FromResult(1);
            [FusionTask] public static Task Clean() => Task.CompletedTask;
        }
        """;

    [Fact]
    public void A_group_of_one_task_calls_the_others()
    {
        var app = App.Of(Iot).Build();
        Snapshot.Match(Group.Host(app, Group.Cut(app, ["AnalyzeSensor"], ["AnalyzeSensor"])).Sources);
    }

    [Fact]
    public void A_group_that_serves_all()
    {
        var app = App.Of(Iot).Build();
        string[] all = [.. app.Manifest.Tasks.Select(t => t.Id)];
        Snapshot.Match(Group.Host(app, Group.Cut(app, all, all, "StoreEvent")).Sources);
    }

    [Fact]
    public void A_slice_that_cannot_be_read_is_an_error_that_says_why()
    {
        var host = new App { Slice = "fusionize\t1\nrole\tboss\n" };
        var result = host.Driver().RunGenerators(host.Compilation()).GetRunResult();
        var error = Assert.Single(result.Diagnostics);
        Assert.Equal("FZ0001", error.Id);
        Assert.Contains("Line 2: 'boss' is none of serve, local, remote.", error.GetMessage());
        Assert.Empty(result.GeneratedTrees);
    }
}
