using System.Collections.Immutable;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Simulation;

/// <summary>The result of a simulated setup.</summary>
public sealed record SimulationResult
{
    public required FusionSetup Setup { get; init; }

    /// <summary>Latency (the root's billed duration) and cost per root request, as from real records.</summary>
    public required SetupOutcome Outcome { get; init; }

    /// <summary>Latency as the client sees it: INIT, the function, and the network.</summary>
    public required LatencyFigures Client { get; init; }

    public required ImmutableArray<FunctionFigures> Functions { get; init; }

    /// <summary>Invocations without a free instance that couldn't start a new one.</summary>
    public required int Throttles { get; init; }

    /// <summary>The time until the last asynchronous work ended.</summary>
    public required double SimulatedSeconds { get; init; }
}

public sealed record LatencyFigures(double P50, double P95, double P99, double Mean)
{
    internal static LatencyFigures Of(IEnumerable<double> samples)
    {
        var sorted = Statistics.Sorted(samples);
        return sorted.Length == 0
            ? new(0, 0, 0, 0)
            : new(Statistics.Quantile(sorted, 0.5), Statistics.Quantile(sorted, 0.95), Statistics.Quantile(sorted, 0.99), Statistics.Mean(sorted));
    }
}

/// <param name="Duration">Without INIT.</param>
/// <param name="CostPerMillion">The function's part of the cost of a million root requests.</param>
public sealed record FunctionFigures(
    string Name,
    int MemoryMB,
    int Invocations,
    int ColdStarts,
    int Errors,
    LatencyFigures Duration,
    double BilledSeconds,
    double CostPerMillion
);
