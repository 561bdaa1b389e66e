namespace Fusionize.Simulation;

// The life of an invocation: it arrives, finds or starts an instance, ends, and answers.
public sealed partial class Simulator
{
    private readonly NoiseTable _initNoise;
    private readonly double[] _warmUp;
    private readonly Stack<int> _freeInstances = new();

    private Pool<SimulatedInvocation> _invocations = new(256);
    private SimulatedInstance[] _instances = new SimulatedInstance[64];
    private int _instanceCount;
    private int _started;

    private int NewInvocation(int entry, int caller, int root, int parent)
    {
        var id = _invocations.Take();
        ref var invocation = ref _invocations[id];
        invocation = default;
        invocation.Entry = entry;
        invocation.Function = _program.Entries[entry].Function;
        invocation.Caller = caller;
        invocation.Root = root;
        invocation.Parent = parent == None ? None : _invocations[parent].Serial;
        invocation.Serial = _totals.NextSerial();
        invocation.Arrived = _now;
        return id;
    }

    /// <summary>The invocation reaches its function: the most recently used instance that is free takes it, or a new one starts.</summary>
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
        if (function.MayStart(_now))
            Start(id, function);
        else
            Throttle(id);
    }

    private void Start(int id, SimulatedFunction function)
    {
        var instance = FreeInstance();
        instance.Start(function, _started++);
        instance.OpenWhenReady = _model.RequestsPerInstance > 1;
        function.Running++;
        ref var invocation = ref _invocations[id];
        invocation.IsCold = true;
        invocation.InitMs = function.InitMs * _initNoise.Next(_noise);
        _events.Add(_now + invocation.InitMs, EventKind.InstanceReady, instance.Id, id);
    }

    private SimulatedInstance FreeInstance()
    {
        if (_freeInstances.TryPop(out var free))
            return _instances[free];
        if (_instanceCount == _instances.Length)
            Array.Resize(ref _instances, _instanceCount * 2);
        return _instances[_instanceCount] = new(_instanceCount++);
    }

    private void Begin(int id, SimulatedInstance instance)
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
        _strands[strand] = new()
        {
            Invocation = id,
            At = _program.Entries[invocation.Entry].Start,
            Parent = None,
        };
        _recorder?.Begin(id, _now, instance.Serial);
        Walk(strand);
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

    /// <summary>Tells the caller or client that an invocation has ended.</summary>
    private void Answer(in SimulatedInvocation invocation, bool failed, double billedMs)
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
            _totals.AddRoot(invocation.Function, billedMs, _now - invocation.Arrived + _model.EntryMs, failed);
        }
        else if (failed && invocation.Attempt + 1 < _model.AsyncAttempts)
        {
            var again = NewInvocation(invocation.Entry, None, invocation.Root, None);
            ref var next = ref _invocations[again];
            (next.IsAsync, next.Attempt, next.Parent) = (true, invocation.Attempt + 1, invocation.Parent);
            _events.Add(_now + _model.AsyncRetrySeconds * 1000 * next.Attempt, EventKind.Arrive, again);
        }
    }

    /// <summary>No instance is free and none may be started: asynchronous invocations wait in the queue, others are retried by the client.</summary>
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

    private void Retire(SimulatedFunction function)
    {
        while (function.Available.TryPop(out var instance))
            Discard(function, instance);
    }

    private void Discard(SimulatedFunction function, SimulatedInstance instance)
    {
        function.Running--;
        // Its pending event is void.
        instance.Stamp++;
        _freeInstances.Push(instance.Id);
    }
}
