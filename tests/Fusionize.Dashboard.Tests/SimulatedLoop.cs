using System.Collections.Immutable;
using System.Globalization;
using Fusionize.Dashboard.Building;
using Fusionize.Dashboard.Model;
using Fusionize.Optimization;
using Fusionize.Records;
using Fusionize.Rounds;
using Fusionize.Rounds.Load;
using Fusionize.Setups;
using Fusionize.Simulation;

namespace Fusionize.Dashboard.Tests;

/// <summary>Loops over simulated applications: what a report is made from, without building or running anything.</summary>
internal static class SimulatedLoop
{
    private static readonly Lazy<Report> s_iot = new(() => ReportBuilder.Build(SourceOf("samples/IoT/iot.app.json", 4)));
    private static readonly Lazy<Report> s_tree = new(() => ReportBuilder.Build(SourceOf("samples/Tree/tree.app.json", 3)));
    private static readonly Lazy<Report> s_large = new(() => ReportBuilder.Build(Source(RandomApplications.Create(7, 17, 17), 12)));

    // Nobody searches 60 tasks for a test of drawings: without CPU times nothing is predicted.
    private static readonly Lazy<Report> s_huge = new(() =>
        ReportBuilder.Build(Source(RandomApplications.Create(11, 60, 60), 2, r => r with { CpuMs = 0 }))
    );

    public static Report IoT => s_iot.Value;

    public static Report Tree => s_tree.Value;

    /// <summary>17 tasks, 12 rounds.</summary>
    public static Report Large => s_large.Value;

    /// <summary>60 tasks.</summary>
    public static Report Huge => s_huge.Value;

    public static ReportSource SourceOf(string description, int rounds) =>
        Source(AppDescriptionParser.ReadFile(Path.Combine(Repository.Root, description)), rounds);

    /// <summary>Rounds from one function per task on, each with one more call made local, and at last with more memory.</summary>
    public static ReportSource Source(AppDescription app, int rounds, Func<InvocationRecord, InvocationRecord>? change = null)
    {
        var model = app.ToAppModel();
        var graph = new CallGraph(model, []);
        var setup = FusionSetup.OnePerTask(model, 512);
        var results = new List<RoundResult>();
        var measured = new List<(RoundRecord Round, FusionSetup Setup, ImmutableArray<InvocationRecord> Records)>();
        for (var round = 1; round <= rounds; round++)
        {
            var start = round * 3_600_000.0;
            var load = SimulatedLoad.Parse("rate=5/s,duration=12s");
            var (result, simulated) = Simulator.RunAndRecord(app, setup, LambdaModel.Named(app.Model), load, 1);
            ImmutableArray<InvocationRecord> records = [.. simulated.Records.Select(r => (change ?? Same)(r with { StartMs = r.StartMs + start }))];
            var outcome = SetupOutcome.Of(records, setup);
            var conditions = new RoundConditions { Disturbances = round == 2 ? ["the machine was saturated (97 % in use)"] : [] };
            var decision =
                round == 1 ? "The first setup." : string.Create(CultureInfo.InvariantCulture, $"Made one more call local, step {round - 1}.");
            ImmutableArray<long> zips = [.. setup.Groups.Select((_, i) => 400_000L + 1000 * i)];
            results.Add(
                new(round, setup, Client(result), outcome, zips, TimeSpan.Zero, "test", decision, Expected(round, outcome))
                {
                    Conditions = conditions,
                }
            );
            measured.Add((Round(round, setup, outcome, decision, conditions), setup, records));
            setup = Next(setup, graph, round == rounds - 1);
        }
        var loop = LoopReport.Of(new(app.App, [.. results], results.MinBy(r => r.Outcome.CostPerMillion), "Nothing is left to try."));
        var source = new ReportSource("loop") { Loop = loop, StoreLocation = "/work/shop/.fusionize/store" };
        foreach (var (round, measuredSetup, records) in measured)
        {
            source.Add(round);
            source.Add(measuredSetup, records);
        }
        return source;
    }

    public static RoundRecord Round(int number, FusionSetup setup, SetupOutcome? outcome, string decision, RoundConditions? conditions = null) =>
        new()
        {
            Round = number,
            App = setup.App,
            SetupId = setup.Id,
            Notation = setup.Notation,
            Proposer = "test",
            Goal = "balanced",
            Decision = decision,
            Started = DateTimeOffset.UnixEpoch.AddHours(number),
            Ended = outcome is null ? null : DateTimeOffset.UnixEpoch.AddHours(number + 1),
            Outcome = outcome,
            Conditions = conditions,
        };

    private static InvocationRecord Same(InvocationRecord record) => record;

    private static FusionSetup Next(FusionSetup setup, CallGraph graph, bool isLast)
    {
        if (isLast)
            return setup with { Groups = [.. setup.Groups.Select((g, i) => i == 0 ? g with { MemoryMB = 1024 } : g)] };
        var next =
            from @group in setup.Groups
            from task in @group.Tasks
            from call in graph.CallsOf(task)
            where !@group.RunsLocally(call.To, call.Kind) && call.Kind == CallKind.Sync
            select Regrouping.Fuse(setup, @group, call.To, graph);
        return next.FirstOrDefault() ?? setup with { Groups = [.. setup.Groups.Select(g => g with { MemoryMB = g.MemoryMB + 64 })] };
    }

    private static LoadSummary Client(SimulationResult result) =>
        new()
        {
            Requests = result.Outcome.Requests,
            Errors = 0,
            ErrorsByKind = ImmutableSortedDictionary<string, int>.Empty,
            PlannedRate = 5,
            Seconds = 12,
            P50 = result.Client.P50,
            P95 = result.Client.P95,
            P99 = result.Client.P99,
            Max = result.Client.P99,
            Mean = result.Client.Mean,
        };

    private static Prediction? Expected(int round, SetupOutcome outcome) =>
        round == 1
            ? null
            : new(outcome.P50 * 1.05, outcome.P95, outcome.P99, outcome.CostPerMillion * 0.97, 1, 0, 0, []) { P50Error = 0.12, CostError = 0.06 };
}
