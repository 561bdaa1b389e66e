using System.Collections.Immutable;
using System.Globalization;
using Fusionize.Optimization.Estimation;
using Fusionize.Optimization.Predictor;
using Fusionize.Optimization.Search;
using Fusionize.Setups;

namespace Fusionize.Optimization.Forecasts;

/// <summary>Finds the best setup for a goal, as an estimate predicts it. The same input gives the same result.</summary>
internal sealed class SetupSearch
{
    private const int MaxNeighbours = 5;

    /// <summary>A goal's limit is also tried this much lower and higher: predictions near it may be off.</summary>
    private static readonly double[] s_limitFactors = [0.94, 0.97, 0.985, 1.015, 1.03, 1.06];

    private readonly ParetoSearch _search;

    /// <param name="isThorough">See <see cref="SearchOptions.IsThorough"/>.</param>
    public SetupSearch(Forecast forecast, SearchConstraints? constraints = null, bool isThorough = false)
        : this(forecast.Estimate, forecast.Predictor, constraints, isThorough) { }

    public SetupSearch(AppEstimate estimate, SetupPredictor predictor, SearchConstraints? constraints = null, bool isThorough = false) =>
        _search = ParetoSearch.Run(
            predictor,
            new()
            {
                Constraints = constraints ?? new(),
                BaseMemoryMB = estimate.BaseMemoryMB,
                TaskMemoryMB = estimate.TaskMemoryMB,
                IsThorough = isThorough,
            }
        );

    /// <summary>Whether every grouping was tried.</summary>
    public bool IsExhaustive => _search.IsExhaustive;

    /// <summary>The Pareto front, from the fastest setup to the cheapest.</summary>
    public ImmutableArray<ParetoPoint> Frontier => _search.Frontier;

    /// <param name="tail">Ratio of an <c>slo</c> goal's percentile to the median.</param>
    public FusionSetup Find(Goal goal, double tail = 1) => _search.Best(goal, tail).Setup;

    /// <summary>Setups for a closer look: the best one is among them even if predictions are a few per cent off.</summary>
    public IReadOnlyList<FusionSetup> Candidates(Goal goal, double tail = 1)
    {
        var found = new List<FusionSetup> { Find(goal, tail) };
        foreach (var factor in s_limitFactors)
        {
            if (goal.WithLimitScaled(factor) is { } scaled)
                found.Add(Find(scaled, tail));
        }
        // Its limit depends on the cheapest setup.
        if (goal is BalancedGoal)
            found.Add(Find(Goal.Cost));
        if (goal.FrontOrder is { } order)
            found.AddRange(
                _search
                    .Frontier.OrderBy(p => order(p.P50, p.CostPerMillion))
                    .DistinctBy(p => p.Setup.Notation)
                    .Take(MaxNeighbours)
                    .Select(p => p.Setup)
            );
        return [.. found.Distinct()];
    }

    /// <summary>The setups that differ by one function's memory, one size up or down.</summary>
    public IEnumerable<FusionSetup> Neighbours(FusionSetup setup) => _search.Neighbours(setup);

    /// <summary>What was predicted of the found setup, and how far it can be from the optimum, in words.</summary>
    public string Bound(Goal goal, double tail = 1)
    {
        var best = _search.Best(goal, tail);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(IsExhaustive ? "exhaustive" : "local")} search: {best.P50:0.#} ms, at most {Above(best.P50, _search.LowerBound.P50)} above the "
                + $"lowest latency possible; {best.CostPerMillion:0.00} USD/M, "
                + $"at most {Above(best.CostPerMillion, _search.LowerBound.CostPerMillion)} above the lowest cost possible"
        );
    }

    private static string Above(double value, double bound) => string.Create(CultureInfo.InvariantCulture, $"{100 * (value / bound - 1):0} %");
}
