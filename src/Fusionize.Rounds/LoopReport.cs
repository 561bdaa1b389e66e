using System.Collections.Immutable;
using System.Text.Json;
using Fusionize.Optimization;
using Fusionize.Optimization.Monitoring;
using Fusionize.Records;
using Fusionize.Rounds.Load;
using Fusionize.Setups.Files;
using Fusionize.Setups.Stores;

namespace Fusionize.Rounds;

/// <summary>The content of <c>loop.json</c>; scripts rely on these names. Latencies are the client's, in ms.</summary>
public sealed record LoopReport(string App, ImmutableArray<LoopReportRound> Rounds, LoopReportRound? Best)
{
    /// <summary>The optimizer's last decision, or the reason why there was none; null while the loop runs.</summary>
    public string? End { get; init; }

    /// <summary>Entry tasks that got no request.</summary>
    public ImmutableArray<string> WithoutLoad { get; init; } = [];

    /// <summary>The cost of tracing.</summary>
    public MonitoringCost? Monitoring { get; init; }

    /// <summary>The cheapest setup that is expected to be as fast as the best one.</summary>
    public CheapestAtLatency? Cheapest { get; init; }

    public WatchResult? Watch { get; init; }

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n" };

    /// <summary>Stricter than what is written: the file may be damaged.</summary>
    private static readonly JsonSerializerOptions s_reading = new(Json)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new WholeArrays(), new FigureConverter() },
    };

    public static LoopReport Of(LoopResult result) =>
        new(result.App, [.. result.Rounds.Select(LoopReportRound.Of)], result.Best is null ? null : LoopReportRound.Of(result.Best))
        {
            End = result.End.Length == 0 ? null : result.End,
            WithoutLoad = result.WithoutLoad,
            Monitoring = result.Monitoring,
            Cheapest = result.Cheapest,
            Watch = result.Watch,
        };

    /// <exception cref="JsonException">It is damaged, or something else.</exception>
    public static LoopReport Parse(ReadOnlySpan<byte> utf8)
    {
        var report = JsonSerializer.Deserialize<LoopReport>(utf8, s_reading) ?? throw new JsonException("not a loop's report");
        return ((LoopReportRound?[])[.. report.Rounds, report.Best]).FirstOrDefault(r => r is { Groups.IsEmpty: true }) is not { } empty
            ? report
            : throw new JsonException($"the setup of round {empty.Round} has no groups");
    }

    /// <summary>Writes the file whole or not at all.</summary>
    public void Write(string file) => WholeFile.WriteIfChanged(file, JsonSerializer.Serialize(this, Json) + "\n");
}

public sealed record LoopReportRound
{
    public required int Round { get; init; }
    public required string SetupId { get; init; }
    public required string Notation { get; init; }
    public required ImmutableArray<LoopReportGroup> Groups { get; init; }
    public required int Requests { get; init; }
    public required int Errors { get; init; }
    public required double P50 { get; init; }
    public required double P95 { get; init; }
    public required double P99 { get; init; }
    public required double Mean { get; init; }

    /// <summary>The root's billed duration.</summary>
    public required LoopReportBilled Billed { get; init; }

    /// <summary>USD per million requests.</summary>
    public required double CostPerMillion { get; init; }

    public required int ColdStarts { get; init; }
    public required double InvocationsPerRequest { get; init; }
    public required double DoubleBilledMs { get; init; }
    public required double BuildSeconds { get; init; }
    public required string Decision { get; init; }

    /// <summary>The prediction for the setup; null if there was none.</summary>
    public LoopReportExpected? Expected { get; init; }

    /// <summary>The state of the machine during the measurements. If there are <c>disturbances</c>, the figures may be far off. Null if
    /// unknown.</summary>
    public RoundConditions? Conditions { get; init; }

    /// <summary>The figures of each entry; empty if the load has only one entry.</summary>
    public ImmutableArray<LoopReportEntry> Entries { get; init; } = [];

    public static LoopReportRound Of(RoundResult round) =>
        new()
        {
            Round = round.Round,
            SetupId = round.Setup.Id,
            Notation = round.Setup.Notation,
            Groups = [.. round.Setup.Groups.Select((g, i) => new LoopReportGroup(g.Name, g.Tasks, g.MemoryMB, round.ZipBytes[i]))],
            Requests = round.Client.Requests,
            Errors = round.Client.Errors,
            P50 = round.Client.P50,
            P95 = round.Client.P95,
            P99 = round.Client.P99,
            Mean = round.Client.Mean,
            Billed = new(round.Outcome.P50, round.Outcome.P95, round.Outcome.P99, round.Outcome.Mean),
            CostPerMillion = round.Outcome.CostPerMillion,
            ColdStarts = round.Outcome.ColdStarts,
            InvocationsPerRequest = round.Outcome.InvocationsPerRequest,
            DoubleBilledMs = round.Outcome.DoubleBilledMs,
            BuildSeconds = round.BuildTime.TotalSeconds,
            Decision = round.Decision,
            Expected = round.Expected is { } e ? LoopReportExpected.Of(e, round.Outcome) : null,
            Conditions = round.Conditions,
            Entries = [.. round.Client.Entries.Select(e => LoopReportEntry.Of(e, round.Outcome.Entries.FirstOrDefault(o => o.Task == e.Name)))],
        };
}

/// <summary>One entry of a mix. Latencies are the client's, in ms.</summary>
/// <param name="Billed">The entry's billed duration; null without records.</param>
/// <param name="CostPerMillion">USD per million requests of this entry, including the functions that they call; null without records.</param>
public sealed record LoopReportEntry(
    string Name,
    int Requests,
    int Errors,
    double P50,
    double P95,
    double P99,
    double Mean,
    LoopReportBilled? Billed,
    double? CostPerMillion
)
{
    internal static LoopReportEntry Of(EntrySummary client, EntryOutcome? outcome) =>
        new(
            client.Name,
            client.Requests,
            client.Errors,
            client.P50,
            client.P95,
            client.P99,
            client.Mean,
            outcome is null ? null : new(outcome.P50, outcome.P95, outcome.P99, outcome.Mean),
            outcome?.CostPerMillion
        );
}

public sealed record LoopReportGroup(string Name, ImmutableArray<string> Tasks, int MemoryMB, long ZipBytes);

public sealed record LoopReportBilled(double P50, double P95, double P99, double Mean);

/// <summary>A prediction and its error: billed median of the root in ms, USD per million requests.</summary>
/// <param name="P50Within">In 19 of 20 rounds the measured figure is expected within this part of the predicted one.</param>
/// <param name="P50Off">The relative error of the prediction; negative if it was too low.</param>
/// <param name="SteadyP50">The expected value in the long run, without a round's many young instances.</param>
public sealed record LoopReportExpected(
    double P50,
    double P50Within,
    double P50Off,
    double CostPerMillion,
    double CostWithin,
    double CostOff,
    double? SteadyP50,
    double? SteadyCostPerMillion
)
{
    internal static LoopReportExpected Of(Prediction expected, SetupOutcome measured) =>
        new(
            expected.P50Ms,
            expected.P50Error,
            Off(expected.P50Ms, measured.P50),
            expected.CostPerMillion,
            expected.CostError,
            Off(expected.CostPerMillion, measured.CostPerMillion),
            expected.Steady?.P50Ms,
            expected.Steady?.CostPerMillion
        );

    private static double Off(double expected, double measured) => measured > 0 ? expected / measured - 1 : 0;
}
