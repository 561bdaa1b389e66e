using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Fusionize.Optimization;

/// <summary>What a setup is expected to do under the load of the last round, cold starts included.</summary>
/// <param name="P50Ms">Median of the root's billed duration.</param>
/// <param name="CostPerMillion">USD per million root requests.</param>
/// <param name="ColdStarts">In a round.</param>
public sealed record Prediction(
    double P50Ms,
    double P95Ms,
    double P99Ms,
    double CostPerMillion,
    double InvocationsPerRequest,
    double DoubleBilledMs,
    double ColdStarts,
    ImmutableArray<FunctionPrediction> Functions
)
{
    /// <summary>In 19 of 20 rounds the measured median is expected within this part of the predicted one.</summary>
    public required double P50Error { get; init; }

    /// <summary>In 19 of 20 rounds the measured cost is expected within this part of the predicted one.</summary>
    public required double CostError { get; init; }

    /// <summary>The figures by which goals compare setups.</summary>
    [JsonIgnore]
    public SetupFigures Figures => new(P50Ms, P95Ms, P99Ms, CostPerMillion);

    /// <summary>
    /// What is expected in the long run at the same rate, when instances are old and cold starts rare; null if it was not asked for.
    /// </summary>
    public SteadyPrediction? Steady { get; init; }
}

/// <param name="PerRequest">Invocations per root request.</param>
/// <param name="DurationMs">Mean of all invocations, without INIT.</param>
/// <param name="ColdShare">Part of the invocations that are cold.</param>
public sealed record FunctionPrediction(string Group, int MemoryMB, double PerRequest, double DurationMs, double ColdShare, double CostPerMillion);

/// <param name="P50Ms">Median of the root's billed duration.</param>
/// <param name="CostPerMillion">USD per million root requests.</param>
public sealed record SteadyPrediction(double P50Ms, double CostPerMillion);
