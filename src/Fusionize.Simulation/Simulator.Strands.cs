namespace Fusionize.Simulation;

// Runs strands through their operations.
public sealed partial class Simulator
{
    private readonly Op[] _ops;
    private readonly NoiseTable _dispatchNoise;
    private readonly double[] _young;
    private readonly bool _oneAtATime;
    private readonly int[] _done = new int[16];

    private Pool<Strand> _strands = new(256);

    /// <summary>Runs the strand until it waits or ends.</summary>
    /// <remarks>
    /// While nothing else happens in the instance, the strand runs ahead of the clock (<c>at</c>). It needs no event until an operation has effects
    /// outside the strand.
    /// </remarks>
    private void Walk(int id)
    {
        var at = _now;
        while (true)
        {
            ref var strand = ref _strands[id];
            ref readonly var op = ref _ops[strand.At];
            if (op.Code >= OpCode.Invoke && at > _now)
            {
                _events.Add(at, EventKind.Resume, id);
                return;
            }
            strand.At++;
            ref var invocation = ref _invocations[strand.Invocation];
            switch (op.Code)
            {
                case OpCode.Cpu or OpCode.FirstCpu or OpCode.YoungCpu:
                    var instance = _instances[invocation.Instance];
                    if (!NeedsCpu(op, ref invocation, instance, out var work))
                        break;
                    if (!IsAlone(invocation))
                    {
                        instance.Cpu.Add(_now, id, op.Threads, work);
                        Schedule(instance);
                        return;
                    }
                    at = instance.Cpu.ComputeAlone(at, op.Threads, work);
                    break;
                case OpCode.Wait:
                    at += op.Noise is { } noise ? op.Work * noise.Next(_noise) : op.Work;
                    if (IsAlone(invocation))
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
                    Enqueue(op.A, invocation.Root, strand.Invocation);
                    break;
                case OpCode.Fork:
                    Fork(id, op.A, op.B);
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
                        // The forking strand continues in place of its last branch.
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

    /// <summary>Whether nothing else can happen in the invocation's instance.</summary>
    private bool IsAlone(in SimulatedInvocation invocation) => invocation.Running == 1 && _oneAtATime;

    /// <param name="work">CPU time in ms.</param>
    private bool NeedsCpu(in Op op, ref SimulatedInvocation invocation, SimulatedInstance instance, out double work)
    {
        work = op.Work;
        if (op.Code == OpCode.YoungCpu)
        {
            work *= _young[Math.Min(invocation.Age, _young.Length - 1)];
            invocation.CpuMs += work;
            work *= instance.Function.YoungShare;
            return work > 0;
        }
        if (op.Code == OpCode.FirstCpu)
        {
            if (!instance.IsFirst(op.A))
                return false;
            if (op.B != 0)
                work = instance.FirstWork(work, _model.FirstOverlap);
        }
        if (op.Noise is { } noise)
            work *= noise.Next(_noise);
        if (op.Soft)
            work *= invocation.WarmUp;
        invocation.CpuMs += work;
        return true;
    }

    private void Enqueue(int entry, int root, int parent)
    {
        var queued = NewInvocation(entry, None, root, parent);
        _invocations[queued].IsAsync = true;
        _events.Add(_now + _model.DispatchMs * _dispatchNoise.Next(_noise), EventKind.Arrive, queued);
    }

    private void Fork(int id, int table, int branches)
    {
        ref var strand = ref _strands[id];
        strand.Children = branches;
        ref var invocation = ref _invocations[strand.Invocation];
        invocation.Running += branches - 1;
        var of = strand.Invocation;
        var instance = _instances[invocation.Instance];
        instance.Changing++;
        // References are invalid after this: a branch may grow the pools.
        foreach (var branch in _program.Branches.AsSpan(table, branches))
            Branch(of, branch, id);
        instance.Changing--;
        Schedule(instance);
    }

    private void Branch(int invocation, int at, int parent)
    {
        var strand = _strands.Take();
        _strands[strand] = new()
        {
            Invocation = invocation,
            At = at,
            Parent = parent,
        };
        Walk(strand);
    }

    /// <summary>Makes sure that an event is pending for the end of the instance's first job.</summary>
    private void Schedule(SimulatedInstance instance)
    {
        if (instance.Changing > 0 || instance.Cpu.IsIdle)
            return;
        instance.DoneAt = instance.Cpu.FirstEnd(_now);
        // An event that is too early checks again; only one that is too late is replaced.
        if (instance.LooksAt > instance.DoneAt)
            LookWhenDone(instance);
    }

    private void LookWhenDone(SimulatedInstance instance)
    {
        instance.LooksAt = instance.DoneAt;
        _events.Add(instance.DoneAt, EventKind.CpuDone, instance.Id, ++instance.Stamp);
    }

    private void CpuDone(SimulatedInstance instance)
    {
        instance.LooksAt = double.MaxValue;
        if (instance.DoneAt > _now)
        {
            if (!instance.Cpu.IsIdle)
                LookWhenDone(instance);
            return;
        }
        var count = instance.Cpu.TakeDone(_now, _done);
        if (count == 1 && instance.Cpu.IsIdle)
        {
            Walk(_done[0]);
            return;
        }
        // Jobs that end at the same time continue together, in the order of their starts.
        instance.Changing++;
        foreach (var strand in _done.AsSpan(0, count))
            Walk(strand);
        instance.Changing--;
        Schedule(instance);
    }
}
