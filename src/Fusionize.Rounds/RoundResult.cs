using System.Collections.Immutable;
using Fusionize.Optimization;
using Fusionize.Optimization.Monitoring;
using Fusionize.Records;
using Fusionize.Rounds.Load;
using Fusionize.Setups;

namespace Fusionize.Rounds;

/// <summary>What one round tried and what came of it.</summary>
/// <param name="Client">What the entry task's client saw.</param>
/// <param name="Outcome">What the functions' records say: billed time and cost.</param>
/// <param name="ZipBytes">Per group, in the setup's order.</param>
/// <param name="Decision">What changed, and why.</param>
/// <param name="Expected">What the setup was expected to do; null: nobody said.</param>
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
    /// <summary>What went on around the measurements; null where nobody looked.</summary>
    public RoundConditions? Conditions { get; init; }
}

/// <summary>A whole loop. <paramref name="Best"/> is one of the rounds; null while none is over.</summary>
public sealed record LoopResult(string App, ImmutableArray<RoundResult> Rounds, RoundResult? Best, string End)
{
    /// <summary>Entry tasks that no request went to: nothing is known of them.</summary>
    public ImmutableArray<string> WithoutLoad { get; init; } = [];

    /// <summary>What tracing costs; null where there is nothing yet.</summary>
    public MonitoringCost? Monitoring { get; init; }

    /// <summary>The cheapest setup that is expected to be as fast as <see cref="Best"/>, thoroughly searched; null where it wasn't.</summary>
    public CheapestAtLatency? Cheapest { get; init; }

    /// <summary>What watching came to; null where the loop didn't.</summary>
    public WatchResult? Watch { get; init; }
}

/// <param name="Setup">In notation.</param>
/// <param name="CostPerMillion">Expected of it.</param>
/// <param name="BestCostPerMillion">Expected of the loop's best setup by the same forecast.</param>
public sealed record CheapestAtLatency(
    string Setup,
    bool IsExhaustive,
    double P50Ms,
    double CostPerMillion,
    double BestP50Ms,
    double BestCostPerMillion
)
{
    /// <summary>The part by which the best setup costs more.</summary>
    public double More => Math.Max(0, BestCostPerMillion / CostPerMillion - 1);
}

/// <param name="Windows">Stretches of load that were watched.</param>
/// <param name="Requests">Of them all.</param>
/// <param name="Traced">Those of them that were traced.</param>
/// <param name="Changes">What made the loop optimize again, in words.</param>
/// <param name="State">What the plan says at the end, in words.</param>
/// <param name="TraceFraction">The part of the requests that is to be traced then.</param>
public sealed record WatchResult(int Windows, int Requests, int Traced, ImmutableArray<string> Changes, string State, double TraceFraction);
