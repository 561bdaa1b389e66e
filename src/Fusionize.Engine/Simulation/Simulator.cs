using System.Runtime.CompilerServices;
using Fusionize.Engine.Setups;

namespace Fusionize.Engine.Simulation;

/// <summary>
/// Runs an application under a setup and a load, event by event. Same input and same seed, same result. One simulator simulates once.
/// </summary>
/// <remarks>
/// A request is a set of <em>strands</em> that walk through the operations of a <see cref="SimulationProgram"/>. A strand that computes is
/// a job of its instance; the jobs of an instance share its CPU evenly per thread, at most one vCPU per thread.
/// </remarks>
public sealed class Simulator
{
    private const int None = -1;

    private readonly SimulationProgram _program;
    private readonly Op[] _ops;
    private readonly LambdaModel _model;
    private readonly SimulatedLoad _load;
    private readonly Noise _noise;
    private readonly NoiseTable _initNoise;
    private readonly NoiseTable _dispatchNoise;
    private readonly double[] _warmUp;
    private readonly double[] _young;
    private readonly (int Entry, double UpTo)[] _rootEntries;
    private readonly Function[] _functions;
    private readonly List<Instance> _instances = [];
    private readonly Stack<int> _freeInstances = new();
    private readonly EventQueue _events = new();
    private readonly SimulationRecorder? _recorder;
    private readonly SimulationTotals _totals;
    private readonly bool _alone;

    private Pool<Strand> _strands = new(256);
    private Pool<Invocation> _invocations = new(256);
    private IEnumerator<double>? _arrivals;
    private int _roots;
    private int _started;
    private double _now;

    private Simulator(SimulationProgram program, LambdaModel model, SimulatedLoad load, ulong seed, string rootTask, SimulationRecorder? recorder)
    {
        _program = program;
        _ops = program.Ops;
        _model = model;
        _load = load;
        _noise = new(seed);
        _initNoise = new(model.InitSigma);
        _dispatchNoise = new(model.DispatchSigma);
        _rootEntries = RootEntries(program, load, rootTask);
        _functions = [.. program.Functions.Select(f => new Function(f, model))];
        _warmUp = [.. Enumerable.Range(0, 512).Select(i => 1 + model.WarmUp * Math.Exp(-i / model.WarmUpInvocations))];
        _young = [.. Enumerable.Range(0, model.YoungCpuMs + model.YoungRemoteCpuMs > 0 ? 512 : 0).Select(i => Math.Exp(-i / model.YoungInvocations))];
        _recorder = recorder;
        _totals = new(program);
        // Only then has an invocation its instance for itself.
        _alone = model.RequestsPerInstance == 1;
    }

    public static SimulationResult Run(AppDescription app, FusionSetup setup, LambdaModel model, SimulatedLoad load, ulong seed)
        => Run(app, setup, model, load, seed, record: false).Result;

    /// <summary>The same run, with the record of every invocation as the extractor would have read it from the functions' logs.</summary>
    public static (SimulationResult Result, SimulatedRecords Records) RunAndRecord(
        AppDescription app, FusionSetup setup, LambdaModel model, SimulatedLoad load, ulong seed)
    {
        var (result, recorder) = Run(app, setup, model, load, seed, record: true);
        return (result, recorder!.ToRecords());
    }

    private static (SimulationResult Result, SimulationRecorder? Recorder) Run(
        AppDescription app, FusionSetup setup, LambdaModel model, SimulatedLoad load, ulong seed, bool record)
    {
        var appModel = app.ToAppModel();
        setup.Validate(appModel, setup.Id);
        var root = load.Entry ?? app.Tasks.FirstOrDefault(t => t.IsEntry)?.Id ?? app.Tasks[0].Id;
        var program = ProgramCompiler.Compile(app, setup, model, record);
        var recorder = record ? new SimulationRecorder(program, model, app.App, setup, seed) : null;
        var simulator = new Simulator(program, model, load, seed, root, recorder);
        simulator.Run();
        return (simulator._totals.ToResult(setup, model, simulator._now), recorder);
    }

    private void Run()
    {
        if (_load.Cold)
        {
            for (var i = 0; i < _load.Requests; i++)
            {
                foreach (var function in _functions)
                    Retire(function);
                NewRoot();
                Drain();
            }
            return;
        }
        _arrivals = _load.Arrivals(new(_noise.Next())).GetEnumerator();
        if (_arrivals.MoveNext())
            _events.Add(_arrivals.Current, EventKind.Root, 0);
        Drain();
    }

    private void Drain()
    {
        while (!_events.IsEmpty)
        {
            var e = _events.Take();
            _now = e.Time;
            switch (e.Kind)
            {
                case EventKind.Resume:
                    Walk(e.Index);
                    break;
                case EventKind.CpuDone:
                    var instance = _instances[e.Index];
                    if (instance.Stamp == e.Stamp)
                        CpuDone(instance);
                    break;
                case EventKind.Arrive:
                    Arrive(e.Index);
                    break;
                case EventKind.InstanceReady:
                    Begin(e.Stamp, _instances[e.Index]);
                    break;
                case EventKind.Root:
                    if (_arrivals!.MoveNext())
                        _events.Add(_arrivals.Current, EventKind.Root, 0);
                    NewRoot();
                    break;
            }
        }
    }

    private static (int, double)[] RootEntries(SimulationProgram program, SimulatedLoad load, string rootTask)
    {
        var sum = 0.0;
        return load.EntryShares.Count == 0
            ? [(program.EntryOf(rootTask), 1)]
            : [.. load.EntryShares.Select(e => (program.EntryOf(e.Key), sum += e.Value / load.EntryShares.Values.Sum()))];
    }

    private void NewRoot()
    {
        var chosen = 0;
        if (_rootEntries.Length > 1)
        {
            var dice = _noise.NextDouble();
            while (chosen < _rootEntries.Length - 1 && dice >= _rootEntries[chosen].UpTo)
                chosen++;
        }
        Arrive(NewInvocation(_rootEntries[chosen].Entry, None, _roots++, parent: None));
    }

    private int NewInvocation(int entry, int caller, int root, int parent)
    {
        var id = _invocations.Take();
        ref var invocation = ref _invocations[id];
        invocation = new() { Entry = entry, Function = _program.Entries[entry].Function, Caller = caller, Root = root, Arrived = _now, Serial = _totals.NextSerial() };
        invocation.Parent = parent == None ? None : _invocations[parent].Serial;
        return id;
    }

    /// <summary>The invocation reaches its function: an instance with room takes it, the most recently used first, else a new one starts.</summary>
    private void Arrive(int id)
    {
        ref var invocation = ref _invocations[id];
        var function = _functions[invocation.Function];
        var expired = _now - _model.IdleExpirySeconds * 1000;
        while (function.Available.Count > 0)
        {
            var instance = function.Available.Peek();
            if (instance.Active == 0 && instance.IdleSince < expired)
            {
                function.Available.Pop();
                Discard(function, instance);
                continue;
            }
            instance.Active++;
            if (instance.Active >= _model.RequestsPerInstance)
                function.Available.Pop();
            Begin(id, instance);
            return;
        }
        if (function.MayStart(_now, _model))
            Start(id, function);
        else
            Throttle(id);
    }

    private void Start(int id, Function function)
    {
        Instance instance;
        if (_freeInstances.TryPop(out var free))
        {
            instance = _instances[free];
            instance.Clear();
        }
        else
        {
            instance = new(_instances.Count);
            _instances.Add(instance);
        }
        instance.Function = function;
        instance.Credit = function.MaxCredit;
        instance.Active = 1;
        instance.Serial = _started++;
        if (instance.FirstDone.Length < function.SlotWords)
            instance.FirstDone = new ulong[function.SlotWords];
        function.Running++;
        ref var invocation = ref _invocations[id];
        invocation.IsCold = true;
        invocation.InitMs = function.Program.InitMs * _initNoise.Next(_noise);
        _events.Add(_now + invocation.InitMs, EventKind.InstanceReady, instance.Id, id);
        if (_model.RequestsPerInstance > 1)
            instance.OpenWhenReady = true;
    }

    private void Begin(int id, Instance instance)
    {
        if (instance.OpenWhenReady)
        {
            instance.OpenWhenReady = false;
            instance.Function.Available.Push(instance);
        }
        ref var invocation = ref _invocations[id];
        invocation.Instance = instance.Id;
        invocation.Started = _now;
        invocation.Pending = invocation.Running = 1;
        invocation.Age = instance.Served++;
        invocation.WarmUp = _warmUp[Math.Min(invocation.Age, _warmUp.Length - 1)];
        var strand = _strands.Take();
        _strands[strand] = new() { Invocation = id, At = _program.Entries[invocation.Entry].Start, Parent = None };
        _recorder?.Begin(id, _now, instance.Serial);
        Walk(strand);
    }

    /// <summary>Lets the strand go on until it has to wait or ends.</summary>
    /// <remarks>
    /// While nothing else happens in the instance, the strand runs ahead of the clock (<c>at</c>) and needs no event before it does something
    /// that others notice. Most invocations therefore cost two events.
    /// </remarks>
    private void Walk(int id)
    {
        var at = _now;
        while (true)
        {
            ref var strand = ref _strands[id];
            ref readonly var op = ref _ops[strand.At];
            ref var invocation = ref _invocations[strand.Invocation];
            var alone = invocation.Running == 1 && _alone;
            if (op.Code >= OpCode.Invoke && at > _now)
            {
                _events.Add(at, EventKind.Resume, id);
                return;
            }
            strand.At++;
            switch (op.Code)
            {
                case OpCode.FirstCpu:
                    ref var word = ref _instances[invocation.Instance].FirstDone[op.A >> 6];
                    if ((word >> op.A & 1) != 0)
                        break;
                    word |= 1UL << op.A;
                    goto case OpCode.Cpu;
                case OpCode.Cpu:
                    var work = op.B == 0 ? op.Work : FirstWork(_instances[invocation.Instance], op.Work);
                    if (op.Noise is { } cpuNoise)
                        work *= cpuNoise.Next(_noise);
                    if (op.Soft)
                        work *= invocation.WarmUp;
                    invocation.CpuMs += work;
                    var instance = _instances[invocation.Instance];
                    if (!alone)
                    {
                        Compute(instance, id, op.Threads, work);
                        return;
                    }
                    at = ComputeAlone(instance, at, op.Threads, work);
                    break;
                case OpCode.YoungCpu:
                    var compiling = op.Work * _young[Math.Min(invocation.Age, _young.Length - 1)];
                    invocation.CpuMs += compiling;
                    var young = _instances[invocation.Instance];
                    compiling *= young.Function.YoungShare;
                    if (compiling <= 0)
                        break;
                    if (!alone)
                    {
                        Compute(young, id, op.Threads, compiling);
                        return;
                    }
                    at = ComputeAlone(young, at, op.Threads, compiling);
                    break;
                case OpCode.Wait:
                    at += op.Noise is { } waitNoise ? op.Work * waitNoise.Next(_noise) : op.Work;
                    if (alone)
                        break;
                    _events.Add(at, EventKind.Resume, id);
                    return;
                case OpCode.Jump:
                    if (op.Work >= 1 || _noise.NextDouble() < op.Work)
                        strand.At = op.A;
                    break;
                case OpCode.CallBegin:
                    _recorder!.CallBegin(strand.Invocation, id, op.A, at);
                    break;
                case OpCode.CallEnd:
                    _recorder!.CallEnd(strand.Invocation, id, op.A, at);
                    break;
                case OpCode.Invoke:
                    strand.WaitsSince = _now;
                    Arrive(NewInvocation(op.A, id, invocation.Root, strand.Invocation));
                    return;
                case OpCode.Enqueue:
                    var queued = NewInvocation(op.A, None, invocation.Root, strand.Invocation);
                    _invocations[queued].IsAsync = true;
                    _events.Add(_now + _model.DispatchMs * _dispatchNoise.Next(_noise), EventKind.Arrive, queued);
                    break;
                case OpCode.Fork:
                    strand.Children = op.B;
                    invocation.Running += op.B - 1;
                    var forking = strand.Invocation;
                    var forkingIn = _instances[invocation.Instance];
                    forkingIn.Forking++;
                    // No reference survives this: a branch may grow the pools.
                    for (var i = 0; i < op.B; i++)
                        Branch(forking, _program.Branches[op.A + i], id);
                    if (--forkingIn.Forking == 0)
                        Schedule(forkingIn);
                    return;
                case OpCode.Detach:
                    invocation.Running++;
                    invocation.Pending++;
                    Branch(strand.Invocation, op.A, None);
                    break;
                case OpCode.End:
                    var (parent, of) = (strand.Parent, strand.Invocation);
                    _strands.Return(id);
                    if (parent != None && --_strands[parent].Children == 0)
                    {
                        // The strand that forked takes the place of its last branch.
                        id = parent;
                        break;
                    }
                    invocation.Running--;
                    if (parent == None && --invocation.Pending == 0)
                        Finish(of);
                    return;
            }
        }
    }

    /// <summary>What a task costs the first time, without what others in the instance have paid for already.</summary>
    private double FirstWork(Instance instance, double work)
    {
        var beyond = Math.Max(0, work - instance.FirstMost);
        instance.FirstMost += beyond;
        return (1 - _model.FirstOverlap) * work + _model.FirstOverlap * beyond;
    }

    private void Branch(int invocation, int at, int parent)
    {
        var strand = _strands.Take();
        _strands[strand] = new() { Invocation = invocation, At = at, Parent = parent };
        Walk(strand);
    }

    private void Compute(Instance instance, int strand, int threads, double work)
    {
        Advance(instance);
        instance.Add(new() { Strand = strand, Threads = threads, End = instance.PerThread + work / threads });
        if (instance.Forking == 0)
            Schedule(instance);
    }

    /// <summary>When a computation ends that has the instance for itself.</summary>
    private double ComputeAlone(Instance instance, double at, int threads, double work)
    {
        var function = instance.Function;
        var used = Math.Min(threads, function.Cores);
        var above = used - function.Cpus;
        var credit = Math.Min(function.MaxCredit, instance.Credit + (at - instance.LookedAt) * function.Cpus);
        double end;
        if (above <= 0 || work <= credit / above * used)
        {
            end = at + work / used;
            instance.Credit = Math.Min(function.MaxCredit, credit - (end - at) * above);
        }
        else
        {
            var fastMs = credit / above;
            end = at + fastMs + (work - fastMs * used) / function.Cpus * Slowdown(threads);
            instance.Credit = 0;
        }
        instance.LookedAt = end;
        return end;
    }

    private double Slowdown(int threads) => threads <= _model.SmoothThreads ? 1 : 1 + (threads - _model.SmoothThreads) * _model.Oversubscription;

    /// <summary>Counts what the jobs have computed since the last look.</summary>
    private void Advance(Instance instance)
    {
        var passed = _now - instance.LookedAt;
        instance.LookedAt = _now;
        var function = instance.Function;
        if (instance.JobCount == 0)
        {
            instance.Credit = Math.Min(function.MaxCredit, instance.Credit + passed * function.Cpus);
            return;
        }
        var fast = Math.Min(passed, instance.FastMs);
        instance.PerThread += fast * instance.FastRate + (passed - fast) * instance.SlowRate;
        instance.FastMs -= fast;
        instance.Credit = Math.Clamp(instance.Credit - fast * instance.CreditUse, 0, function.MaxCredit);
    }

    /// <summary>Finds out how fast the instance's jobs are from now on and which is the first to end.</summary>
    private void Schedule(Instance instance)
    {
        if (instance.JobCount == 0)
            return;
        var function = instance.Function;
        var threads = 0;
        var end = double.MaxValue;
        foreach (ref readonly var job in instance.Jobs.AsSpan(0, instance.JobCount))
        {
            threads += job.Threads;
            if (job.End < end)
                end = job.End;
        }
        // At first as fast as the cores allow, on credit; then at the function's share.
        var used = Math.Min(threads, function.Cores);
        instance.FastRate = used / threads;
        instance.SlowRate = Math.Min(used, function.Cpus) / threads;
        if (function.Cpus < used)
            instance.SlowRate /= Slowdown(threads);
        instance.CreditUse = used - function.Cpus;
        instance.FastMs = instance.CreditUse <= 0 ? double.MaxValue : instance.Credit / instance.CreditUse;
        var least = Math.Max(0, end - instance.PerThread);
        var inFast = instance.FastMs * instance.FastRate;
        var needed = least <= inFast ? least / instance.FastRate : instance.FastMs + (least - inFast) / instance.SlowRate;
        instance.DoneAt = _now + needed;
        // An event that comes too early looks again; only one that would come too late is replaced.
        if (instance.LooksAt <= instance.DoneAt)
            return;
        instance.LooksAt = instance.DoneAt;
        _events.Add(instance.DoneAt, EventKind.CpuDone, instance.Id, ++instance.Stamp);
    }

    private void CpuDone(Instance instance)
    {
        instance.LooksAt = double.MaxValue;
        if (instance.DoneAt > _now)
        {
            if (instance.JobCount > 0)
            {
                instance.LooksAt = instance.DoneAt;
                _events.Add(instance.DoneAt, EventKind.CpuDone, instance.Id, ++instance.Stamp);
            }
            return;
        }
        Advance(instance);
        if (instance.JobCount == 1)
        {
            var only = instance.Jobs[0].Strand;
            instance.JobCount = 0;
            Walk(only);
            return;
        }
        // Jobs that end at the same moment go on together, in the order in which they came.
        Span<int> done = stackalloc int[16];
        var count = 0;
        for (var i = 0; i < instance.JobCount && count < done.Length;)
        {
            if (instance.Jobs[i].End > instance.PerThread + 1e-9)
            {
                i++;
                continue;
            }
            done[count++] = instance.Jobs[i].Strand;
            instance.RemoveAt(i);
        }
        instance.Forking++;
        foreach (var strand in done[..count])
            Walk(strand);
        if (--instance.Forking == 0)
            Schedule(instance);
    }

    private void Finish(int id)
    {
        var invocation = _invocations[id];
        var instance = _instances[invocation.Instance];
        var function = instance.Function;
        instance.IdleSince = _now;
        if (instance.Active-- >= _model.RequestsPerInstance)
            function.Available.Push(instance);

        var durationMs = _now - invocation.Started;
        var billedMs = Math.Ceiling(durationMs + (invocation.IsCold && _model.BillInit ? invocation.InitMs : 0));
        var failure = _program.Entries[invocation.Entry].FailureProbability;
        var failed = invocation.Failed || (failure > 0 && _noise.NextDouble() < failure);
        _totals.Add(invocation.Function, invocation.IsCold, durationMs, billedMs, failed);
        _recorder?.Finish(id, invocation, durationMs, billedMs, failed);
        _invocations.Return(id);
        Answer(invocation, failed, billedMs);
    }

    /// <summary>What an invocation's end means to whoever asked for it.</summary>
    private void Answer(in Invocation invocation, bool failed, double billedMs)
    {
        if (invocation.Caller != None)
        {
            ref var caller = ref _strands[invocation.Caller];
            _totals.AddDoubleBilled(_now - caller.WaitsSince);
            if (failed)
                _invocations[caller.Invocation].Failed = true;
            Walk(invocation.Caller);
        }
        else if (!invocation.IsAsync)
        {
            _totals.AddRoot(billedMs, _now - invocation.Arrived + _model.EntryMs, failed);
        }
        else if (failed && invocation.Attempt + 1 < _model.AsyncAttempts)
        {
            var again = NewInvocation(invocation.Entry, None, invocation.Root, None);
            ref var next = ref _invocations[again];
            (next.IsAsync, next.Attempt, next.Parent) = (true, invocation.Attempt + 1, invocation.Parent);
            _events.Add(_now + _model.AsyncRetrySeconds * 1000 * next.Attempt, EventKind.Arrive, again);
        }
    }

    /// <summary>No instance and no right to start one: asynchronous invocations wait in the queue, others are tried again by the client.</summary>
    private void Throttle(int id)
    {
        ref var invocation = ref _invocations[id];
        _totals.AddThrottle();
        invocation.Throttled++;
        if (invocation.IsAsync)
        {
            _events.Add(_now + 1000 * Math.Min(300, 1 << Math.Min(8, invocation.Throttled - 1)), EventKind.Arrive, id);
        }
        else if (invocation.Caller != None && invocation.Throttled < 5)
        {
            _events.Add(_now + 50 * (1 << invocation.Throttled) * (0.5 + _noise.NextDouble()), EventKind.Arrive, id);
        }
        else
        {
            var lost = invocation;
            _invocations.Return(id);
            Answer(lost, failed: true, billedMs: 0);
        }
    }

    private void Retire(Function function)
    {
        while (function.Available.TryPop(out var instance))
            Discard(function, instance);
    }

    private void Discard(Function function, Instance instance)
    {
        function.Running--;
        // An event that is still to come for it is void.
        instance.Stamp++;
        _freeInstances.Push(instance.Id);
    }

    internal struct Invocation
    {
        public int Entry;
        public int Function;
        public int Instance;

        /// <summary>The strand that waits for the result, if any does.</summary>
        public int Caller;
        public int Root;
        public int Parent;
        public int Serial;

        /// <summary>Strands that the invocation's end waits for, and strands that don't wait for branches of theirs.</summary>
        public int Pending;
        public int Running;
        public int Attempt;
        public int Age;
        public int Throttled;
        public bool IsAsync;
        public bool IsCold;
        public bool Failed;
        public double Arrived;
        public double Started;
        public double InitMs;
        public double CpuMs;
        public double WarmUp;
    }

    private struct Strand
    {
        public int Invocation;
        public int At;

        /// <summary>The strand that has forked this one and waits for it.</summary>
        public int Parent;
        public int Children;
        public double WaitsSince;
    }

    internal struct Job
    {
        public int Strand;
        public int Threads;

        /// <summary>The instance's <see cref="Instance.PerThread"/> at which the job is done.</summary>
        public double End;
    }

    internal sealed class Function(ProgramFunction program, LambdaModel model)
    {
        private double _mayStart = model.ScaleOutPer10s;
        private double _countedAt;

        public ProgramFunction Program { get; } = program;
        public double Cpus { get; } = model.Cpus(program.MemoryMB);
        public double Cores { get; } = Math.Max(2, Math.Ceiling(model.Cpus(program.MemoryMB)));
        public double YoungShare { get; } = model.YoungShare(program.MemoryMB);
        public double MaxCredit { get; } = model.Cpus(program.MemoryMB) * Math.Max(0, 1 - model.Cpus(program.MemoryMB) / 2) * model.BurstMs;
        public int SlotWords { get; } = (program.Slots + 63) / 64;
        public Stack<Instance> Available { get; } = new();
        public int Running { get; set; }

        public bool MayStart(double now, LambdaModel model)
        {
            _mayStart = Math.Min(model.ScaleOutPer10s, _mayStart + (now - _countedAt) * model.ScaleOutPer10s / 10_000);
            _countedAt = now;
            if (Running >= model.MaxInstances || _mayStart < 1)
                return false;
            _mayStart--;
            return true;
        }
    }

    internal sealed class Instance(int id)
    {
        public int Id { get; } = id;

        /// <summary>Its place among all that were started; the id is used again.</summary>
        public int Serial { get; set; }
        public Function Function { get; set; } = null!;
        public int Active { get; set; }
        public int Served { get; set; }
        public int Stamp { get; set; }
        public double IdleSince { get; set; }
        public bool OpenWhenReady { get; set; }

        /// <summary>One bit per thing that costs more the first time.</summary>
        public ulong[] FirstDone { get; set; } = [];

        /// <summary>The most that a task has cost the first time.</summary>
        public double FirstMost { get; set; }

        // What computes in the instance now.
        public Job[] Jobs = new Job[2];
        public int JobCount;
        public double LookedAt;

        /// <summary>CPU time that every thread that always computed would have had. All threads get the same, so a job's end is known from its begin.</summary>
        public double PerThread;

        /// <summary>When the first of them ends, and when an event looks whether it has.</summary>
        public double DoneAt;
        public double LooksAt = double.MaxValue;

        /// <summary>Above zero while jobs are being added or taken: the next end is found out after the last of them.</summary>
        public int Forking;

        /// <summary>CPU time that may be used above the share before the share binds.</summary>
        public double Credit;

        // Per thread and ms: for the first FastMs after the last look, and after them.
        public double FastMs;
        public double FastRate;
        public double SlowRate;
        public double CreditUse;

        public void Add(in Job job)
        {
            if (JobCount == Jobs.Length)
                Array.Resize(ref Jobs, JobCount * 2);
            Jobs[JobCount++] = job;
        }

        public void RemoveAt(int index)
        {
            JobCount--;
            Array.Copy(Jobs, index + 1, Jobs, index, JobCount - index);
        }

        public void Clear()
        {
            Served = 0;
            JobCount = 0;
            LooksAt = double.MaxValue;
            OpenWhenReady = false;
            FirstMost = 0;
            Array.Clear(FirstDone);
        }
    }

    /// <summary>Structs that are used again, addressed by number.</summary>
    private struct Pool<T>(int size) where T : struct
    {
        private T[] _items = new T[size];
        private int[] _free = new int[size];
        private int _freeCount;
        private int _used;

        public readonly ref T this[int id] => ref _items[id];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Take()
        {
            if (_freeCount > 0)
                return _free[--_freeCount];
            if (_used == _items.Length)
                Array.Resize(ref _items, _used * 2);
            return _used++;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Return(int id)
        {
            if (_freeCount == _free.Length)
                Array.Resize(ref _free, _freeCount * 2);
            _free[_freeCount++] = id;
        }
    }
}
