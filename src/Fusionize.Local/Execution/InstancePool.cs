using System.Diagnostics;
using Fusionize.Local.Protocol;

namespace Fusionize.Local.Execution;

/// <summary>The instances of one function version. Scales out when a request finds none free.</summary>
internal sealed class InstancePool(FunctionVersion version, ExecutionServices services)
{
    private readonly List<Instance> _available = []; // ordered by last use; the last one is taken first, so that the others can expire
    private readonly List<Instance> _instances = [];
    private readonly Queue<Invocation> _waiting = []; // for an instance that is yet to be started
    private long _invocations;

    /// <summary>Guards this pool and the state of its instances.</summary>
    public Lock Gate { get; } = new();

    public FunctionVersion Version { get; } = version;

    public ExecutionServices Services { get; } = services;

    /// <summary>
    /// Whether newer code or configuration has replaced this version. Its remaining requests are served, and then its instances end.
    /// </summary>
    public bool Retired { get; private set; }

    public int Count
    {
        get
        {
            lock (Gate)
                return _instances.Count;
        }
    }

    public PoolCounts Counts()
    {
        lock (Gate)
        {
            var byActivity = new int[4];
            foreach (var instance in _instances)
                byActivity[(int)instance.Activity]++;
            return new(byActivity[0], byActivity[1], byActivity[2], byActivity[3], _waiting.Count, Interlocked.Read(ref _invocations));
        }
    }

    /// <summary>Runs an invocation. Its <see cref="Invocation.Result"/> is the response. Throws if the platform is at its limit.</summary>
    public void Dispatch(Invocation invocation)
    {
        if (!Version.Concurrency.TryEnter())
            throw Throttle("ReservedFunctionConcurrentInvocationLimitExceeded");
        if (!Services.Counters.TryEnter())
        {
            Version.Concurrency.Exit();
            throw Throttle("ConcurrentInvocationLimitExceeded");
        }
        Interlocked.Increment(ref Services.Counters.Invocations);
        Interlocked.Increment(ref _invocations);
        Interlocked.Increment(ref Services.Counters.Unreported);
        Place(invocation);
    }

    private LambdaError Throttle(string reason)
    {
        Interlocked.Increment(ref Services.Counters.Throttles);
        return LambdaError.Throttled(reason);
    }

    /// <summary>Called when an accepted invocation has its response.</summary>
    public void Leave()
    {
        Version.Concurrency.Exit();
        Services.Counters.Exit();
    }

    /// <summary>Passes an accepted invocation to a free instance, or requests a new instance.</summary>
    public void Place(Invocation invocation)
    {
        lock (Gate)
        {
            if (Take() is { } free)
            {
                free.Assign(invocation);
                return;
            }
            _waiting.Enqueue(invocation);
        }
        _ = ScaleOutAsync();
    }

    /// <summary>
    /// Starts an instance for the longest waiting invocation. Lambda starts any number of instances at once. This machine has few CPUs, and more
    /// INITs than CPUs would only slow each other down. So the number of parallel INITs is limited. If an instance becomes free meanwhile, it takes
    /// the invocation.
    /// </summary>
    private async Task ScaleOutAsync()
    {
        IDisposable turn;
        try
        {
            turn = await Services.Inits.EnterAsync();
        }
        catch (OperationCanceledException)
        {
            lock (Gate)
            {
                if (_waiting.TryDequeue(out var lost))
                    lost.Fail(new LambdaError(500, "ServiceException", "The platform stops."));
            }
            return;
        }
        Instance? fresh = null;
        lock (Gate)
        {
            if (_waiting.TryDequeue(out var invocation))
            {
                fresh = new Instance(this, turn, secondAttempt: invocation.FailedInits > 0);
                _instances.Add(fresh);
                fresh.Assign(invocation);
            }
        }
        if (fresh is null)
        {
            turn.Dispose();
            return;
        }
        Services.Instances.Add(fresh);
        if (Services.Instances.Count > Services.Settings.MaxConcurrency / 2)
            Services.Instances.EvictIdle();
        fresh.Start();
    }

    /// <summary>Returns an instance that waits for work. If there is none, returns one that has responded and will soon ask for work.</summary>
    private Instance? Take()
    {
        var at = _available.FindLastIndex(static i => i.IsPolling);
        if (at < 0)
            at = _available.Count - 1;
        if (at < 0)
            return null;
        var taken = _available[at];
        _available.RemoveAt(at);
        return taken;
    }

    /// <summary>Called while <see cref="Gate"/> is held, when an instance can take a request.</summary>
    public void MakeAvailable(Instance instance)
    {
        _available.Remove(instance);
        if (_waiting.TryDequeue(out var next))
            instance.Assign(next);
        else
            _available.Add(instance);
    }

    /// <summary>Called while <see cref="Gate"/> is held, when an instance takes no more requests.</summary>
    public void Unavailable(Instance instance) => _available.Remove(instance);

    /// <summary>Called while <see cref="Gate"/> is held, when an instance has ended.</summary>
    public void Remove(Instance instance)
    {
        _available.Remove(instance);
        _instances.Remove(instance);
        Services.Instances.Remove(instance);
    }

    /// <summary>Called when no more requests will arrive. Instances end when they are free.</summary>
    public void Retire()
    {
        Instance[] all;
        lock (Gate)
        {
            Retired = true;
            all = [.. _instances];
        }
        foreach (var instance in all)
            instance.Retire();
    }

    public static long TicksBefore(TimeSpan span) => Stopwatch.GetTimestamp() - (long)(span.TotalSeconds * Stopwatch.Frequency);
}
