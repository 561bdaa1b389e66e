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
    private readonly InstancePool pool;
    private readonly ExecutionServices services;
    private readonly FunctionConfiguration function;
    private readonly LogGroup logGroup;
    private readonly LogStream logStream;
    private readonly IDisposable turn;
    private readonly bool secondAttempt;
    private readonly List<Invocation> running = [];
    private readonly Queue<Invocation> pending = [];
    private readonly Queue<Poller> pollers = [];
    private readonly TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ICpuGroup? cpu;
    private InstanceEndpoint? endpoint;
    private FunctionProcess? process;
    private OutputPipe? output;
    private Timer? initTimer;
    private long started;
    private long peakReadAt;
    private long peakMemory;
    private double initMs;
    private bool ready;
    private bool dead;
    private bool killed;
    private bool initTimedOut;
    private bool outOfMemory;
    private int? exitCode;
    private InvocationResult? initError;
    private string? initErrorType;
    private bool hopeless;

    /// <param name="turn">Given back when INIT is over.</param>
    public Instance(InstancePool pool, IDisposable turn, bool secondAttempt)
    {
        this.pool = pool;
        this.turn = turn;
        this.secondAttempt = secondAttempt;
        services = pool.Services;
        function = pool.Version.Configuration;
        Id = Guid.NewGuid().ToString("N");
        var now = DateTimeOffset.UtcNow;
        logGroup = services.Logs.GetOrAdd("/aws/lambda/" + function.Name);
        logStream = logGroup.AddStream($"{now:yyyy/MM/dd}/[{pool.Version.Version}]{Id}", now.ToUnixTimeMilliseconds());
        LastUsed = Stopwatch.GetTimestamp();
    }

    public string Id { get; }
    public InstancePool Pool => pool;
    public int MemoryMB => function.MemoryMB;
    public int? ProcessId => process?.Id;
    public long LastUsed { get; private set; }

    /// <summary>Done when the process has ended and is cleaned up after.</summary>
    public Task Gone => gone.Task;

    /// <summary>Under the gate: a request for work is open.</summary>
    public bool IsPolling => pollers.Count > pending.Count;

    public bool IsIdle
    {
        get
        {
            lock (pool.Gate)
                return ready && !dead && !killed && pending.Count == 0 && running.Count == 0;
        }
    }

    private int Load => pending.Count + running.Count(static i => !i.Responded);

    // ---- work in

    /// <summary>Under the gate.</summary>
    public void Assign(Invocation invocation)
    {
        pending.Enqueue(invocation);
        LastUsed = Stopwatch.GetTimestamp();
        Deliver();
        if (ready && Load < services.Options.RequestsPerInstance)
            pool.MakeAvailable(this);
    }

    /// <summary>Under the gate.</summary>
    private void Deliver()
    {
        while (pending.Count > 0 && pollers.Count > 0)
        {
            var invocation = pending.Dequeue();
            running.Add(invocation);
            invocation.Started = Stopwatch.GetTimestamp();
            invocation.DeadlineUnixMs = LogStore.Now + function.TimeoutSeconds * 1000L;
            WriteLog(invocation, LogLines.Start(invocation.RequestId, pool.Version.Version));
            invocation.Timeout = new Timer(_ => TimeOut(invocation), null, TimeSpan.FromSeconds(function.TimeoutSeconds), System.Threading.Timeout.InfiniteTimeSpan);
            pollers.Dequeue().Deliver(invocation);
        }
    }

    // ---- what the runtime asks for

    /// <summary>The runtime wants work: INIT is over, and so is the invocation it has answered.</summary>
    public Poller Poll()
    {
        output?.Drain(); // what the function wrote before this request belongs before END
        var poller = new Poller();
        lock (pool.Gate)
        {
            if (dead || killed)
            {
                poller.Cancel();
                return poller;
            }
            if (!ready)
                EndInit();
            foreach (var done in running.Where(static i => i.Responded).ToArray())
                Report(done, null);
            if (pool.Retired && pending.Count == 0 && running.Count == 0)
            {
                poller.Cancel();
                KillLocked();
                return poller;
            }
            pollers.Enqueue(poller);
            Deliver();
            if (Load < services.Options.RequestsPerInstance)
                pool.MakeAvailable(this);
        }
        return poller;
    }

    /// <summary>The runtime's connection broke while it waited.</summary>
    public void Abandon(Poller poller)
    {
        lock (pool.Gate)
        {
            for (var left = pollers.Count; left > 0; left--)
            {
                var other = pollers.Dequeue();
                if (other != poller)
                    pollers.Enqueue(other);
            }
        }
        poller.Cancel();
    }

    /// <summary>The runtime answers. False when it has no such request.</summary>
    public bool Respond(string requestId, InvocationResult result)
    {
        Invocation? invocation;
        lock (pool.Gate)
        {
            invocation = running.Find(i => i.RequestId == requestId && !i.Responded);
            if (invocation is null || dead)
                return false;
            invocation.Responded = true;
            LastUsed = Stopwatch.GetTimestamp();
            services.Counters.Exit();
            if (result.FunctionError is not null)
                Interlocked.Increment(ref services.Counters.Errors);
            if (services.Options.RequestsPerInstance > 1)
                Report(invocation, null); // requests overlap: the next one is no sign that this one is over
            if (!killed && !pool.Retired)
                pool.MakeAvailable(this);
        }
        invocation.Complete(result);
        return true;
    }

    /// <summary>The runtime says that it can't start.</summary>
    public void FailInit(InvocationResult error, string errorType)
    {
        lock (pool.Gate)
        {
            if (ready)
                return;
            initError = error;
            initErrorType = errorType;
            KillLocked();
        }
    }

    /// <summary>Under the gate.</summary>
    private void EndInit()
    {
        ready = true;
        turn.Dispose();
        initTimer?.Dispose();
        initMs = Elapsed(started);
        Interlocked.Increment(ref services.Counters.ColdStarts);
        if (pending.TryPeek(out var first))
            first.InitMs = initMs;
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
            services.Options.Log?.Invoke($"{function.Name}: can't start an instance: {e.Message}");
            WriteLog(null, $"Error: {e.Message}\n");
            Ended(-1);
        }
    }

    private async Task StartAsync()
    {
        started = Stopwatch.GetTimestamp();
        WriteLog(null, LogLines.InitStart(function.Runtime));
        var directory = pool.Version.Package.Directory;
        var command = FunctionCommand.For(function, directory);
        if (command.Problem is { } problem)
        {
            lock (pool.Gate)
            {
                hopeless = true;
                initError = FunctionErrors.InvalidEntrypoint(pending.TryPeek(out var first) ? first.RequestId : "", problem);
                initErrorType = FunctionErrors.InvalidEntrypointType;
            }
            WriteLog(null, $"Error: {problem}\n");
            Ended(-1);
            return;
        }
        cpu = services.Cpu.Create(Id);
        if (secondAttempt)
            LimitCpu(); // the second INIT is part of the invocation on Lambda
        endpoint = services.Transport.Open(this);
        var environment = FunctionEnvironment.For(function, pool.Version.Version, directory, logGroup.Name, logStream.Name, endpoint.Address, services.Options);
        var running = await services.Launcher.StartAsync(command.Parts, directory, environment, cpu.JoinFile, Exited);
        var pipe = services.Output.Add(running.Output, Line);
        bool late;
        lock (pool.Gate)
        {
            process = running;
            output = pipe;
            late = exitCode is not null || killed;
            var limit = secondAttempt ? TimeSpan.FromSeconds(function.TimeoutSeconds) : services.Options.InitTimeout;
            if (!late && !ready)
                initTimer = new Timer(_ => InitTimeOut(), null, limit, System.Threading.Timeout.InfiniteTimeSpan);
        }
        if (killed)
            running.Kill();
        if (exitCode is { } code)
            Ended(code);
    }

    private void LimitCpu()
    {
        try
        {
            cpu?.Limit(function.MemoryMB);
        }
        catch (IOException e)
        {
            services.Options.Log?.Invoke($"{function.Name}: CPU share not set: {e.Message}");
        }
    }

    // ---- end

    /// <summary>Ends the instance when it has no work.</summary>
    public void Retire()
    {
        lock (pool.Gate)
        {
            if (IsIdle)
                KillLocked();
        }
    }

    /// <summary>Ends the instance in any case.</summary>
    public void Kill()
    {
        lock (pool.Gate)
            KillLocked();
    }

    public void CheckMemory()
    {
        var limit = (long)function.MemoryMB << 20;
        if (process is not { } current || ProcFs.Memory(current.Id) <= limit)
            return;
        lock (pool.Gate)
        {
            outOfMemory = true;
            KillLocked();
        }
    }

    private void KillLocked()
    {
        killed = true;
        pool.Unavailable(this);
        process?.Kill();
    }

    private void TimeOut(Invocation invocation)
    {
        lock (pool.Gate)
        {
            if (dead || !running.Contains(invocation))
                return;
            invocation.TimedOut = true;
            KillLocked();
        }
    }

    private void InitTimeOut()
    {
        lock (pool.Gate)
        {
            if (ready || dead)
                return;
            initTimedOut = true;
            KillLocked();
        }
    }

    private void Exited(int code)
    {
        lock (pool.Gate)
        {
            exitCode = code;
            if (output is null)
                return; // StartAsync goes on and sees it
        }
        Ended(code);
    }

    /// <summary>The process is gone. Its unanswered request fails, its undelivered ones go elsewhere.</summary>
    private void Ended(int code)
    {
        process?.KillRemains();
        output?.Close();
        process?.Release();
        initTimer?.Dispose();
        List<Invocation> orphans;
        lock (pool.Gate)
        {
            if (dead)
                return;
            dead = true;
            turn.Dispose();
            pool.Remove(this);
            foreach (var poller in pollers)
                poller.Cancel();
            foreach (var invocation in running.ToArray())
                FailRunning(invocation, code);
            orphans = [.. pending];
            pending.Clear();
        }
        foreach (var orphan in orphans)
        {
            if (ready)
                pool.Place(orphan);
            else
                FailInit(orphan, code);
        }
        endpoint?.Dispose();
        cpu?.Dispose();
        process?.Dispose();
        gone.TrySetResult();
    }

    /// <summary>Under the gate.</summary>
    private void FailRunning(Invocation invocation, int code)
    {
        string status;
        InvocationResult result;
        if (invocation.TimedOut)
        {
            status = "Status: timeout";
            result = FunctionErrors.TimedOut(invocation.RequestId, function.TimeoutSeconds);
            Interlocked.Increment(ref services.Counters.TimeOuts);
            WriteLog(invocation, LogLines.TimedOut(invocation.RequestId, function.TimeoutSeconds));
        }
        else if (outOfMemory)
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
            services.Counters.Exit();
            Interlocked.Increment(ref services.Counters.Errors);
        }
        Report(invocation, status);
        invocation.Complete(result);
    }

    /// <summary>INIT failed with this invocation waiting. Lambda tries once more, as part of the invocation.</summary>
    private void FailInit(Invocation invocation, int code)
    {
        var how = FunctionErrors.DescribeExit(code);
        var type = initTimedOut ? null : initErrorType ?? (outOfMemory ? FunctionErrors.OutOfMemoryType : FunctionErrors.ExitErrorType);
        WriteLog(null, LogLines.InitReport(Elapsed(started), secondAttempt ? "invoke" : "init", initTimedOut ? "timeout" : "error", type));
        invocation.FailedInits++;
        if (!secondAttempt && !hopeless)
        {
            pool.Place(invocation);
            return;
        }
        WriteLog(invocation, LogLines.Start(invocation.RequestId, pool.Version.Version));
        InvocationResult result;
        if (initTimedOut)
        {
            result = FunctionErrors.TimedOut(invocation.RequestId, function.TimeoutSeconds);
            Interlocked.Increment(ref services.Counters.TimeOuts);
            WriteLog(invocation, LogLines.TimedOut(invocation.RequestId, function.TimeoutSeconds));
        }
        else
        {
            result = initError ?? FunctionErrors.Exited(invocation.RequestId, how);
            WriteLog(invocation, $"RequestId: {invocation.RequestId} Error: {how}\n{type}\n");
        }
        services.Counters.Exit();
        Interlocked.Increment(ref services.Counters.Errors);
        invocation.Started = started;
        Report(invocation, initTimedOut ? "Status: timeout" : $"Status: error\tError Type: {type}");
        invocation.Complete(result);
    }

    // ---- log

    private void Line(ReadOnlySpan<byte> line)
    {
        if (line.Length == 0)
            return;
        services.Logs.Append(logGroup, logStream, line);
        if (services.Options.RequestsPerInstance > 1)
            return;
        Invocation? current;
        lock (pool.Gate)
            current = running.Count > 0 ? running[0] : null;
        if (current?.Tail is { } tail)
        {
            tail.Append(line);
            tail.Append("\n"u8);
        }
    }

    private void WriteLog(Invocation? invocation, string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        services.Logs.Append(logGroup, logStream, bytes);
        invocation?.Tail?.Append(bytes);
    }

    /// <summary>Closes an invocation: END, REPORT, billing.</summary>
    private void Report(Invocation invocation, string? status)
    {
        running.Remove(invocation);
        var duration = Elapsed(invocation.Started);
        var billed = LogLines.BilledMs(duration, invocation.InitMs);
        WriteLog(invocation, LogLines.End(invocation.RequestId));
        WriteLog(invocation, LogLines.Report(invocation.RequestId, duration, invocation.InitMs, function.MemoryMB, PeakMemoryMB(), status));
        Interlocked.Add(ref services.Counters.BilledMs, billed);
        Interlocked.Add(ref services.Counters.BilledMegabyteMs, billed * function.MemoryMB);
        Interlocked.Decrement(ref services.Counters.Unreported);
        invocation.Finish();
    }

    /// <summary>Asked of the kernel a few times a second at most: it only ever grows.</summary>
    private long PeakMemoryMB()
    {
        var now = Stopwatch.GetTimestamp();
        if (process is { } current && (peakReadAt == 0 || Elapsed(peakReadAt) > 250))
        {
            peakReadAt = now;
            peakMemory = Math.Max(peakMemory, ProcFs.PeakMemory(current.Id));
        }
        return (peakMemory + (1 << 20) - 1) >> 20;
    }

    private static double Elapsed(long since) => Stopwatch.GetElapsedTime(since).TotalMilliseconds;
}
