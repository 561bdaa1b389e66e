using System.Collections.Immutable;
using Fusionize.Setups;
using Fusionize.Shared;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Predictor;

internal enum FragmentCode : byte
{
    Cpu,
    Wait,

    /// <summary>Takes as long as the work would take alone, without using CPU time of others.</summary>
    Delay,

    /// <summary>A synchronous remote call of task <c>A</c>, its overhead excluded.</summary>
    Call,

    /// <summary>Branches <c>A</c>…<c>A</c>+<c>B</c> of the branch table, then go on at their end.</summary>
    Fork,

    /// <summary>A branch at <c>A</c> that only the end of the invocation waits for.</summary>
    Detach,
    Jump,
    End,

    /// <summary>A local call begins (<c>B</c> is 0) or ends (1): <c>A</c> is its place in <see cref="Fragment.Calls"/>.</summary>
    Mark,
}

internal struct FragmentOp
{
    public FragmentCode Code;

    /// <summary>Whether it is client code, which is slower in a young instance.</summary>
    public bool Soft;
    public short Threads;
    public int A;
    public int B;

    /// <summary>ms in a typical execution, and in the mean of all.</summary>
    public double Typical;
    public double Mean;
}

/// <summary>A local call in a fragment.</summary>
/// <param name="IsTypical">Whether a typical execution makes the call.</param>
internal readonly record struct FragmentCall(int From, int To, CallKind Kind, bool IsTypical);

/// <summary>
/// What a function does when one of its tasks is invoked: the counterpart of the simulator's program, with typical and mean times instead of noise.
/// It doesn't depend on memory, nor on the latency of remote tasks.
/// </summary>
internal sealed class Fragment
{
    private const int MaxOps = 100_000;

    private readonly BehaviorGraph _graph;
    private readonly LambdaModel _model;
    private readonly List<FragmentOp> _ops = [];
    private readonly List<int> _branches = [];
    private readonly double[] _syncCalls;
    private readonly double[] _asyncCalls;
    private readonly HashSet<string> _operations = [];
    private readonly List<FragmentCall>? _calls;
    private TaskSet _active;
    private int _current;
    private double _firstSum;
    private double _firstMost;

    /// <summary>How many standard deviations above the median the slowest of several similar branches is expected.</summary>
    private double _lag;

    private Fragment(BehaviorGraph graph, LambdaModel model, bool isMarked)
    {
        _calls = isMarked ? [] : null;
        _graph = graph;
        _model = model;
        _syncCalls = new double[graph.Count];
        _asyncCalls = new double[graph.Count];
    }

    /// <summary>The invoked task.</summary>
    public int Task { get; private init; }

    public FragmentOp[] Ops { get; private set; } = [];

    public int[] Branches { get; private set; } = [];

    public bool IsSequential { get; private set; }

    /// <summary>Tasks that run inside.</summary>
    public TaskSet Executed { get; private set; }

    /// <summary>Remote calls per execution, by called task; of asynchronous ones every attempt counts.</summary>
    public ImmutableArray<(int Task, double Count)> Sync { get; private set; }
    public ImmutableArray<(int Task, double Count)> Async { get; private set; }

    /// <summary>Additional CPU time of an instance's first execution.</summary>
    public double FirstCpuMs { get; private set; }

    /// <summary>The local calls, if they are marked.</summary>
    public IReadOnlyList<FragmentCall> Calls => _calls ?? [];

    /// <summary>More vCPUs than this don't make it faster.</summary>
    public int MaxThreads { get; private set; } = 1;

    /// <summary>CPU time per execution.</summary>
    public double CpuMs { get; private set; }

    /// <param name="local">Tasks that run locally when called.</param>
    /// <param name="handedOver">Local tasks whose asynchronous calls are remote all the same.</param>
    /// <param name="isMarked">Whether to record when local calls begin and end.</param>
    public static Fragment Compile(BehaviorGraph graph, LambdaModel model, int entry, TaskSet local, TaskSet handedOver, bool isMarked = false)
    {
        var fragment = new Fragment(graph, model, isMarked) { Task = entry };
        fragment.FirstCpuMs = model.FirstInvocationCpuMs;
        fragment.Wait(model.RuntimeMs, 0, 1, 1);
        fragment.Cpu(model.RuntimeCpuMs, 1, model.RuntimeSigma, 1, 1, soft: true);
        fragment.Execute(entry, local, handedOver, 1, 1);
        fragment._ops.Add(new() { Code = FragmentCode.End });
        fragment.Ops = [.. fragment._ops];
        fragment.Branches = [.. fragment._branches];
        fragment.IsSequential = !fragment._ops.Exists(o => o.Code is FragmentCode.Fork or FragmentCode.Detach);
        fragment.Sync = Counted(fragment._syncCalls);
        fragment.Async = Counted(fragment._asyncCalls);
        fragment.FirstCpuMs += fragment._firstMost + (1 - model.FirstOverlap) * (fragment._firstSum - fragment._firstMost);
        if (fragment.Sync.Length + fragment.Async.Length > 0)
            fragment.FirstCpuMs += model.FirstRemoteCpuMs;
        // With detached branches and forks, all threads may run at once.
        var threads = fragment._ops.Where(o => o.Code == FragmentCode.Cpu && !o.Soft).Select(o => (int)o.Threads).DefaultIfEmpty(1);
        fragment.MaxThreads = fragment.IsSequential ? threads.Max() : Math.Min(6, threads.Sum());
        return fragment;
    }

    private static ImmutableArray<(int, double)> Counted(double[] calls) =>
        [.. Enumerable.Range(0, calls.Length).Where(i => calls[i] > 0).Select(i => (i, calls[i]))];

    private void Execute(int id, TaskSet local, TaskSet handedOver, double typical, double mean)
    {
        var task = _graph.Tasks[id];
        if (!Executed.Contains(id))
        {
            _firstSum += task.FirstCpuMs;
            _firstMost = Math.Max(_firstMost, task.FirstCpuMs);
        }
        Executed = Executed.With(id);
        _active = _active.With(id);
        var caller = _current;
        _current = id;
        Steps(task.Steps, local, handedOver, typical, mean);
        _current = caller;
        _active = _active.Without(id);
    }

    /// <param name="typical">1 if the steps happen in a typical execution, else 0.</param>
    /// <param name="mean">How often they happen on average.</param>
    private void Steps(ImmutableArray<Step> steps, TaskSet local, TaskSet handedOver, double typical, double mean)
    {
        foreach (var step in steps)
        {
            if (step.Probability <= 0)
                continue;
            var (t, m) = (step.Probability >= 0.5 ? typical : 0, mean * step.Probability);
            switch (step)
            {
                case CpuStep cpu:
                    Cpu(cpu.CpuMs, cpu.Threads, cpu.Sigma ?? _model.CpuSigmaAt128, t, m, soft: false);
                    break;
                case WaitStep wait:
                    Wait(wait.WaitMs, wait.Sigma, t, m);
                    break;
                case OperationStep operation:
                    if (_operations.Add(operation.Name))
                        FirstCpuMs += operation.FirstCpuMs;
                    for (var i = 0; i < operation.Count; i++)
                    {
                        Cpu(operation.CpuMs, 1, operation.Sigma, t, m, soft: true);
                        Wait(operation.WaitMs, operation.Sigma, t, m);
                    }
                    break;
                case CallStep call:
                    for (var i = 0; i < call.Count; i++)
                        Call(call, local, handedOver, t, m);
                    break;
                case ParallelStep { Branches.Length: > 0 } parallel:
                    Fork(parallel, local, handedOver, t, m);
                    break;
            }
        }
    }

    private void Call(CallStep call, TaskSet local, TaskSet handedOver, double typical, double mean)
    {
        var to = _graph.NumberOf(call.To);
        var isAsync = call.Kind == CallKind.Async;
        if (local.Contains(to) && !(isAsync && handedOver.Contains(to)) && !_active.Contains(to))
        {
            if (!isAsync)
            {
                ExecuteMarked(call.Kind, to, local, handedOver, typical, mean);
                return;
            }
            Emit(new() { Code = FragmentCode.Detach, A = _ops.Count + 2 });
            var jump = Emit(new() { Code = FragmentCode.Jump });
            ExecuteMarked(call.Kind, to, local, handedOver, typical, mean);
            // Failed calls are handed over before the function answers.
            if (_graph.Tasks[to].FailureProbability is > 0 and var failure)
                HandOver(call, to, 0, mean * failure);
            Emit(new() { Code = FragmentCode.End });
            _ops[jump] = _ops[jump] with { A = _ops.Count };
            return;
        }
        if (isAsync)
        {
            HandOver(call, to, typical, mean);
            return;
        }
        _syncCalls[to] += mean;
        Cpu(_model.SyncCpuMs * _model.RemoteCallsCompute, 1, _model.SyncSigma, typical, mean, soft: true);
        Add(FragmentCode.Delay, _model.SyncCpuMs * (1 - _model.RemoteCallsCompute), 1, _model.SyncSigma, typical, mean, soft: false);
        Wait(_model.SyncWaitMs + (call.InBytes + call.OutBytes) / 1024.0 * _model.PayloadMsPerKB, _model.SyncSigma, typical, mean);
        Reconnect(typical, mean);
        Emit(
            new()
            {
                Code = FragmentCode.Call,
                A = to,
                Typical = typical,
                Mean = mean,
            }
        );
    }

    private void HandOver(CallStep call, int to, double typical, double mean)
    {
        _asyncCalls[to] += mean * _model.ExpectedAttempts(_graph.Tasks[to].FailureProbability);
        Cpu(_model.HandOverCpuMs * _model.RemoteCallsCompute, 1, _model.HandOverSigma, typical, mean, soft: true);
        Add(FragmentCode.Delay, _model.HandOverCpuMs * (1 - _model.RemoteCallsCompute), 1, _model.HandOverSigma, typical, mean, soft: false);
        Wait(_model.HandOverWaitMs + call.InBytes / 1024.0 * _model.PayloadMsPerKB, _model.HandOverSigma, typical, mean);
        Reconnect(typical, mean);
    }

    // Although it is rare, it moves the median a little.
    private void Reconnect(double typical, double mean) =>
        Wait(_model.ReconnectMs, _model.ReconnectSigma, 0.3 * typical * _model.ReconnectProbability, mean * _model.ReconnectProbability);

    private void ExecuteMarked(CallKind kind, int to, TaskSet local, TaskSet handedOver, double typical, double mean)
    {
        var mark = _calls?.Count ?? -1;
        _calls?.Add(new(_current, to, kind, typical > 0));
        if (mark >= 0)
            Emit(new() { Code = FragmentCode.Mark, A = mark });
        Execute(to, local, handedOver, typical, mean);
        if (mark >= 0)
            Emit(
                new()
                {
                    Code = FragmentCode.Mark,
                    A = mark,
                    B = 1,
                }
            );
    }

    private void Fork(ParallelStep parallel, TaskSet local, TaskSet handedOver, double typical, double mean)
    {
        var table = _branches.Count;
        Emit(
            new()
            {
                Code = FragmentCode.Fork,
                A = table,
                B = parallel.Branches.Length,
            }
        );
        var jump = Emit(new() { Code = FragmentCode.Jump });
        _branches.AddRange(new int[parallel.Branches.Length]);
        var lag = _lag;
        var lengths = parallel.Branches.Select(RoughMs).ToArray();
        for (var i = 0; i < parallel.Branches.Length; i++)
        {
            _branches[table + i] = _ops.Count;
            // The median of the maximum of n similar times is their quantile at the n-th root of 1/2.
            var rivals = lengths.Count(l => l >= 0.7 * lengths[i] && l <= lengths[i] / 0.7);
            _lag = Math.Max(lag, rivals > 1 ? NormalDistribution.Quantile(Math.Pow(0.5, 1.0 / rivals)) : 0);
            Steps(parallel.Branches[i], local, handedOver, typical, mean);
            Emit(new() { Code = FragmentCode.End });
        }
        _lag = lag;
        _ops[jump] = _ops[jump] with { A = _ops.Count };
    }

    private double RoughMs(ImmutableArray<Step> steps) =>
        steps.Sum(s =>
            s.Probability
            * s switch
            {
                CpuStep cpu => cpu.CpuMs,
                WaitStep wait => wait.WaitMs,
                OperationStep operation => operation.Count * (operation.WaitMs + operation.CpuMs),
                CallStep call => call.Count
                    * (
                        call.Kind == CallKind.Async
                            ? _model.HandOverWaitMs + _model.HandOverCpuMs
                            : _model.SyncWaitMs + RoughMs(_graph.Tasks[_graph.NumberOf(call.To)].Steps)
                    ),
                ParallelStep { Branches.Length: > 0 } parallel => parallel.Branches.Max(RoughMs),
                _ => 0,
            }
        );

    private void Cpu(double ms, int threads, double sigma, double typical, double mean, bool soft)
    {
        CpuMs += ms * mean;
        Add(FragmentCode.Cpu, ms, threads, sigma, typical, mean, soft);
    }

    private void Wait(double ms, double sigma, double typical, double mean) => Add(FragmentCode.Wait, ms, 1, sigma, typical, mean, soft: false);

    private void Add(FragmentCode code, double ms, int threads, double sigma, double typical, double mean, bool soft)
    {
        if (ms * mean <= 0)
            return;
        // Branches that compute share the CPU, so their differences cancel out; those of branches that wait don't.
        var lag = code != FragmentCode.Cpu ? sigma * _lag : 0;
        // The median of a sum of log-normal times lies between the sums of medians and of means.
        Emit(
            new()
            {
                Code = code,
                Soft = soft,
                Threads = (short)threads,
                Typical = ms * typical * Math.Exp(sigma * sigma / 4 + lag),
                Mean = ms * mean * Math.Exp(sigma * sigma / 2 + lag),
            }
        );
    }

    private int Emit(in FragmentOp op)
    {
        if (_ops.Count >= MaxOps)
            throw new FusionizeException(
                SimulationCodes.TooLarge,
                _graph.App.App,
                "The application is too large for predictions. Split it, or describe fewer steps."
            );
        _ops.Add(op);
        return _ops.Count - 1;
    }
}
