using Fusionize.Optimization.Search;
using Fusionize.Optimization.Forecasts;
using System.Collections.Immutable;
using Fusionize.Optimization;
using Fusionize.Optimization.Estimation;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Optimization.Forecasts;

/// <summary>
/// The cheapest setup of each latency, by what a forecast predicts: what a loop's final setup is held against. Looks thoroughly where
/// <see cref="Forecast.Frontier"/> looks quickly.
/// </summary>
public sealed class CheapestSetups
{
    private const int MostFromFrontier = 8;
    private const int MostSteps = 4;

    // Searching and forecasting differ by a few per cent: the cheapest may lie on either side of the limit.
    private static readonly double[] s_limits = [0.9, 0.95, 0.98, 1, 1.02, 1.05, 1.1];

    private readonly Forecast _forecast;
    private readonly SearchConstraints _constraints;
    private readonly SetupSearch _search;

    public CheapestSetups(Forecast forecast, SearchConstraints? constraints = null)
    {
        _forecast = forecast;
        _constraints = constraints ?? new();
        _search = new(forecast, _constraints, isThorough: true);
    }

    /// <summary>Whether every grouping was looked at: up to 13 tasks that call each other, always.</summary>
    public bool IsExhaustive => _search.IsExhaustive;

    /// <summary>The cheapest setup that is expected to have this median or a lower one; null: none has. What was measured counts among them.</summary>
    public (FusionSetup Setup, Prediction Predicted)? At(double p50Ms)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(p50Ms);
        var candidates = new HashSet<FusionSetup>(_forecast.MeasuredSetups.Where(_constraints.Allows));
        candidates.UnionWith(s_limits.Select(f => _search.Find(new(GoalKind.Slo, Limit: p50Ms * f))));
        candidates.UnionWith(_search.Frontier.Where(p => p.P50 <= p50Ms * s_limits[^1]).OrderBy(p => p.CostPerMillion).Take(MostFromFrontier).Select(p => p.Setup));
        var best = Cheapest(candidates, p50Ms);
        for (var step = 0; best is { } from && step < MostSteps; step++)
        {
            candidates.UnionWith(_search.Neighbours(from.Setup));
            best = Cheapest(candidates, p50Ms);
            if (best!.Value.Setup == from.Setup)
                break;
        }
        return best;
    }

    private (FusionSetup Setup, Prediction Predicted)? Cheapest(HashSet<FusionSetup> candidates, double p50Ms)
    {
        var fast = candidates.Select(c => (Setup: c, Predicted: _forecast.Predict(c))).Where(c => c.Predicted.P50Ms <= p50Ms).ToImmutableArray();
        return fast.IsEmpty ? null : fast.OrderBy(c => c.Predicted.CostPerMillion).ThenBy(c => c.Predicted.P50Ms).ThenBy(c => c.Setup.Id, StringComparer.Ordinal).First();
    }
}
