using Fusionize.Optimization.Search;
using Fusionize.Optimization.Forecasts;
using System.Collections.Immutable;
using System.Globalization;
using Fusionize.Optimization;
using Fusionize.Optimization.Estimation;
using Fusionize.Optimization.Predictor;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Optimization.Forecasts;

/// <summary>Looks for the setup that serves a goal best, by what an estimate predicts. Same input, same result.</summary>
internal sealed class SetupSearch
{
    private const int MostNeighbours = 5;
    private static readonly double[] s_limits = [0.94, 0.97, 0.985, 1.015, 1.03, 1.06];

    private readonly ParetoSearch _search;

    /// <param name="isThorough">See <see cref="SearchLimits.IsThorough"/>.</param>
    public SetupSearch(Forecast forecast, SearchConstraints? constraints = null, bool isThorough = false)
        : this(forecast.Estimate, forecast.Predictor, constraints, isThorough) { }

    public SetupSearch(AppEstimate estimate, SetupPredictor predictor, SearchConstraints? constraints = null, bool isThorough = false)
    {
        constraints ??= new();
        _search = ParetoSearch.Run(predictor, new()
        {
            MemorySizes = [.. constraints.MemorySizes.Where(s => !(s > constraints.MaxMemoryMB))],
            NeverTogether = constraints.NeverTogether,
            Architectures = constraints.Architectures,
            LeastMemoryMB = constraints.LeastMemoryMB,
            MaxPackageMB = constraints.MaxPackageMB,
            MayShare = constraints.MaxZipMB is null ? null : constraints.MayShare,
            BaseMemoryMB = estimate.BaseMemoryMB,
            TaskMemoryMB = estimate.TaskMemoryMB,
            MemoryUse = constraints.MemoryUse,
            IsThorough = isThorough,
        });
    }

    /// <summary>Whether every grouping was looked at.</summary>
    public bool IsExhaustive => _search.IsExhaustive;

    /// <param name="tail">Of a latency objective: what its percentile is to the median.</param>
    public FusionSetup Find(Goal goal, double tail = 1) => _search.Best(goal, tail).Setup;

    /// <summary>Setups among which the best for the goal is, even if predictions are a few per cent off: for a closer look.</summary>
    public IReadOnlyList<FusionSetup> Candidates(Goal goal, double tail = 1)
    {
        var found = new List<FusionSetup> { Find(goal, tail) };
        // A goal with a limit is as good as the place of the limit: look on both sides of it.
        if (goal.Limit > 0 && goal.Kind != GoalKind.Weights)
        {
            foreach (var factor in s_limits)
                found.Add(Find(goal with { Limit = goal.Kind == GoalKind.Balanced ? (1 + goal.Limit) * factor - 1 : goal.Limit * factor }, tail));
        }
        if (goal.Kind == GoalKind.Balanced)
            found.Add(Find(Goal.Cost));
        found.AddRange((goal.Kind is GoalKind.Cost ? _search.Frontier.OrderBy(p => p.CostPerMillion) : _search.Frontier.OrderBy(p => p.P50))
            .DistinctBy(p => p.Setup.Notation).Take(goal.Kind is GoalKind.Cost or GoalKind.Latency ? MostNeighbours : 0).Select(p => p.Setup));
        return [.. found.Distinct()];
    }

    /// <summary>The setup with one function's memory a size up or down.</summary>
    public IEnumerable<FusionSetup> Neighbours(FusionSetup setup) => _search.Neighbours(setup);

    /// <summary>What was predicted of the found setup, and that no other can be below, in words.</summary>
    public string Bound(Goal goal, double tail = 1)
    {
        var best = _search.Best(goal, tail);
        return string.Create(CultureInfo.InvariantCulture,
            $"searched {(IsExhaustive ? "exhaustively" : "step by step")}: {best.P50:0.#} ms, at most {Above(best.P50, _search.Least.P50)} above what any setup could do; {best.CostPerMillion:0.00} USD/M, at most {Above(best.CostPerMillion, _search.Least.CostPerMillion)} above");
    }

    private static string Above(double value, double least) => string.Create(CultureInfo.InvariantCulture, $"{100 * (value / least - 1):0} %");

    public ImmutableArray<ParetoPoint> Frontier => _search.Frontier;
}
