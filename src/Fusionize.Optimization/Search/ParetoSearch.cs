using System.Collections.Immutable;
using Fusionize.Optimization.Predictor;
using Fusionize.Setups;

namespace Fusionize.Optimization.Search;

/// <summary>A setup on the Pareto front: no other one is both faster and cheaper.</summary>
/// <param name="Predicted">What the setup is predicted to do.</param>
internal sealed record ParetoPoint(FusionSetup Setup, PredictedOutcome Predicted)
{
    /// <summary>Median of the root's billed duration, ms.</summary>
    public double P50 => Predicted.P50;

    /// <summary>USD per million root requests.</summary>
    public double CostPerMillion => Predicted.CostPerMillion;
}

/// <summary>Finds the Pareto front of latency and cost over grouping, copies, asynchronous inlining and memory together.</summary>
/// <remarks>
/// How long a function takes depends on the tasks that are local in it, on its memory, and on the latency of the functions that it waits for. Its
/// asynchronous callees only add their cost. So each function's own front is computed, callees first (<see cref="FunctionSearch"/>): over every set
/// of
/// local tasks, every memory size, and every point of its callees' fronts. Tasks may be copied, so two callers of one task depend on each
/// other only through the one function that is its home (<see cref="SetupAssembler"/>).
/// </remarks>
internal sealed class ParetoSearch
{
    private readonly SetupPredictor _predictor;
    private readonly SearchOptions _options;
    private readonly FunctionSearch _functions;
    private readonly MemoryFit _memory;
    private (double, double)? _lowerBound;

    private ParetoSearch(SetupPredictor predictor, SearchOptions options)
    {
        (_predictor, _options) = (predictor, options);
        var rules = new FunctionRules(predictor.Graph, options);
        _functions = new(predictor, rules, options);
        _memory = new(predictor, rules);
        Frontier = FindFront(new(predictor.Graph, rules, _functions));
    }

    /// <summary>Whether every grouping was tried.</summary>
    public bool IsExhaustive => _functions.IsExhaustive;

    /// <summary>Configurations of functions that were evaluated.</summary>
    public long Evaluations => _functions.Evaluations;

    /// <summary>The front, from the fastest setup to the cheapest.</summary>
    public ImmutableArray<ParetoPoint> Frontier { get; }

    /// <summary>A median and a cost that no setup is predicted to fall below: how far the front may be from the optimum.</summary>
    public (double P50, double CostPerMillion) LowerBound => _lowerBound ??= SearchBound.Of(_predictor, _options.Constraints);

    /// <summary>Searches the setups of an application.</summary>
    public static ParetoSearch Run(SetupPredictor predictor, SearchOptions? options = null) => new(predictor, options ?? SearchOptions.Default);

    /// <summary>The best setup for a goal: the front's best ones, with every function's memory fitted to the goal.</summary>
    /// <param name="tail">Ratio of an <c>slo</c> goal's percentile to the median.</param>
    public ParetoPoint Best(Goal goal, double tail = 1) => _memory.Fit(Frontier, goal.SearchScore(() => Best(Goal.Cost).CostPerMillion, tail));

    /// <summary>The setups that differ by one function's memory, one size up or down.</summary>
    public IEnumerable<FusionSetup> Neighbours(FusionSetup setup) => _memory.Neighbours(setup);

    private ImmutableArray<ParetoPoint> FindFront(SetupAssembler assembler)
    {
        var graph = _predictor.Graph;
        foreach (var task in graph.Order)
            _functions.FrontOf(task);
        var points = new Dictionary<string, ParetoPoint>(StringComparer.Ordinal);
        foreach (var setup in EntryChoices([.. graph.Entries]).SelectMany(assembler.Assemble))
            points.TryAdd(setup.Id, new(setup, _predictor.Predict(setup)));
        var front = ImmutableArray.CreateBuilder<ParetoPoint>();
        foreach (
            var point in points
                .Values.OrderBy(p => p.P50)
                .ThenBy(p => p.CostPerMillion)
                .ThenBy(p => p.Setup.Groups.Length)
                .ThenBy(p => p.Setup.Id, StringComparer.Ordinal)
        )
        {
            if (front.Count == 0 || point.CostPerMillion < front[^1].CostPerMillion)
                front.Add(point);
        }
        return front.ToImmutable();
    }

    // One entry's own front is the answer. The fronts of several entries are combined for many prices of latency, from nothing to everything.
    private IEnumerable<FunctionConfig[]> EntryChoices(int[] entries) =>
        entries.Length == 1
            ? _functions.FrontOf(entries[0]).Select(c => new[] { c })
            : Enumerable
                .Range(-1, 42)
                .Select(i => i < 0 ? 0 : 1e-12 * Math.Pow(2, i))
                .Select(price => entries.Select(e => _functions.FrontOf(e).MinBy(c => c.Total + price * c.Served.TypicalMs)!).ToArray());
}
