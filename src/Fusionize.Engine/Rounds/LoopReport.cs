using System.Collections.Immutable;
using System.Text.Json;

namespace Fusionize.Engine.Rounds;

/// <summary>What <c>loop.json</c> holds; scripts rely on these names. Latencies are the client's, in ms.</summary>
public sealed record LoopReport(string App, ImmutableArray<LoopReportRound> Rounds, LoopReportRound? Best)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n" };

    public static LoopReport Of(LoopResult result) =>
        new(result.App, [.. result.Rounds.Select(LoopReportRound.Of)], result.Best is null ? null : LoopReportRound.Of(result.Best));

    public static LoopReport Parse(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize<LoopReport>(utf8, Json) is { Rounds.IsDefault: false } report ? report : throw new JsonException("not a loop's report");

    /// <summary>Writes the file whole or not at all.</summary>
    public void Write(string file)
    {
        var temporary = file + ".tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(this, Json) + "\n");
        File.Move(temporary, file, overwrite: true);
    }
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

    public static LoopReportRound Of(RoundResult round) => new()
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
    };
}

public sealed record LoopReportGroup(string Name, ImmutableArray<string> Tasks, int MemoryMB, long ZipBytes);

public sealed record LoopReportBilled(double P50, double P95, double P99, double Mean);
