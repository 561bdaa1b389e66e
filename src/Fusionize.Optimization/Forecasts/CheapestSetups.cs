using Fusionize.Setups;

namespace Fusionize.Optimization.Forecasts;

/// <summary>
/// Finds the cheapest setup with a given median latency, as a forecast predicts it. A loop compares its final setup with it. Searches more
/// thoroughly than <see cref="Forecast.Frontier"/>.
/// </summary>
internal sealed class CheapestSetups
{
    private const int MaxFromFrontier = 8;
    private const int MaxSteps = 4;

    // The search predicts a few per cent differently from the forecast, so it also looks beside the limit.
    private static readonly double[] s_limitFactors = [0.9, 0.95, 0.98, 1, 1.02, 1.05, 1.1];

    private readonly Forecast _forecast;
    private readonly SearchConstraints _constraints;
    private readonly SetupSearch _search;

    public CheapestSetups(Forecast forecast, SearchConstraints? constraints = null)
    {
        _forecast = forecast;
        _constraints = constraints ?? new();
        _search = new(forecast, _constraints, isThorough: true);
    }

    /// <summary>Whether every grouping was tried; always the case up to 13 tasks that reach each other.</summary>
    public bool IsExhaustive => _search.IsExhaustive;

    /// <summary>The cheapest setup whose median is no higher, as measured, or as predicted if it was not measured; null if there is none.</summary>
    public ForecastPoint? At(double p50Ms)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(p50Ms);
        var candidates = new HashSet<FusionSetup>(_forecast.MeasuredSetups.Where(_constraints.Allows));
        candidates.UnionWith(s_limitFactors.Select(f => _search.Find(new SloGoal(50, p50Ms * f))));
        candidates.UnionWith(
            _search.Frontier.Where(p => p.P50 <= p50Ms * s_limitFactors[^1]).OrderBy(p => p.CostPerMillion).Take(MaxFromFrontier).Select(p => p.Setup)
        );
        var best = Cheapest(candidates, p50Ms);
        for (var step = 0; best is { } from && step < MaxSteps; step++)
        {
            candidates.UnionWith(_search.Neighbours(from.Setup));
            best = Cheapest(candidates, p50Ms);
            if (best!.Setup == from.Setup)
                break;
        }
        return best;
    }

    private ForecastPoint? Cheapest(HashSet<FusionSetup> candidates, double p50Ms)
    {
        return candidates
            .Select(_forecast.PointOf)
            .Where(p => p.Figures.P50Ms <= p50Ms)
            .OrderBy(p => p.Figures.CostPerMillion)
            .ThenBy(p => p.Figures.P50Ms)
            .ThenBy(p => p.Setup.Id, StringComparer.Ordinal)
            .FirstOrDefault();
    }
}
