using System.Collections.Immutable;
using Fusionize.Optimization.Estimation;
using Fusionize.Optimization.Search;

namespace Fusionize.Optimization;

/// <summary>What a setup is expected to do under the load of the last round, cold starts included.</summary>
/// <param name="P50Ms">Median of the root's billed duration.</param>
/// <param name="CostPerMillion">USD per million root requests.</param>
/// <param name="ColdStarts">In a round.</param>
public sealed record Prediction(
    double P50Ms, double P95Ms, double P99Ms, double CostPerMillion, double InvocationsPerRequest, double DoubleBilledMs, double ColdStarts,
    ImmutableArray<FunctionPrediction> Functions)
{
    /// <summary>In 19 of 20 rounds the measured figure is expected to be off by no more than this part of it.</summary>
    public required double P50Error { get; init; }
    public required double CostError { get; init; }

    /// <summary>The same in the long run, under the same rate: instances are old, hardly any start is cold. Null where nobody asked for it.</summary>
    public SteadyPrediction? Steady { get; init; }
}

/// <param name="PerRequest">Invocations per root request.</param>
/// <param name="DurationMs">Mean of all invocations, without INIT.</param>
/// <param name="ColdShare">Part of the invocations that are cold.</param>
public sealed record FunctionPrediction(string Group, int MemoryMB, double PerRequest, double DurationMs, double ColdShare, double CostPerMillion);

/// <param name="P50Ms">Median of the root's billed duration.</param>
/// <param name="CostPerMillion">USD per million root requests.</param>
public sealed record SteadyPrediction(double P50Ms, double CostPerMillion);
