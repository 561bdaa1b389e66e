using Fusionize.CompilerServices;
using Fusionize.Engine.Setups;
using Fusionize.Engine.Simulation;

namespace Fusionize.Engine.Optimization.Model;

/// <summary>
/// Predicts what a setup does from an <see cref="AppEstimate"/>, by expectation instead of by simulation: microseconds per setup. Not
/// thread-safe.
/// </summary>
internal sealed class Predictor
{
    private const int NoCaller = -1;
    private const int SeveralCallers = -2;

    /// <summary>The part that work loses to other work beside it in one function.</summary>
    private const double Crowding = 0.15;

    private readonly LambdaModel _platform;
    private readonly AppEstimate _estimate;
    private readonly (int Task, double Share)[] _roots;
    private readonly double[] _fallbackMs;

    // Of the prediction that is being made.
    private Plan _plan = null!;
    private readonly Function[] _functions;
    private readonly List<int> _order = [];
    private readonly int[] _callers;
    private readonly Stack<int> _next = new();
    private int _round;
    private readonly double[] _prices;

    /// <param name="like">Gives the architecture that each task's function has; null: x86.</param>
    public Predictor(AppEstimate estimate, FusionSetup? like = null)
    {
        _estimate = estimate;
        _platform = estimate.Platform;
        App = new(estimate.Model, estimate.App);
        _functions = [.. App.Tasks.Select((_, t) => new Function(t, App.Tasks.Length))];
        _callers = [.. App.Tasks.Select((_, t) => CallerOf(t))];
        _prices = [.. App.Tasks.Select(t => _platform.Prices.PerGBSecond(like?.FindHome(t.Id)?.Architecture ?? Architectures.X64))];
        var shares = estimate.EntryShares.Where(s => App.IndexOf(s.Key) >= 0).Select(s => (App.IndexOf(s.Key), s.Value)).ToArray();
        _roots = shares.Length > 0 ? shares : [.. App.Entries.Take(1).Select(e => (e, 1.0))];
        _fallbackMs = new double[App.Tasks.Length];
    }

    public CompiledApp App { get; }

    /// <summary>The tasks that root functions in the last evaluation.</summary>
    public IReadOnlyList<int> Active => _order;

    public bool[] MembersOf(int root) => _functions[root].Members;

    public Prediction Predict(FusionSetup setup)
    {
        var plan = Plan.Of(setup, App);
        Evaluate(plan);
        // Groups with several entries are predicted as one function per entry, which differ in cold starts only.
        var functions = _order.Where(t => _functions[t].Rate > 0).Select(t => _functions[t])
            .Select(f => new FunctionPrediction(App.Tasks[f.Root].Id, f.MemoryMB, f.Rate, f.BilledMs, f.ColdShare, f.Cost * 1e6)).ToList();
        return new(_p50, _cost * 1e6, functions.Sum(f => f.PerRequest), _doubleBilled, functions.Sum(f => f.PerRequest * f.ColdShare) * _estimate.Requests, [.. functions]);
    }

    private double _p50;
    private double _cost;
    private double _doubleBilled;

    /// <summary>Median of the root's billed duration and cost in USD per request.</summary>
    public (double P50Ms, double Cost) Evaluate(Plan plan)
    {
        _plan = plan;
        _round++;
        _order.Clear();
        _p50 = _cost = _doubleBilled = 0;
        foreach (var (task, share) in _roots)
        {
            var function = FunctionOf(task);
            function.Rate += share;
            _p50 += share * (function.MedianMs + 0.5);
        }
        // Callees were finished before their callers: backwards, each function's rate is complete before it is passed on.
        for (var i = _order.Count - 1; i >= 0; i--)
        {
            var function = _functions[_order[i]];
            foreach (var (callee, count) in function.Remote)
                _functions[callee].Rate += function.Rate * count;
        }
        foreach (var task in _order)
            Bill(_functions[task]);
        return (_p50, _cost);
    }

    private void Bill(Function function)
    {
        if (function.Rate <= 0)
            return;
        function.BilledMs = function.MeanMs + 0.5;
        var rate = _estimate.RequestsPerSecond * function.Rate / 1000;
        var init = _platform.InitMs;
        var coldMs = function.MeanMs + function.FirstCpuMs / _platform.Cpus(function.MemoryMB);
        var served = rate * 1000 * _estimate.Seconds;
        // At the start of the load every request finds no instance until the first ones are up; later, only where more run at once than before.
        var cold = served > 0 ? Math.Min(served, (1 + rate * (init + coldMs)) * _estimate.ColdFactor) : 0;
        function.ColdShare = served > 0 ? cold / served : 0;
        var billed = function.BilledMs + function.ColdShare * ((_platform.BillInit ? init : 0) + function.FirstCpuMs / _platform.Cpus(function.MemoryMB));
        function.Cost = function.Rate * (billed / 1000 * function.MemoryMB / 1024 * _prices[function.Root] + _platform.Prices.PerRequest);
        _cost += function.Cost;
        _doubleBilled += function.Rate * function.WaitsMs;
    }

    private Function FunctionOf(int root)
    {
        var function = _functions[root];
        if (function.Round == _round)
            return function;
        function.Begin(_round, _plan.MemoryMB[root], _platform);
        // Its edges decide which synchronous calls are local, before any is walked.
        App.FillMembers(root, _plan, function.Members, _next);
        for (var t = 0; t < function.Members.Length; t++)
        {
            if (function.Members[t])
                function.FirstCpuMs += App.Tasks[t].FirstCpuMs;
        }
        var first = Execute(function, root, _callers[root]);
        function.CountCalls(first);
        var time = function.Executions[first].Time;
        var end = Math.Max(time.Detached, time.SharedEnd(function.Cpus));
        function.MedianMs = Math.Max(time.Median, end) + _platform.RuntimeMs;
        function.MeanMs = Math.Max(time.Mean, end) + _platform.RuntimeMs;
        function.IsDone = true;
        _fallbackMs[root] = function.MeanMs;
        _order.Add(root);
        return function;
    }

    // A function that several tasks call runs the average of what it does for them; with one caller it is known which.
    private int CallerOf(int task)
    {
        var caller = NoCaller;
        foreach (var edge in App.Edges)
        {
            if (edge.To != task || !edge.IsSeen)
                continue;
            if (caller >= 0 && caller != edge.From)
                return SeveralCallers;
            caller = edge.From;
        }
        return caller;
    }

    /// <summary>What one execution of the task takes in the function; each is looked at once, however many ways lead to it.</summary>
    private int Execute(Function function, int task, int caller)
    {
        caller = App.Tasks[task].AsksForCaller ? caller : NoCaller;
        if (function.Find(task, caller) is var known and >= 0)
            return known;
        var id = function.Open(task, caller);
        var time = Sequence(function, App.Tasks[task].Nodes, id, task, caller, 1);
        function.Close(id, time);
        return id;
    }

    /// <param name="weight">How often it happens per execution.</param>
    private Time Sequence(Function function, Node[] nodes, int execution, int task, int caller, double weight)
    {
        var total = default(Time);
        foreach (var node in nodes)
        {
            var share = node.Probability * ShareOf(node, task, caller);
            if (share <= 0)
                continue;
            total.Follow(One(function, node, execution, task, caller, weight * share), share);
        }
        return total;
    }

    /// <summary>For which part of the calls a step happens that asks for the caller.</summary>
    private double ShareOf(Node node, int task, int caller)
    {
        if (node.From.Length == 0)
            return 1;
        if (caller != SeveralCallers)
            return Array.IndexOf(node.From, caller) >= 0 ? 1 : 0;
        int all = 0, these = 0;
        foreach (var edge in App.Edges)
        {
            if (edge.To != task || !edge.IsSeen)
                continue;
            all++;
            these += Array.IndexOf(node.From, edge.From) >= 0 ? 1 : 0;
        }
        return (double)these / all;
    }

    private Time One(Function function, Node node, int execution, int task, int caller, double weight)
    {
        switch (node.Kind)
        {
            case NodeKind.Cpu:
                // Most of the noise is in the long computations, and those are proportional.
                var computed = function.Cpu.Compute(node.Ms, node.Threads);
                return new() { Median = computed, Mean = computed * (node.MeanMs / Math.Max(node.Ms, 1e-9)), Cpu = node.MeanMs };
            case NodeKind.Wait:
                function.Cpu.Wait(node.Ms);
                return new() { Median = node.Ms, Mean = node.MeanMs };
            case NodeKind.Operation:
                var cpu = function.Cpu.Compute(node.CpuMs, 1);
                function.Cpu.Wait(node.Ms);
                return new() { Median = node.Ms + cpu, Mean = node.MeanMs + cpu, Cpu = node.CpuMs };
            case NodeKind.Call:
                return CallOf(function, node, execution, task, weight * node.Count).Times(node.Count);
            default:
                return Parallel(function, node, execution, task, caller, weight);
        }
    }

    private Time Parallel(Function function, Node node, int execution, int task, int caller, double weight)
    {
        var all = default(Time);
        var leastWait = double.MaxValue;
        foreach (var branch in node.Branches)
        {
            var one = Sequence(function, branch, execution, task, caller, weight);
            all.Median = Math.Max(all.Median, one.Median);
            all.Mean = Math.Max(all.Mean, one.Mean);
            all.Detach(one, 0);
            all.Cpu += one.Cpu;
            leastWait = Math.Min(leastWait, Math.Max(0, one.Mean - one.Cpu / function.Cpus));
        }
        // The branches share the CPU: together they take at least what it needs for all of them.
        if (node.Branches.Length > 1 && all.Cpu > 0)
        {
            var shared = all.Cpu / Math.Min(function.Cpus, node.Branches.Length) + leastWait;
            all.Median = Math.Max(all.Median, shared);
            all.Mean = Math.Max(all.Mean, shared);
        }
        return all;
    }

    private Time CallOf(Function function, Node node, int execution, int task, double weight)
    {
        var edge = App.Edges[node.Edge];
        if (App.IsLocal(node.Edge, _plan, function.Members))
        {
            var inner = Execute(function, edge.To, task);
            function.Calls.Add(new(execution, inner, true, weight, 0));
            // Of recursion inside a function the first level's counts tell of all.
            var local = function.Executions[inner].Time;
            if (edge.Kind == CallKind.Sync)
                return local;
            // Detached: the caller goes on, the invocation ends no earlier.
            return new()
            {
                Cpu = local.Cpu,
                IsDetached = true,
                Detached = Math.Max(Math.Max(local.Mean, local.Detached), local.SharedEnd(function.Cpus)),
                CpuBeside = local.Cpu,
                LargestBeside = local.IsDetached ? Math.Max(local.LargestBeside, local.Cpu - local.CpuBeside) : local.Cpu,
            };
        }
        var callee = FunctionOf(edge.To);
        var calleeMs = callee.IsDone ? callee.MeanMs : _fallbackMs[edge.To];
        var payload = node.KiloBytes * _platform.PayloadMsPerKB;
        if (edge.Kind == CallKind.Async)
        {
            function.Calls.Add(new(execution, edge.To, false, weight, 0));
            function.Cpu.Wait(_platform.HandOverWaitMs);
            var handOver = _platform.HandOverWaitMs + payload + _platform.WallMs(_platform.HandOverCpuMs, 1, function.MemoryMB);
            return new() { Median = handOver, Mean = handOver * MeanOf(_platform.HandOverSigma), Cpu = _platform.HandOverCpuMs * _estimate.RemoteCallsCompute };
        }
        function.Cpu.Wait(_platform.SyncWaitMs + calleeMs);
        var overhead = _platform.SyncWaitMs + payload + _platform.WallMs(_platform.SyncCpuMs, 1, function.MemoryMB);
        var mean = overhead * MeanOf(_platform.SyncSigma) + calleeMs;
        function.Calls.Add(new(execution, edge.To, false, weight, mean));
        return new() { Median = overhead + (callee.IsDone ? callee.MedianMs : calleeMs), Mean = mean, Cpu = _platform.SyncCpuMs * _estimate.RemoteCallsCompute };
    }

    private static double MeanOf(double sigma) => Math.Exp(sigma * sigma / 2);

    /// <summary>Times of a stretch of work: of its end as median and as mean, and of work detached from it.</summary>
    private struct Time
    {
        public double Median;
        public double Mean;
        public double Cpu;

        // Detached work: when the last of it ends, when the first began, and the CPU time that is used from then on, all in all and by
        // the one that uses most.
        public bool IsDetached;
        public double Detached;
        public double DetachedAt;
        public double CpuBeside;
        public double LargestBeside;

        public void Follow(in Time next, double share)
        {
            Detach(next, Mean);
            // What happens in less than half of the cases isn't in the median; the mean of a median path is the best there is between.
            Median += next.Median * share;
            Mean += next.Mean * share;
            Cpu += next.Cpu * share;
        }

        /// <summary>Notes the detached work of a part that begins at <paramref name="at"/>, or that it runs beside detached work.</summary>
        public void Detach(in Time part, double at)
        {
            if (part.IsDetached)
            {
                DetachedAt = IsDetached ? Math.Min(DetachedAt, at + part.DetachedAt) : at + part.DetachedAt;
                Detached = Math.Max(Detached, at + part.Detached);
            }
            if (!IsDetached && !part.IsDetached)
                return;
            var cpu = part.IsDetached ? part.CpuBeside : part.Cpu;
            IsDetached = true;
            CpuBeside += cpu;
            LargestBeside = Math.Max(LargestBeside, part.IsDetached ? part.LargestBeside : cpu);
        }

        /// <summary>When an invocation can end at the earliest whose detached work computes in the same share of CPU.</summary>
        public readonly double SharedEnd(double cpus)
        {
            if (!IsDetached || CpuBeside <= 0)
                return 0;
            var together = Math.Min(1, (CpuBeside - LargestBeside) / LargestBeside);
            return DetachedAt + CpuBeside / cpus * (1 + Crowding * together);
        }

        public readonly Time Times(int count)
        {
            if (count == 1)
                return this;
            var all = this;
            for (var i = 1; i < Math.Min(count, 100); i++)
                all.Follow(this, 1);
            return all;
        }
    }

    // Used again from evaluation to evaluation.
    private sealed class Function(int root, int tasks)
    {
        public int Root { get; } = root;
        public int Round { get; private set; }
        public int MemoryMB { get; private set; }
        public double Cpus { get; private set; }
        public CpuTime Cpu;
        public bool[] Members { get; } = new bool[tasks];
        public List<Execution> Executions { get; } = [];
        public List<Call> Calls { get; } = [];
        private readonly List<int> _closed = [];
        private readonly int[] _byTask = new int[tasks];

        /// <summary>Remote calls per invocation.</summary>
        public List<(int Callee, double Count)> Remote { get; } = [];
        public bool IsDone { get; set; }
        public double Rate { get; set; }
        public double FirstCpuMs { get; set; }
        public double MedianMs { get; set; }
        public double MeanMs { get; set; }
        public double WaitsMs { get; set; }
        public double BilledMs { get; set; }
        public double ColdShare { get; set; }
        public double Cost { get; set; }

        public void Begin(int round, int memoryMB, LambdaModel platform)
        {
            Round = round;
            if (MemoryMB != memoryMB)
            {
                MemoryMB = memoryMB;
                Cpus = platform.Cpus(memoryMB);
                Cpu = new(platform, memoryMB);
            }
            Cpu.Begin();
            Array.Clear(Members);
            Remote.Clear();
            Executions.Clear();
            Calls.Clear();
            _closed.Clear();
            Array.Clear(_byTask);
            IsDone = false;
            Rate = FirstCpuMs = WaitsMs = Cost = ColdShare = BilledMs = 0;
        }

        public int Find(int task, int caller)
        {
            var first = _byTask[task] - 1;
            if (first < 0 || Executions[first].Caller == caller)
                return first;
            return Executions.FindIndex(e => e.Task == task && e.Caller == caller);
        }

        public int Open(int task, int caller)
        {
            Executions.Add(new(task, caller, default, 0));
            if (_byTask[task] == 0)
                _byTask[task] = Executions.Count;
            return Executions.Count - 1;
        }

        public void Close(int id, in Time time)
        {
            Executions[id] = Executions[id] with { Time = time };
            _closed.Add(id);
        }

        /// <summary>Adds up how often everything happens per invocation. Callees closed before their callers, so backwards each count is complete.</summary>
        public void CountCalls(int first)
        {
            Executions[first] = Executions[first] with { Count = 1 };
            Calls.Sort(static (a, b) => a.Execution.CompareTo(b.Execution));
            for (var i = _closed.Count - 1; i >= 0; i--)
            {
                var count = Executions[_closed[i]].Count;
                for (var c = FirstCallOf(_closed[i]); c < Calls.Count && Calls[c].Execution == _closed[i]; c++)
                {
                    var call = Calls[c];
                    if (call.IsLocal)
                        Executions[call.Callee] = Executions[call.Callee] with { Count = Executions[call.Callee].Count + count * call.Count };
                    else
                        Remote.Add((call.Callee, count * call.Count));
                    WaitsMs += count * call.Count * call.WaitMs;
                }
            }
        }

        private int FirstCallOf(int execution)
        {
            int low = 0, high = Calls.Count;
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (Calls[middle].Execution < execution)
                    low = middle + 1;
                else
                    high = middle;
            }
            return low;
        }
    }

    private readonly record struct Execution(int Task, int Caller, Time Time, double Count);

    private readonly record struct Call(int Execution, int Callee, bool IsLocal, double Count, double WaitMs);
}
