using System.Collections.Immutable;
using Fusionize.Setups;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Predictor;

/// <summary>What a setup is predicted to do.</summary>
/// <param name="P50">Typical billed duration of a warm root invocation, ms; the mean over the entry tasks.</param>
/// <param name="CostPerMillion">USD per million root requests.</param>
/// <param name="DoubleBilledMs">Billed time per root request in which callers wait for synchronous remote calls.</param>
internal sealed record PredictedOutcome(double P50, double CostPerMillion, double DoubleBilledMs, ImmutableArray<PredictedFunction> Functions)
{
    public double InvocationsPerRequest => Functions.Sum(f => f.InvocationsPerRequest);

    public double ColdStartsPerRequest => Functions.Sum(f => f.InvocationsPerRequest * f.ColdShare);
}

/// <param name="TypicalMs">Billed, in a warm invocation.</param>
/// <param name="ColdShare">Expected share of cold invocations.</param>
/// <param name="CostPerMillion">The function's part of the cost of a million root requests.</param>
internal sealed record PredictedFunction(
    string Name,
    int MemoryMB,
    double InvocationsPerRequest,
    double TypicalMs,
    double MeanMs,
    double ColdShare,
    double CostPerMillion
);

/// <summary>
/// Predicts latency and cost of any setup of an application from a description of its tasks, written by hand or estimated from records of other
/// setups. It uses the simulator's rules (<see cref="LambdaModel"/>) without noise.
/// </summary>
internal sealed class SetupPredictor
{
    /// <summary>Fragments don't depend on memory, so they are kept for the many predictions of a search.</summary>
    private const int MaxFragments = 2_000;

    private readonly Dictionary<(int Task, TaskSet Local, TaskSet HandedOver), Fragment> _fragments = [];
    private readonly FragmentClock _clock;

    /// <param name="window">
    /// How long the load lasts, for predicting the share of cold starts; null: instances stay warm for ever. A function has as many cold starts as
    /// requests
    /// arrive before its first instance is free again.
    /// </param>
    /// <param name="entryShares">Share of the requests per entry task; null: all the same.</param>
    public SetupPredictor(AppDescription app, LambdaModel model, TimeSpan? window = null, IReadOnlyDictionary<string, double>? entryShares = null)
    {
        Graph = new(app, entryShares);
        Model = model;
        WindowMs = window?.TotalMilliseconds ?? double.PositiveInfinity;
        _clock = new(model);
    }

    public LambdaModel Model { get; }

    internal BehaviorGraph Graph { get; }

    internal double WindowMs { get; }

    public PredictedOutcome Predict(FusionSetup setup)
    {
        var rates = new double[Graph.Count];
        var served = new Dictionary<int, Served>();
        foreach (var (entry, share) in Graph.EntryShares)
        {
            Serve(entry, setup, served);
            rates[entry] += share;
        }
        // Callers before callees.
        foreach (var task in Graph.Order.Reverse())
        {
            if (rates[task] <= 0 || !served.TryGetValue(task, out var s))
                continue;
            foreach (var (to, count) in s.Fragment.Sync.Concat(s.Fragment.Async))
                rates[to] += rates[task] * count;
        }
        var functions = setup
            .Groups.Select(group =>
            {
                var tasks = group.Entries.Select(Graph.NumberOf).Where(t => rates[t] > 0 && served.ContainsKey(t)).ToList();
                var invocations = tasks.Sum(t => rates[t]);
                double Mean(Func<int, double> of) => invocations <= 0 ? 0 : tasks.Sum(t => rates[t] * of(t)) / invocations;
                return new PredictedFunction(
                    group.Name,
                    group.MemoryMB,
                    invocations,
                    Mean(t => Billed(served[t].TypicalMs)),
                    Mean(t => served[t].BilledMs),
                    Mean(t => served[t].ColdShare),
                    tasks.Sum(t => rates[t] * served[t].Cost) * 1e6
                );
            })
            .ToImmutableArray();
        var waits = Enumerable
            .Range(0, Graph.Count)
            .Where(t => rates[t] > 0 && served.ContainsKey(t))
            .Sum(t => rates[t] * served[t].Fragment.Sync.Sum(s => s.Count * served[s.Task].LatencyMs));
        return new(Billed(Graph.EntryShares.Sum(e => e.Share * served[e.Task].TypicalMs)), functions.Sum(f => f.CostPerMillion), waits, functions);
    }

    private void Serve(int task, FusionSetup setup, Dictionary<int, Served> served)
    {
        if (served.ContainsKey(task))
            return;
        var group = setup.HomeOf(Graph.Tasks[task].Id);
        var local = group.Tasks.Aggregate(default(TaskSet), (set, t) => set.With(Graph.NumberOf(t)));
        var handedOver = group.RemoteAsync.Aggregate(default(TaskSet), (set, t) => set.With(Graph.NumberOf(t)));
        if (!_fragments.TryGetValue((task, local, handedOver), out var fragment))
        {
            if (_fragments.Count >= MaxFragments)
                _fragments.Clear();
            _fragments.Add((task, local, handedOver), fragment = Fragment.Compile(Graph, Model, task, local, handedOver));
        }
        // A recursion across functions: the repeated call counts as zero.
        served[task] = default(Served) with { Fragment = fragment };
        foreach (var (to, _) in fragment.Sync.Concat(fragment.Async))
            Serve(to, setup, served);
        served[task] = Measure(fragment, group.MemoryMB, group.Architecture, to => served[to]);
    }

    /// <summary>How long one invocation of a function takes and what it costs, without the functions that it calls.</summary>
    /// <param name="wantsTypical">Whether the typical latency is needed.</param>
    internal Served Measure(Fragment fragment, int memoryMB, string architecture, Func<int, Served> callee, bool wantsTypical = true)
    {
        Span<double> latency = stackalloc double[TaskSet.Capacity];
        foreach (var (to, _) in fragment.Sync)
            latency[to] = callee(to).LatencyMs;
        var mean = _clock.Measure(fragment, memoryMB, latency, typical: false);

        // Invocations are cold until the first instance has started, done its first work, and waited for callees that start, too.
        var initMs =
            Model.InitMs + fragment.Executed.Members.Sum(t => Graph.Tasks[t].PackageKB / 1024 * Model.InitMsPerPackageMB + Graph.Tasks[t].InitMs);
        var firstMs = Model.WallMs(fragment.FirstCpuMs, 1, memoryMB);
        var chainMs = initMs + firstMs + fragment.Sync.Sum(s => Math.Min(1, s.Count) * callee(s.Task).ColdChainMs);
        var coldShare = Math.Min(1, (chainMs + mean) / WindowMs);
        // An instance serves 1/coldShare invocations; in the first of them, client code isn't warm yet.
        var soft = 1 + Model.WarmUp * (1 - Math.Exp(-1 / (coldShare * Model.WarmUpInvocations))) * coldShare * Model.WarmUpInvocations;
        if (coldShare > 0 && soft > 1)
            mean = _clock.Measure(fragment, memoryMB, latency, typical: false, soft);
        foreach (var (to, _) in fragment.Sync)
            latency[to] = callee(to).TypicalMs;
        var typical = !wantsTypical ? mean : _clock.Measure(fragment, memoryMB, latency, typical: true, coldShare > 0 ? soft : 1);
        // The typical invocation is in the middle of the instance's life.
        var youngMs =
            (Model.YoungCpuMs + (fragment.Sync.Length + fragment.Async.Length > 0 ? Model.YoungRemoteCpuMs : 0))
            * Model.YoungShare(memoryMB)
            / Math.Min(1, Model.Cpus(memoryMB));
        if (coldShare > 0 && youngMs > 0)
        {
            typical += youngMs * Math.Exp(-0.5 / (coldShare * Model.YoungInvocations));
            mean += youngMs * (1 - Math.Exp(-1 / (coldShare * Model.YoungInvocations))) * coldShare * Model.YoungInvocations;
        }

        var billed = Billed(mean + coldShare * (firstMs + (Model.BillInit ? initMs : 0)));
        return new(
            fragment,
            typical,
            mean,
            billed,
            mean + coldShare * (firstMs + initMs),
            chainMs,
            coldShare,
            Model.Prices.Invocation(billed, memoryMB, architecture)
        );
    }

    // Whole ms are billed: half of one more on average.
    private static double Billed(double ms) => ms + 0.5;

    /// <param name="WarmMs">Mean of the warm invocations.</param>
    /// <param name="BilledMs">Mean.</param>
    /// <param name="LatencyMs">Mean wait of a synchronous caller, without its own overhead.</param>
    /// <param name="ColdChainMs">Time to start it and everything that it waits for.</param>
    /// <param name="Cost">USD per invocation.</param>
    internal readonly record struct Served(
        Fragment Fragment,
        double TypicalMs,
        double WarmMs,
        double BilledMs,
        double LatencyMs,
        double ColdChainMs,
        double ColdShare,
        double Cost
    );
}
