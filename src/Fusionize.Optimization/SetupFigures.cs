using Fusionize.Records;

namespace Fusionize.Optimization;

/// <summary>The figures by which goals compare setups, measured or predicted.</summary>
/// <param name="P50Ms">Median of the root's billed duration.</param>
/// <param name="P95Ms">95th percentile of it.</param>
/// <param name="P99Ms">99th percentile of it.</param>
/// <param name="CostPerMillion">USD per million root requests.</param>
public readonly record struct SetupFigures(double P50Ms, double P95Ms, double P99Ms, double CostPerMillion)
{
    /// <summary>The figures of a measured setup.</summary>
    public static SetupFigures Of(SetupOutcome outcome) => new(outcome.P50, outcome.P95, outcome.P99, outcome.CostPerMillion);

    /// <summary>A latency percentile.</summary>
    /// <param name="percentile">50, 95 or 99.</param>
    public double Percentile(int percentile) =>
        percentile switch
        {
            50 => P50Ms,
            95 => P95Ms,
            _ => P99Ms,
        };
}
