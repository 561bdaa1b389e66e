using System.Diagnostics;
using Fusionize.Local.Functions;
using Fusionize.Local.Logs;

namespace Fusionize.Local.Execution;

/// <summary>One execution environment of a function version.</summary>
/// <remarks>
/// INIT lasts from the process's start to its first request for work and runs at full CPU. As on Lambda, an invocation lasts from its delivery to the
/// runtime's next request for work, but its caller gets the response at once. All state is guarded by the pool's gate.
/// </remarks>
internal sealed class Instance
{
    private readonly InstancePool _pool;
    private readonly ExecutionServices _services;
    private readonly FunctionConfiguration _function;
    private readonly InstanceLifecycle _life;
    private readonly InstanceWork _work;
    private readonly InstanceLog _log;
    private readonly LogLines _lines;
    private readonly InvocationBook _book;
    private readonly InitPhase _init;
    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Sandbox? _sandbox;
    private long _lastUsed = Stopwatch.GetTimestamp();

    /// <param name="turn">Disposed at the end of INIT.</param>
    public Instance(InstancePool pool, IDisposable turn, bool secondAttempt)
    {
        _pool = pool;
        _init = new(turn, secondAttempt);
        _services = pool.Services;
        _function = pool.Version.Configuration;
        _life = new(pool.Gate);
        _work = new(pool.Gate);
        _log = new(_services.Logs, _function.LogGroup, pool.Version.Version, _id);
        _lines = LogLines.For(_function);
        _book = new(pool, _log, _lines);
    }

    public int MemoryMB => _function.MemoryMB;

    /// <summary>Completes when the process has ended and its resources are freed.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Whether a request for work is open. The caller must hold the gate.</summary>
    public bool IsPolling => _work.IsPolling;

    /// <summary>When an instance without work was last used; null while it is working, starting or ending.</summary>
    public long? IdleSince
    {
        get
        {
            lock (_pool.Gate)
                return IsIdle ? _lastUsed : null;
        }
    }

    /// <summary>Whether its end has begun.</summary>
    public bool IsEnding
    {
        get
        {
            lock (_pool.Gate)
                return _life.State >= InstanceState.Ending;
        }
    }

    /// <summary>What it does now. The caller must hold the gate.</summary>
    public InstanceActivity Activity =>
        _life.State switch
        {
            InstanceState.Init => InstanceActivity.Starting,
            InstanceState.Serving => _work.IsEmpty ? InstanceActivity.Idle : InstanceActivity.Busy,
            _ => InstanceActivity.Ending,
        };

    private bool IsIdle => _life.State == InstanceState.Serving && _work.IsEmpty;

    // ---- start

    /// <summary>Starts the process. Errors fail the assigned invocation, never the platform.</summary>
    public async void Start()
    {
        try
        {
            _log.Write(null, _lines.InitStart(_pool.Version.Version));
            await StartAsync();
        }
        catch (Exception e)
        {
            _services.Settings.Log?.Invoke($"{_function.Name}: can't start an instance: {e.Message}");
            _log.Write(null, _lines.Fault($"Error: {e.Message}"));
            Ended(-1);
        }
    }

    private async Task StartAsync()
    {
        var directory = _pool.Version.Package.Directory;
        var command = FunctionCommand.For(_function, directory);
        if (command.Problem is { } problem)
        {
            Refuse(problem);
            return;
        }
        var sandbox = new Sandbox(_services, _id, this, Ended);
        lock (_pool.Gate)
        {
            _sandbox = sandbox;
            if (_life.State == InstanceState.Ending)
                sandbox.Kill();
            var limit = _init.IsSecondAttempt ? TimeSpan.FromSeconds(_function.TimeoutSeconds) : _services.Settings.InitTimeout;
            _init.Limit(limit, () => End(EndCause.InitTimedOut));
        }
        if (_init.IsSecondAttempt)
            LimitCpu(sandbox); // the second INIT is part of the invocation on Lambda
        var environment = FunctionEnvironment.For(
            _function,
            _pool.Version.Version,
            directory,
            _log.Group,
            _log.Stream,
            sandbox.Address,
            _services.Settings.Region,
            _services.Settings.RequestsPerInstance,
            _services.Settings.Environment
        );
        await sandbox.StartAsync(command.Parts, directory, environment, WriteOutput);
    }

    /// <summary>The package can't be started, and a second attempt would not change that.</summary>
    private void Refuse(string problem)
    {
        lock (_pool.Gate)
        {
            if (_life.TryEnd(EndCause.CannotStart))
            {
                var error = FunctionErrors.InvalidEntrypoint(_work.FirstPending?.RequestId ?? "", problem);
                _init.Error = new(error, FunctionErrors.InvalidEntrypointType);
            }
        }
        _log.Write(null, _lines.Fault($"Error: {problem}"));
        Ended(-1);
    }

    // ---- work

    /// <summary>The caller must hold the gate.</summary>
    public void Assign(Invocation invocation)
    {
        _work.Add(invocation);
        _lastUsed = Stopwatch.GetTimestamp();
        Deliver();
        OfferRoom();
    }

    /// <summary>The caller must hold the gate.</summary>
    private void Deliver()
    {
        while (_work.TryMatch(out var invocation, out var poller))
        {
            _book.Open(invocation, Stopwatch.GetTimestamp());
            invocation.DeadlineUnixMs = LogStore.Now + _function.TimeoutSeconds * 1000L;
            var limit = TimeSpan.FromSeconds(_function.TimeoutSeconds);
            invocation.Timeout = new Timer(_ => TimeOut(invocation), null, limit, Timeout.InfiniteTimeSpan);
            poller.Deliver(invocation);
        }
    }

    /// <summary>Informs the pool that the instance can take another request. The caller must hold the gate.</summary>
    private void OfferRoom()
    {
        if (_life.State == InstanceState.Serving && _work.Load < _services.Settings.RequestsPerInstance)
            _pool.MakeAvailable(this);
    }

    /// <summary>Called when the runtime asks for work: INIT has ended, and so has the invocation that it has responded to.</summary>
    public Poller Poll()
    {
        Drain(); // output from before this request must precede END
        var poller = new Poller();
        lock (_pool.Gate)
        {
            if (_life.TryServe())
                EndInit();
            foreach (var done in _work.Answered())
                Close(done);
            if (_pool.Retired && _work.IsEmpty && _life.State == InstanceState.Serving)
            {
                // The request stays open, so that SIGTERM ends the runtime and not a broken connection.
                _work.Add(poller);
                RetireLocked();
                return poller;
            }
            if (_life.State != InstanceState.Serving)
            {
                poller.Cancel();
                return poller;
            }
            _work.Add(poller);
            Deliver();
            OfferRoom();
        }
        return poller;
    }

    /// <summary>Called when the runtime's connection broke while it was waiting for work.</summary>
    public void Abandon(Poller poller)
    {
        lock (_pool.Gate)
            _work.Remove(poller);
        poller.Cancel();
    }

    /// <summary>Called when the runtime's connection broke during the delivery of this invocation. The next request for work gets it.</summary>
    public void TakeBack(Invocation invocation)
    {
        lock (_pool.Gate)
        {
            if (_life.State == InstanceState.Gone || invocation.Responded || !_work.RemoveRunning(invocation))
                return;
            invocation.Timeout?.Dispose();
            _work.Add(invocation);
            Deliver();
        }
    }

    /// <summary>The running request with that id; null if there is none.</summary>
    public Invocation? Find(string requestId)
    {
        lock (_pool.Gate)
            return _work.FindUnanswered(requestId);
    }

    /// <summary>Called when the runtime responds. Returns false if it has no such request.</summary>
    public bool Respond(string requestId, InvocationResult result)
    {
        Invocation? invocation;
        lock (_pool.Gate)
        {
            invocation = _work.FindUnanswered(requestId);
            if (invocation is null)
                return false;
            _book.Answered(invocation, result);
            _lastUsed = Stopwatch.GetTimestamp();
            if (_services.Settings.RequestsPerInstance > 1)
                Close(invocation); // requests overlap, so the next one doesn't mean that this one has ended
            if (!_pool.Retired)
                OfferRoom();
        }
        invocation.Complete(result);
        return true;
    }

    /// <summary>The caller must hold the gate.</summary>
    private void EndInit()
    {
        _init.Dispose();
        Interlocked.Increment(ref _services.Counters.ColdStarts);
        if (_work.FirstPending is { } first)
            first.InitMs = _init.ElapsedMs;
        if (_sandbox is not { } sandbox)
            return;
        sandbox.PeakMemoryMB(now: true); // a request that ends the process has at least this measurement
        LimitCpu(sandbox);
    }

    private void LimitCpu(Sandbox sandbox)
    {
        try
        {
            sandbox.LimitCpu(_function.MemoryMB);
        }
        catch (IOException e)
        {
            _services.Settings.Log?.Invoke($"{_function.Name}: CPU share not set: {e.Message}");
        }
    }

    // ---- end

    /// <summary>Called when the runtime reports that it can't start.</summary>
    public void FailInit(InvocationResult error, string errorType)
    {
        lock (_pool.Gate)
        {
            if (_life.State != InstanceState.Init)
                return;
            _init.Error = new(error, errorType);
            EndLocked(EndCause.InitFailed);
        }
    }

    /// <summary>Ends the instance if it has no work.</summary>
    public void Retire()
    {
        lock (_pool.Gate)
        {
            if (IsIdle)
                RetireLocked();
        }
    }

    /// <summary>Ends the instance if it has had no work since then.</summary>
    public void RetireIfUnusedSince(long timestamp)
    {
        lock (_pool.Gate)
        {
            if (IsIdle && _lastUsed < timestamp)
                RetireLocked();
        }
    }

    /// <summary>Ends the instance in any case.</summary>
    public void Kill() => End(EndCause.NotNeeded);

    /// <summary>Checks the memory in use.</summary>
    /// <param name="enforce">Whether to end the instance if it uses more than the function's memory size.</param>
    public void WatchMemory(bool enforce)
    {
        Sandbox? sandbox;
        lock (_pool.Gate)
            sandbox = IsIdle ? null : _sandbox;
        if (sandbox is null)
            return;
        sandbox.PeakMemoryMB();
        if (enforce && sandbox.MemoryBytes() > (long)_function.MemoryMB << 20)
            End(EndCause.OutOfMemory);
    }

    private void TimeOut(Invocation invocation)
    {
        lock (_pool.Gate)
        {
            if (!_work.IsRunning(invocation))
                return;
            invocation.TimedOut = true;
            EndLocked(EndCause.RequestTimedOut);
        }
    }

    private void End(EndCause cause)
    {
        lock (_pool.Gate)
        {
            // INIT's timer may fire when INIT has just ended.
            if (cause != EndCause.InitTimedOut || _life.State == InstanceState.Init)
                EndLocked(cause);
        }
    }

    private void EndLocked(EndCause cause)
    {
        if (!_life.TryEnd(cause))
            return;
        _pool.Unavailable(this);
        _sandbox?.Kill();
    }

    /// <summary>Ends an idle instance. It has a short time for clean-up.</summary>
    private void RetireLocked()
    {
        if (!_life.TryEnd(EndCause.NotNeeded))
            return;
        _pool.Unavailable(this);
        if (_sandbox is { } sandbox && sandbox.TryTerminate())
            _ = KillLaterAsync(sandbox);
        else
            _sandbox?.Kill();
    }

    private async Task KillLaterAsync(Sandbox sandbox)
    {
        await Task.WhenAny(Gone, Task.Delay(_services.Settings.ShutDownLimit));
        if (!Gone.IsCompleted)
            sandbox.Kill();
    }

    /// <summary>Called when the process has ended. Its running requests fail, and its undelivered requests go to other instances.</summary>
    private void Ended(int exitCode)
    {
        Sandbox? sandbox;
        lock (_pool.Gate)
            sandbox = _sandbox;
        sandbox?.Close(); // without the lock, because this reads the rest of the output
        Invocation[] elsewhere;
        lock (_pool.Gate)
        {
            if (!_life.TryBury())
                return;
            _init.Dispose();
            _pool.Remove(this);
            var (running, pending, pollers) = _work.Clear();
            foreach (var poller in pollers)
                poller.Cancel();
            foreach (var invocation in running)
                FailRunning(invocation, exitCode);
            elsewhere = _life.Served ? pending : [.. pending.Where(i => !FailStarting(i, exitCode))];
        }
        foreach (var invocation in elsewhere)
            _pool.Place(invocation);
        sandbox?.Dispose();
        _gone.TrySetResult();
    }

    /// <summary>Ends an invocation whose process ended before it was completed. The caller must hold the gate.</summary>
    private void FailRunning(Invocation invocation, int exitCode)
    {
        var failure = invocation.TimedOut
            ? InstanceFailure.TimedOut(invocation.RequestId, _function.TimeoutSeconds)
            : InstanceFailure.Of(invocation.RequestId, _life.Cause ?? EndCause.Exited, exitCode);
        _book.Fail(invocation, failure, PeakMemoryMB);
    }

    /// <summary>
    /// Ends an invocation whose INIT failed. Lambda retries INIT once, as part of the invocation. Returns false if the retry is still to come. The
    /// caller must hold the gate.
    /// </summary>
    private bool FailStarting(Invocation invocation, int exitCode)
    {
        var cause = _life.Cause ?? EndCause.Exited;
        _log.Write(null, _lines.InitReport(_init.ElapsedMs, _init.Phase, InstanceFailure.OutcomeOfInit(_init.Error, cause)));
        invocation.FailedInits++;
        if (!_init.IsSecondAttempt && cause != EndCause.CannotStart)
            return false;
        _book.Open(invocation, _init.Started);
        var failure =
            cause == EndCause.InitTimedOut
                ? InstanceFailure.TimedOut(invocation.RequestId, _function.TimeoutSeconds)
                : InstanceFailure.OfInit(invocation.RequestId, _init.Error, cause, exitCode);
        _book.Fail(invocation, failure, PeakMemoryMB);
        return true;
    }

    /// <summary>The caller must hold the gate.</summary>
    private void Close(Invocation invocation)
    {
        _work.RemoveRunning(invocation);
        _book.Close(invocation, PeakMemoryMB, null);
    }

    private long PeakMemoryMB => _sandbox?.PeakMemoryMB() ?? 0;

    // ---- log

    private void Drain()
    {
        Sandbox? sandbox;
        lock (_pool.Gate)
            sandbox = _sandbox;
        sandbox?.Drain();
    }

    private void WriteOutput(ReadOnlySpan<byte> line)
    {
        if (line.Length == 0)
            return;
        Invocation? current = null;
        if (_services.Settings.RequestsPerInstance == 1)
        {
            lock (_pool.Gate)
                current = _work.FirstRunning;
        }
        _log.WriteOutput(current, line);
    }
}
