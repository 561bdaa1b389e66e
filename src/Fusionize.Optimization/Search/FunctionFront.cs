using Fusionize.Optimization.Predictor;

namespace Fusionize.Optimization.Search;

/// <summary>The configurations of a function that no other one beats in typical latency, mean latency and cost.</summary>
/// <param name="capacity">How many points are kept; 1 keeps the cheapest only.</param>
internal sealed class FunctionFront(int capacity)
{
    /// <summary>Configurations that differ by less count as equal.</summary>
    private const double Tolerance = 1e-4;

    private readonly List<FunctionConfig> _points = [];
    private readonly Dictionary<TaskSet, List<(double Ms, double Total)>> _bySet = [];

    /// <summary>Whether a configuration with these figures belongs to the front. Remembers the figures in any case.</summary>
    public bool Accepts(TaskSet local, in SetupPredictor.Served served, double total)
    {
        if (!_bySet.TryGetValue(local, out var list))
            _bySet.Add(local, list = []);
        list.Add((served.TypicalMs, total));
        if (capacity == 1)
            return _points.Count == 0 || total < _points[0].Total;
        foreach (var p in _points)
        {
            if (
                p.Total <= total * (1 + Tolerance)
                && p.Served.TypicalMs <= served.TypicalMs * (1 + Tolerance)
                && p.Served.LatencyMs <= served.LatencyMs * (1 + Tolerance)
            )
                return false;
        }
        return true;
    }

    /// <summary>Adds a configuration and removes those that it beats.</summary>
    public void Add(FunctionConfig config)
    {
        if (capacity == 1)
            _points.Clear();
        _points.RemoveAll(p =>
            config.Total <= p.Total && config.Served.TypicalMs <= p.Served.TypicalMs && config.Served.LatencyMs <= p.Served.LatencyMs
        );
        _points.Add(config);
    }

    /// <summary>The lowest cost found for a grouping, including the price of latency.</summary>
    /// <param name="usdPerMs">What a millisecond of latency is worth.</param>
    public double BestOf(TaskSet local, double usdPerMs) => _bySet[local].Min(p => p.Total + usdPerMs * p.Ms);

    /// <summary>The points from the fastest to the cheapest; if there are too many, an even selection and the cheapest.</summary>
    public List<FunctionConfig> Thinned()
    {
        var points = _points.OrderBy(p => p.Served.TypicalMs).ThenBy(p => p.Total).ToList();
        if (points.Count <= capacity)
            return points;
        return
        [
            .. Enumerable
                .Range(0, capacity)
                .Select(i => points[i * (points.Count - 1) / (capacity - 1)])
                .Append(points.MinBy(p => p.Total)!)
                .Distinct(),
        ];
    }
}
