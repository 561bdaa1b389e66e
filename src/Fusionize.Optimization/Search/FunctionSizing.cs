using Fusionize.Optimization.Predictor;

namespace Fusionize.Optimization.Search;

/// <summary>Tries the memory sizes and architectures of one grouping, with the configurations of the functions that it waits for.</summary>
internal sealed class FunctionSizing(SetupPredictor predictor, FunctionRules rules, SearchOptions options, bool[] valuesLatency)
{
    /// <summary>What a millisecond of latency may be worth, USD.</summary>
    internal static readonly double[] LatencyPrices = [0, 1e-9, 1e-8, 1e-6];

    /// <summary>Limit of the combinations of callees' configurations in a thorough search.</summary>
    private const double ThoroughCombinations = 96;

    /// <summary>The search stops after so many sizes in a row that cost more than the one before and are not faster.</summary>
    private const int MaxRises = 3;

    /// <summary>A size counts as faster if its latency is lower by at least this part.</summary>
    private const double FasterBy = 1e-3;

    private readonly BehaviorGraph _graph = predictor.Graph;

    /// <summary>Configurations that were evaluated.</summary>
    public long Evaluations { get; private set; }

    /// <param name="front">Receives the configurations.</param>
    /// <param name="callees">The configurations of a synchronously called task's function.</param>
    /// <param name="cheapest">The least cost of an asynchronous call of a task.</param>
    public void Try(
        int root,
        TaskSet local,
        TaskSet handedOver,
        FunctionFront front,
        Func<int, List<FunctionConfig>> callees,
        Func<int, double> cheapest
    )
    {
        var fragment = Fragment.Compile(_graph, predictor.Model, root, local, handedOver);
        var called = fragment.Sync.Select(s => s.Task).ToArray();
        var choices = called.Select(callees).ToArray();
        var asyncCost = fragment.Async.Sum(a => a.Count * cheapest(a.Task));
        var sizes = SizesFor(fragment, local).ToList();
        var chosen = new FunctionConfig?[_graph.Count];
        foreach (var architecture in rules.Architectures)
        {
            var (before, rises) = (default(SetupPredictor.Served), 0);
            foreach (var size in sizes)
            {
                var first = default(SetupPredictor.Served?);
                foreach (var _ in Combinations(called, choices, chosen, size, architecture))
                {
                    Evaluations++;
                    var served = predictor.Measure(fragment, size, architecture, to => chosen[to]!.Served, valuesLatency[root]);
                    var total = served.Cost + asyncCost;
                    foreach (var (to, count) in fragment.Sync)
                        total += count * chosen[to]!.Total;
                    if (front.Accepts(local, served, total))
                        front.Add(new(root, local, handedOver, size, architecture, served, total, [.. called.Select(c => chosen[c]!)]));
                    first ??= served;
                }
                var now = first ?? default;
                rises = IsRise(before, now, valuesLatency[root]) ? rises + 1 : 0;
                if (rises == MaxRises)
                    break;
                before = now;
            }
        }
    }

    /// <summary>The sizes in which the tasks run, up to the first size from which on more memory makes nothing faster.</summary>
    private IEnumerable<int> SizesFor(Fragment fragment, TaskSet local)
    {
        var least = rules.MinMemoryMB(local);
        var useful = predictor.Model.MemoryPerCpuMB * fragment.MaxThreads;
        foreach (var size in rules.Sizes.Where(s => s >= least))
        {
            yield return size;
            if (size >= useful)
                yield break;
        }
    }

    // If only cost matters, a faster size is no gain.
    private static bool IsRise(in SetupPredictor.Served before, in SetupPredictor.Served now, bool valuesLatency)
    {
        var isFaster = now.TypicalMs < before.TypicalMs * (1 - FasterBy) || now.LatencyMs < before.LatencyMs * (1 - FasterBy);
        return before.Cost > 0 && now.Cost > before.Cost && (!isFaster || !valuesLatency);
    }

    /// <summary>
    /// Chooses a configuration for each synchronous callee. A thorough search combines any with any; the usual search takes the configurations that
    /// are best at the same price of latency.
    /// </summary>
    private IEnumerable<int> Combinations(int[] called, List<FunctionConfig>[] choices, FunctionConfig?[] chosen, int size, string architecture) =>
        called.Length == 0 ? [0]
        : options.IsThorough ? AnyWithAny(called, choices, chosen)
        : ByLatencyPrice(called, choices, chosen, size, architecture);

    private static IEnumerable<int> AnyWithAny(int[] called, List<FunctionConfig>[] choices, FunctionConfig?[] chosen)
    {
        var each = Math.Max(2, (int)Math.Pow(ThoroughCombinations, 1.0 / called.Length));
        var spread = choices.Select(o => Spread(o, each).ToArray()).ToArray();
        var count = spread.Aggregate(1, (n, o) => n * o.Length);
        for (var i = 0; i < count; i++)
        {
            for (int c = 0, rest = i; c < called.Length; rest /= spread[c++].Length)
                chosen[called[c]] = spread[c][rest % spread[c].Length];
            yield return i;
        }
    }

    private IEnumerable<int> ByLatencyPrice(int[] called, List<FunctionConfig>[] choices, FunctionConfig?[] chosen, int size, string architecture)
    {
        // The price of a millisecond of the callee: what the waiting caller is billed, plus the goal's price of latency.
        var waiting = predictor.Model.Prices.Compute(1, size, architecture);
        foreach (var price in valuesLatency[called[0]] ? LatencyPrices : LatencyPrices[..1])
        {
            var isNew = false;
            for (var c = 0; c < called.Length; c++)
            {
                var best = choices[c].MinBy(o => o.Total + (waiting + price) * o.Served.LatencyMs)!;
                isNew |= chosen[called[c]] != best || price == 0;
                chosen[called[c]] = best;
            }
            if (isNew)
                yield return 0;
        }
    }

    /// <summary>The ends of the front, and points evenly between them.</summary>
    private static IEnumerable<FunctionConfig> Spread(List<FunctionConfig> points, int count) =>
        points.Count <= count ? points : Enumerable.Range(0, count).Select(i => points[i * (points.Count - 1) / (count - 1)]);
}
