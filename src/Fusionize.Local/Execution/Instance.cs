using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Fusionize.Local.Cpu;
using Fusionize.Local.Lambda;
using Fusionize.Local.Logs;
using Fusionize.Local.Processes;
using Fusionize.Local.Server;

namespace Fusionize.Local.Execution;

/// <summary>
/// One execution environment: a process that runs a function version, its Runtime API endpoint, its CPU group, its log stream.
/// </summary>
/// <remarks>
/// INIT lasts from the process's start to its first request for work, at full CPU. An invocation lasts from its delivery to the runtime's
/// next request for work, as on Lambda, though its caller gets the answer as soon as there is one.
/// All state is guarded by the pool's gate.
/// </remarks>
internal sealed class Instance
{
    private readonly InstancePool _pool;
    private readonly ExecutionServices _services;
    private readonly FunctionConfiguration _function;
    private readonly LogGroup _logGroup;
    private readonly LogStream _logStream;
    private readonly IDisposable _turn;
    private readonly bool _secondAttempt;
    private readonly List<Invocation> _running = [];
    private readonly Queue<Invocation> _pending = [];
    private readonly Queue<Poller> _pollers = [];
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ICpuGroup? _cpu;
    private InstanceEndpoint? _endpoint;
    private FunctionProcess? _process;
    private OutputPipe? _output;
    private Timer? _initTimer;
    private long _started;
    private long _peakReadAt;
    private long _peakMemory;
    private double _initMs;
    private bool _ready;
    private bool _dead;
    private bool _killed;
    private bool _initTimedOut;
    private bool _outOfMemory;
    private int? _exitCode;
    private InvocationResult? _initError;
    private string? _initErrorType;
    private bool _hopeless;

    /// <param name="turn">Given back when INIT is over.</param>
    public Instance(InstancePool pool, IDisposable turn, bool secondAttempt)
    {
        _pool = pool;
        _turn = turn;
        _secondAttempt = secondAttempt;
        _services = pool.Services;
        _function = pool.Version.Configuration;
        Id = Guid.NewGuid().ToString("N");
        var now = DateTimeOffset.UtcNow;
        _logGroup = _services.Logs.GetOrAdd("/aws/lambda/" + _function.Name);
        _logStream = _logGroup.AddStream($"{now:yyyy/MM/dd}/[{pool.Version.Version}]{Id}", now.ToUnixTimeMilliseconds());
        LastUsed = Stopwatch.GetTimestamp();
    }

    public string Id { get; }
    public InstancePool Pool => _pool;
    public int MemoryMB => _function.MemoryMB;
    public int? ProcessId => _process?.Id;
    public long LastUsed { get; private set; }

    /// <summary>Done when the process has ended and is cleaned up after.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Under the gate: a request for work is open.</summary>
    public bool IsPolling => _pollers.Count > _pending.Count;

    public bool IsIdle
    {
        get
        {
            lock (_pool.Gate)
                return _ready && !_dead && !_killed && _pending.Count == 0 && _running.Count == 0;
        }
    }

    private int Load => _pending.Count + _running.Count(static i => !i.Responded);

    // ---- work in

    /// <summary>Under the gate.</summary>
    public void Assign(Invocation invocation)
    {
        _pending.Enqueue(invocation);
        LastUsed = Stopwatch.GetTimestamp();
        Deliver();
        if (_ready && Load < _services.Options.RequestsPerInstance)
            _pool.MakeAvailable(this);
    }

    /// <summary>Under the gate.</summary>
    private void Deliver()
    {
        while (_pending.Count > 0 && _pollers.Count > 0)
        {
            var invocation = _pending.Dequeue();
            _running.Add(invocation);
            invocation.Started = Stopwatch.GetTimestamp();
            invocation.DeadlineUnixMs = LogStore.Now + _function.TimeoutSeconds * 1000L;
            WriteLog(invocation, LogLines.Start(invocation.RequestId, _pool.Version.Version));
            invocation.Timeout = new Timer(_ => TimeOut(invocation), null, TimeSpan.FromSeconds(_function.TimeoutSeconds), System.Threading.Timeout.InfiniteTimeSpan);
            _pollers.Dequeue().Deliver(invocation);
        }
    }

    // ---- what the runtime asks for

    /// <summary>The runtime wants work: INIT is over, and so is the invocation it has answered.</summary>
    public Poller Poll()
    {
        _output?.Drain(); // what the function wrote before this request belongs before END
        var poller = new Poller();
        lock (_pool.Gate)
        {
            if (_dead || _killed)
            {
                poller.Cancel();
                return poller;
            }
            if (!_ready)
                EndInit();
            foreach (var done in _running.Where(static i => i.Responded).ToArray())
                Report(done, null);
            if (_pool.Retired && _pending.Count == 0 && _running.Count == 0)
            {
                poller.Cancel();
                KillLocked();
                return poller;
            }
            _pollers.Enqueue(poller);
            Deliver();
            if (Load < _services.Options.RequestsPerInstance)
                _pool.MakeAvailable(this);
        }
        return poller;
    }

    /// <summary>The runtime's connection broke while it waited.</summary>
    public void Abandon(Poller poller)
    {
        lock (_pool.Gate)
        {
            for (var left = _pollers.Count; left > 0; left--)
            {
                var other = _pollers.Dequeue();
                if (other != poller)
                    _pollers.Enqueue(other);
            }
        }
        poller.Cancel();
    }

    /// <summary>The runtime's connection broke while it was told of this invocation: the next request for work gets it.</summary>
    public void TakeBack(Invocation invocation)
    {
        lock (_pool.Gate)
        {
            if (_dead || invocation.Responded || !_running.Remove(invocation))
                return;
            invocation.Timeout?.Dispose();
            _pending.Enqueue(invocation);
            Deliver();
        }
    }

    /// <summary>The runtime answers. False when it has no such request.</summary>
    public bool Respond(string requestId, InvocationResult result)
    {
        Invocation? invocation;
        lock (_pool.Gate)
        {
            invocation = _running.Find(i => i.RequestId == requestId && !i.Responded);
            if (invocation is null || _dead)
                return false;
            invocation.Responded = true;
            LastUsed = Stopwatch.GetTimestamp();
            _pool.Leave();
            if (result.FunctionError is not null)
                Interlocked.Increment(ref _services.Counters.Errors);
            if (_services.Options.RequestsPerInstance > 1)
                Report(invocation, null); // requests overlap: the next one is no sign that this one is over
            if (!_killed && !_pool.Retired)
                _pool.MakeAvailable(this);
        }
        invocation.Complete(result);
        return true;
    }

    /// <summary>The runtime says that it can't start.</summary>
    public void FailInit(InvocationResult error, string errorType)
    {
        lock (_pool.Gate)
        {
            if (_ready)
                return;
            _initError = error;
            _initErrorType = errorType;
            KillLocked();
        }
    }

    /// <summary>Under the gate.</summary>
    private void EndInit()
    {
        _ready = true;
        _turn.Dispose();
        _initTimer?.Dispose();
        _initMs = Elapsed(_started);
        Interlocked.Increment(ref _services.Counters.ColdStarts);
        if (_pending.TryPeek(out var first))
            first.InitMs = _initMs;
        LimitCpu();
    }

    // ---- start

    /// <summary>Starts the process. Whatever goes wrong fails the assigned invocation, never the platform.</summary>
    public async void Start()
    {
        try
        {
            await StartAsync();
        }
        catch (Exception e)
        {
            _services.Options.Log?.Invoke($"{_function.Name}: can't start an instance: {e.Message}");
            WriteLog(null, $"Error: {e.Message}\n");
            Ended(-1);
        }
    }

    private async Task StartAsync()
    {
        _started = Stopwatch.GetTimestamp();
        WriteLog(null, LogLines.InitStart(_function.Runtime));
        var directory = _pool.Version.Package.Directory;
        var command = FunctionCommand.For(_function, directory);
        if (command.Problem is { } problem)
        {
            lock (_pool.Gate)
            {
                _hopeless = true;
                _initError = FunctionErrors.InvalidEntrypoint(_pending.TryPeek(out var first) ? first.RequestId : "", problem);
                _initErrorType = FunctionErrors.InvalidEntrypointType;
            }
            WriteLog(null, $"Error: {problem}\n");
            Ended(-1);
            return;
        }
        _cpu = _services.Cpu.Create(Id);
        if (_secondAttempt)
            LimitCpu(); // the second INIT is part of the invocation on Lambda
        _endpoint = _services.Transport.Open(this);
        var environment = FunctionEnvironment.For(_function, _pool.Version.Version, directory, _logGroup.Name, _logStream.Name, _endpoint.Address, _services.Options);
        var running = await _services.Launcher.StartAsync(command.Parts, directory, environment, _cpu.JoinFile, Exited);
        var pipe = _services.Output.Add(running.Output, Line);
        bool late;
        lock (_pool.Gate)
        {
            _process = running;
            _output = pipe;
            late = _exitCode is not null || _killed;
            var limit = _secondAttempt ? TimeSpan.FromSeconds(_function.TimeoutSeconds) : _services.Options.InitTimeout;
            if (!late && !_ready)
                _initTimer = new Timer(_ => InitTimeOut(), null, limit, System.Threading.Timeout.InfiniteTimeSpan);
        }
        if (_killed)
            running.Kill();
        if (_exitCode is { } code)
            Ended(code);
    }

    private void LimitCpu()
    {
        try
        {
            _cpu?.Limit(_function.MemoryMB);
        }
        catch (IOException e)
        {
            _services.Options.Log?.Invoke($"{_function.Name}: CPU share not set: {e.Message}");
        }
    }

    // ---- end

    /// <summary>Ends the instance when it has no work.</summary>
    public void Retire()
    {
        lock (_pool.Gate)
        {
            if (IsIdle)
                KillLocked();
        }
    }

    /// <summary>Ends the instance in any case.</summary>
    public void Kill()
    {
        lock (_pool.Gate)
            KillLocked();
    }

    public void CheckMemory()
    {
        var limit = (long)_function.MemoryMB << 20;
        if (_process is not { } current || ProcFs.Memory(current.Id) <= limit)
            return;
        lock (_pool.Gate)
        {
            _outOfMemory = true;
            KillLocked();
        }
    }

    private void KillLocked()
    {
        _killed = true;
        _pool.Unavailable(this);
        _process?.Kill();
    }

    private void TimeOut(Invocation invocation)
    {
        lock (_pool.Gate)
        {
            if (_dead || !_running.Contains(invocation))
                return;
            invocation.TimedOut = true;
            KillLocked();
        }
    }

    private void InitTimeOut()
    {
        lock (_pool.Gate)
        {
            if (_ready || _dead)
                return;
            _initTimedOut = true;
            KillLocked();
        }
    }

    private void Exited(int code)
    {
        lock (_pool.Gate)
        {
            _exitCode = code;
            if (_output is null)
                return; // StartAsync goes on and sees it
        }
        Ended(code);
    }

    /// <summary>The process is gone. Its unanswered request fails, its undelivered ones go elsewhere.</summary>
    private void Ended(int code)
    {
        _process?.KillRemains();
        _output?.Close();
        _process?.Release();
        _initTimer?.Dispose();
        List<Invocation> orphans;
        lock (_pool.Gate)
        {
            if (_dead)
                return;
            _dead = true;
            _turn.Dispose();
            _pool.Remove(this);
            foreach (var poller in _pollers)
                poller.Cancel();
            foreach (var invocation in _running.ToArray())
                FailRunning(invocation, code);
            orphans = [.. _pending];
            _pending.Clear();
        }
        foreach (var orphan in orphans)
        {
            if (_ready)
                _pool.Place(orphan);
            else
                FailInit(orphan, code);
        }
        _endpoint?.Dispose();
        _cpu?.Dispose();
        _process?.Dispose();
        _gone.TrySetResult();
    }

    /// <summary>Under the gate.</summary>
    private void FailRunning(Invocation invocation, int code)
    {
        string status;
        InvocationResult result;
        if (invocation.TimedOut)
        {
            status = "Status: timeout";
            result = FunctionErrors.TimedOut(invocation.RequestId, _function.TimeoutSeconds);
            Interlocked.Increment(ref _services.Counters.TimeOuts);
            WriteLog(invocation, LogLines.TimedOut(invocation.RequestId, _function.TimeoutSeconds));
        }
        else if (_outOfMemory)
        {
            status = $"Status: error\tError Type: {FunctionErrors.OutOfMemoryType}";
            result = FunctionErrors.OutOfMemory(invocation.RequestId);
            WriteLog(invocation, $"RequestId: {invocation.RequestId} Error: Runtime exited with error: signal: killed\n{FunctionErrors.OutOfMemoryType}\n");
        }
        else
        {
            var how = FunctionErrors.DescribeExit(code);
            status = $"Status: error\tError Type: {FunctionErrors.ExitErrorType}";
            result = FunctionErrors.Exited(invocation.RequestId, how);
            WriteLog(invocation, $"RequestId: {invocation.RequestId} Error: {how}\n{FunctionErrors.ExitErrorType}\n");
        }
        // An answered request stays answered; only its end was not reached.
        if (!invocation.Responded)
        {
            _pool.Leave();
            Interlocked.Increment(ref _services.Counters.Errors);
        }
        Report(invocation, status);
        invocation.Complete(result);
    }

    /// <summary>INIT failed with this invocation waiting. Lambda tries once more, as part of the invocation.</summary>
    private void FailInit(Invocation invocation, int code)
    {
        var how = FunctionErrors.DescribeExit(code);
        var type = _initTimedOut ? null : _initErrorType ?? (_outOfMemory ? FunctionErrors.OutOfMemoryType : FunctionErrors.ExitErrorType);
        WriteLog(null, LogLines.InitReport(Elapsed(_started), _secondAttempt ? "invoke" : "init", _initTimedOut ? "timeout" : "error", type));
        invocation.FailedInits++;
        if (!_secondAttempt && !_hopeless)
        {
            _pool.Place(invocation);
            return;
        }
        WriteLog(invocation, LogLines.Start(invocation.RequestId, _pool.Version.Version));
        InvocationResult result;
        if (_initTimedOut)
        {
            result = FunctionErrors.TimedOut(invocation.RequestId, _function.TimeoutSeconds);
            Interlocked.Increment(ref _services.Counters.TimeOuts);
            WriteLog(invocation, LogLines.TimedOut(invocation.RequestId, _function.TimeoutSeconds));
        }
        else
        {
            result = _initError ?? FunctionErrors.Exited(invocation.RequestId, how);
            WriteLog(invocation, $"RequestId: {invocation.RequestId} Error: {how}\n{type}\n");
        }
        _pool.Leave();
        Interlocked.Increment(ref _services.Counters.Errors);
        invocation.Started = _started;
        Report(invocation, _initTimedOut ? "Status: timeout" : $"Status: error\tError Type: {type}");
        invocation.Complete(result);
    }

    // ---- log

    private void Line(ReadOnlySpan<byte> line)
    {
        if (line.Length == 0)
            return;
        _services.Logs.Append(_logGroup, _logStream, line);
        if (_services.Options.RequestsPerInstance > 1)
            return;
        Invocation? current;
        lock (_pool.Gate)
            current = _running.Count > 0 ? _running[0] : null;
        if (current?.Tail is { } tail)
        {
            tail.Append(line);
            tail.Append("\n"u8);
        }
    }

    private void WriteLog(Invocation? invocation, string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        _services.Logs.Append(_logGroup, _logStream, bytes);
        invocation?.Tail?.Append(bytes);
    }

    /// <summary>Closes an invocation: END, REPORT, billing.</summary>
    private void Report(Invocation invocation, string? status)
    {
        _running.Remove(invocation);
        var duration = Elapsed(invocation.Started);
        var billed = LogLines.BilledMs(duration, invocation.InitMs);
        WriteLog(invocation, LogLines.End(invocation.RequestId));
        WriteLog(invocation, LogLines.Report(invocation.RequestId, duration, invocation.InitMs, _function.MemoryMB, PeakMemoryMB(), status));
        Interlocked.Add(ref _services.Counters.BilledMs, billed);
        Interlocked.Add(ref _services.Counters.BilledMegabyteMs, billed * _function.MemoryMB);
        Interlocked.Decrement(ref _services.Counters.Unreported);
        invocation.Finish();
    }

    /// <summary>Asked of the kernel a few times a second at most: it only ever grows.</summary>
    private long PeakMemoryMB()
    {
        var now = Stopwatch.GetTimestamp();
        if (_process is { } current && (_peakReadAt == 0 || Elapsed(_peakReadAt) > 250))
        {
            _peakReadAt = now;
            _peakMemory = Math.Max(_peakMemory, ProcFs.PeakMemory(current.Id));
        }
        return (_peakMemory + (1 << 20) - 1) >> 20;
    }

    private static double Elapsed(long since) => Stopwatch.GetElapsedTime(since).TotalMilliseconds;
}
