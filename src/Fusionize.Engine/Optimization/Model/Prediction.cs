using System.Collections.Immutable;

namespace Fusionize.Engine.Optimization.Model;

/// <summary>What a setup is expected to do.</summary>
/// <param name="P50Ms">Median of the root's billed duration.</param>
/// <param name="CostPerMillion">USD per million root requests, cold starts included.</param>
public sealed record Prediction(
    double P50Ms, double CostPerMillion, double InvocationsPerRequest, double DoubleBilledMs, double ColdStarts, ImmutableArray<FunctionPrediction> Functions);

/// <param name="PerRequest">Invocations per root request.</param>
/// <param name="DurationMs">Mean of the billed duration of a warm invocation.</param>
public sealed record FunctionPrediction(string Group, int MemoryMB, double PerRequest, double DurationMs, double ColdShare, double CostPerMillion);
