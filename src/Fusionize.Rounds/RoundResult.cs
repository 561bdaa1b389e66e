using System.Collections.Immutable;
using Fusionize.Optimization;
using Fusionize.Optimization.Monitoring;
using Fusionize.Records;
using Fusionize.Rounds.Load;
using Fusionize.Setups;

namespace Fusionize.Rounds;

/// <summary>One round: its setup and its outcome.</summary>
/// <param name="Client">The figures of the entry task's client.</param>
/// <param name="Outcome">Billed time and cost, from the functions' records.</param>
/// <param name="ZipBytes">Per group, in the setup's order.</param>
/// <param name="Decision">The change and its reason.</param>
/// <param name="Expected">The prediction for the setup; null if there was none.</param>
public sealed record RoundResult(
    int Round,
    FusionSetup Setup,
    LoadSummary Client,
    SetupOutcome Outcome,
    ImmutableArray<long> ZipBytes,
    TimeSpan BuildTime,
    string Proposer,
    string Decision,
    Prediction? Expected = null
)
{
    /// <summary>The state of the machine during the measurements; null if unknown.</summary>
    public RoundConditions? Conditions { get; init; }
}

/// <summary>A whole loop. <paramref name="Best"/> is one of the rounds; null until a round has ended.</summary>
public sealed record LoopResult(string App, ImmutableArray<RoundResult> Rounds, RoundResult? Best, string End)
{
    /// <summary>Entry tasks that got no request. Nothing is known about them.</summary>
    public ImmutableArray<string> WithoutLoad { get; init; } = [];

    /// <summary>The cost of tracing; null before the first round.</summary>
    public MonitoringCost? Monitoring { get; init; }

    /// <summary>The cheapest setup that is expected to be as fast as <see cref="Best"/>, found by a thorough search; null if there was
    /// none.</summary>
    public CheapestAtLatency? Cheapest { get; init; }

    /// <summary>The result of watching; null if the loop didn't watch.</summary>
    public WatchResult? Watch { get; init; }
}

/// <param name="Setup">In notation.</param>
/// <param name="CostPerMillion">Its expected cost.</param>
/// <param name="BestCostPerMillion">The expected cost of the loop's best setup by the same forecast.</param>
public sealed record CheapestAtLatency(
    string Setup,
    bool IsExhaustive,
    double P50Ms,
    double CostPerMillion,
    double BestP50Ms,
    double BestCostPerMillion
)
{
    /// <summary>The additional cost of the best setup, as a fraction.</summary>
    public double More => CostPerMillion > 0 ? Math.Max(0, BestCostPerMillion / CostPerMillion - 1) : 0;
}

/// <param name="Windows">Number of periods that were watched.</param>
/// <param name="Requests">Requests in all periods.</param>
/// <param name="Traced">Traced requests.</param>
/// <param name="Changes">The changes that made the loop optimize again, in words.</param>
/// <param name="State">The plan's state at the end, in words.</param>
/// <param name="TraceFraction">The fraction of the requests to trace from then on.</param>
public sealed record WatchResult(int Windows, int Requests, int Traced, ImmutableArray<string> Changes, string State, double TraceFraction);
