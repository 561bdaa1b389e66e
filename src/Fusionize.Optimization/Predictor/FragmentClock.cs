using Fusionize.Simulation;

namespace Fusionize.Optimization.Predictor;

/// <summary>
/// How long a fragment takes with a memory size: one warm execution without noise, with the simulator's rules of CPU sharing. Not thread-safe; reuses
/// its
/// buffers.
/// </summary>
internal sealed class FragmentClock(LambdaModel model)
{
    private Strand[] _strands = new Strand[16];
    private int _count;
    private double _cpus;
    private double _cores;
    private double _maxCredit;
    private double _soft;

    /// <summary>When the last measured fragment's marked calls began and ended, ms.</summary>
    public (double From, double To)[] Marks { get; private set; } = [];

    /// <param name="latency">ms from invocation to end, per remote task.</param>
    /// <param name="soft">CPU time of client code relative to a warmed-up instance.</param>
    public double Measure(Fragment fragment, int memoryMB, ReadOnlySpan<double> latency, bool typical, double soft = 1)
    {
        _soft = soft;
        Marks = fragment.Calls.Count == 0 ? [] : new (double, double)[fragment.Calls.Count];
        _cpus = model.Cpus(memoryMB);
        _cores = Math.Max(2, Math.Ceiling(_cpus));
        _maxCredit = _cpus * Math.Max(0, 1 - _cpus / 2) * model.BurstMs;
        return fragment.IsSequential ? Sequential(fragment, latency, typical) : Parallel(fragment, latency, typical);
    }

    private double Sequential(Fragment fragment, ReadOnlySpan<double> latency, bool typical)
    {
        var (now, credit, seen) = (0.0, _maxCredit, 0.0);
        foreach (ref readonly var op in fragment.Ops.AsSpan())
        {
            var amount = (typical ? op.Typical : op.Mean) * (op.Soft ? _soft : 1);
            switch (op.Code)
            {
                case FragmentCode.Wait:
                    now += amount;
                    break;
                case FragmentCode.Delay:
                    now += amount / Math.Min(1, _cpus);
                    break;
                case FragmentCode.Call:
                    now += amount * latency[op.A];
                    break;
                case FragmentCode.Mark:
                    Mark(op, now);
                    break;
                case FragmentCode.Cpu:
                    credit = Math.Min(_maxCredit, credit + (now - seen) * _cpus);
                    var used = Math.Min(op.Threads, _cores);
                    var above = used - _cpus;
                    if (above <= 0 || amount <= credit / above * used)
                    {
                        now += amount / used;
                        credit = Math.Min(_maxCredit, credit - amount / used * above);
                    }
                    else
                    {
                        now += credit / above + (amount - credit / above * used) / _cpus * Slowdown(op.Threads);
                        credit = 0;
                    }
                    seen = now;
                    break;
            }
        }
        return now;
    }

    private double Slowdown(int threads) => threads <= model.SmoothThreads ? 1 : 1 + (threads - model.SmoothThreads) * model.Oversubscription;

    private double Parallel(Fragment fragment, ReadOnlySpan<double> latency, bool typical)
    {
        _count = 0;
        Begin(0, parent: -1);
        var (now, credit, end) = (0.0, _maxCredit, 0.0);
        while (true)
        {
            // Strands whose wait or work is over run on to the next one.
            for (var i = 0; i < _count; i++)
            {
                if (_strands[i].State == StrandState.Running)
                    Walk(fragment, i, now, latency, typical);
            }
            var (threads, soonest, wakes, busy) = (0, double.MaxValue, double.MaxValue, false);
            foreach (ref readonly var s in _strands.AsSpan(0, _count))
            {
                if (s.State == StrandState.Computing)
                {
                    threads += s.Threads;
                    soonest = Math.Min(soonest, s.Work / s.Threads);
                }
                else if (s.State == StrandState.Waiting)
                {
                    wakes = Math.Min(wakes, s.WakesAt);
                }
                busy |= s.State is StrandState.Computing or StrandState.Waiting;
            }
            if (!busy)
                return end;
            var (fastMs, fastRate, slowRate, use) = (double.MaxValue, 0.0, 0.0, 0.0);
            var until = wakes;
            if (threads > 0)
            {
                var used = Math.Min(threads, _cores);
                fastRate = used / threads;
                slowRate = Math.Min(used, _cpus) / threads / (_cpus < used ? Slowdown(threads) : 1);
                use = used - _cpus;
                fastMs = use <= 0 ? double.MaxValue : credit / use;
                var inFast = fastMs * fastRate;
                until = Math.Min(until, now + (soonest <= inFast ? soonest / fastRate : fastMs + (soonest - inFast) / slowRate));
            }
            var passed = until - now;
            var fast = Math.Min(passed, fastMs);
            var perThread = threads == 0 ? 0 : fast * fastRate + (passed - fast) * slowRate;
            credit = threads == 0 ? Math.Min(_maxCredit, credit + passed * _cpus) : Math.Clamp(credit - fast * use, 0, _maxCredit);
            now = until;
            end = now;
            foreach (ref var s in _strands.AsSpan(0, _count))
            {
                if (s.State == StrandState.Computing)
                {
                    s.Work -= perThread * s.Threads;
                    if (s.Work <= 1e-9)
                        s.State = StrandState.Running;
                }
                else if (s.State == StrandState.Waiting && s.WakesAt <= now + 1e-9)
                {
                    s.State = StrandState.Running;
                }
            }
        }
    }

    private void Walk(Fragment fragment, int index, double now, ReadOnlySpan<double> latency, bool typical)
    {
        while (true)
        {
            // Read again each time: a new branch may have replaced the array.
            ref var s = ref _strands[index];
            ref readonly var op = ref fragment.Ops[s.At++];
            var amount = (typical ? op.Typical : op.Mean) * (op.Soft ? _soft : 1);
            switch (op.Code)
            {
                case FragmentCode.Cpu when amount > 0:
                    (s.State, s.Work, s.Threads) = (StrandState.Computing, amount, op.Threads);
                    return;
                case FragmentCode.Wait when amount > 0:
                    (s.State, s.WakesAt) = (StrandState.Waiting, now + amount);
                    return;
                case FragmentCode.Delay when amount > 0:
                    (s.State, s.WakesAt) = (StrandState.Waiting, now + amount / Math.Min(1, _cpus));
                    return;
                case FragmentCode.Call when amount > 0:
                    (s.State, s.WakesAt) = (StrandState.Waiting, now + amount * latency[op.A]);
                    return;
                case FragmentCode.Jump:
                    s.At = op.A;
                    break;
                case FragmentCode.Fork:
                    (s.State, s.Children) = (StrandState.Forked, op.B);
                    for (var i = 0; i < op.B; i++)
                        Begin(fragment.Branches[op.A + i], index);
                    return;
                case FragmentCode.Detach:
                    Begin(op.A, parent: -1);
                    break;
                case FragmentCode.Mark:
                    Mark(op, now);
                    break;
                case FragmentCode.End:
                    s.State = StrandState.Ended;
                    index = s.Parent;
                    if (index < 0 || --_strands[index].Children > 0)
                        return;
                    _strands[index].State = StrandState.Running;
                    break;
            }
        }
    }

    private void Mark(in FragmentOp op, double now)
    {
        if (op.B == 0)
            Marks[op.A].From = now;
        else
            Marks[op.A].To = now;
    }

    private void Begin(int at, int parent)
    {
        if (_count == _strands.Length)
            Array.Resize(ref _strands, _count * 2);
        _strands[_count++] = new() { At = at, Parent = parent };
    }

    private enum StrandState : byte
    {
        Running,
        Computing,
        Waiting,
        Forked,
        Ended,
    }

    private struct Strand
    {
        public StrandState State;
        public short Threads;
        public int At;
        public int Parent;
        public int Children;
        public double Work;
        public double WakesAt;
    }
}
