using System.Diagnostics;
using Fusionize.CompilerServices;
using Fusionize.Events;
using Fusionize.Invocations;
using Fusionize.Json;
using Fusionize.Tracing;

namespace Fusionize.Hosting;

/// <summary>
/// Runs one request after another, from payload to response. Each poller has its own runner. <see cref="Clear"/> removes all data of a request.
/// </summary>
internal sealed partial class InvocationRunner(Dispatcher dispatcher, FunctionEnvironment environment)
{
    /// <summary>The maximum size of the response to a synchronous invocation on Lambda, in bytes.</summary>
    public const int MaxAnswer = 6 * 1024 * 1024;

    /// <summary>
    /// CPU time that a process needs to report its first failure, while the code for exceptions, stack traces and error responses isn't compiled yet.
    /// Measured in docs/function.md.
    /// </summary>
    private const double FirstFailureCpuMs = 60;

    private const double FailureCpuMs = 20;

    /// <summary>The memory size that gets one whole CPU on Lambda.</summary>
    private const double MemoryOfOneCpuMB = 1769;

    private static bool s_hasFailed;

    private readonly double _cpuShare = environment.MemoryMB == 0 ? 1 : Math.Min(1, environment.MemoryMB / MemoryOfOneCpuMB);
    private readonly string _defaultTask = environment.Entry ?? dispatcher.DefaultTask;
    private readonly ByteBuffer _result = new(4096);
    private readonly ByteBuffer _answer = new(4096);
    private CancellationTokenSource _cancellation = new();
    private CallTrace? _buffer;
    private System.Diagnostics.Activity? _span;

    /// <summary>The payload of the response.</summary>
    public ReadOnlyMemory<byte> Answer;

    /// <summary>The error's type if the invocation failed; null if it succeeded, or if the failure is returned as an HTTP response.</summary>
    public string? FailureType;

    /// <summary>The error, also if the response is an HTTP response.</summary>
    public Exception? Error;

    public string Task = "";

    public bool IsRoot;

    /// <summary>The platform's id of the request, the same for all its deliveries. Set before <see cref="Run"/>.</summary>
    public string RequestId = "";

    /// <summary>How often the platform has delivered the request before; -1: unknown. Set before <see cref="Run"/>.</summary>
    public int Redeliveries = -1;

    public TraceContext Context;

    /// <summary>The recorded calls; null if the invocation wasn't traced.</summary>
    public CallTrace? Calls;

    /// <summary>Unix milliseconds.</summary>
    public double StartMs;

    public double Ms;

    public double CpuMs;

    /// <param name="payload">The request.</param>
    /// <param name="deadlineMs">The invocation's deadline in Unix milliseconds; 0 if there is none.</param>
    /// <param name="isCall">Whether a function of the same release may have sent it.</param>
    /// <param name="platformTrace">The platform's own trace header.</param>
    public void Run(ReadOnlyMemory<byte> payload, long deadlineMs, bool isCall = false, string? platformTrace = null)
    {
        var now = DateTimeOffset.UtcNow;
        var startedAt = Stopwatch.GetTimestamp();
        StartMs = (now.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerMillisecond;
        Task = _defaultTask;
        IsRoot = true;

        TaskRequest? request = null;
        try
        {
            request = RequestParser.Parse(payload, _defaultTask, isCall);
            // Set before the request may be refused, so that the response names the same task under every setup.
            Task = request.Task;
            if (!request.IsCall)
                Admit(request);
            IsRoot = !request.HasCaller;
        }
        catch (Exception e)
        {
            Error = e;
        }

        Context = Sample(request);
        var cpu = StartRecording(startedAt);

        if (request is not null && Ping.Is(request))
            Ping.Answer(_result, dispatcher, environment);
        else if (request is not null && Error is null)
            Dispatch(request, Deadline(deadlineMs, request.DeadlineMs), platformTrace);
        Conclude(request);

        StopRecording(startedAt, cpu);
    }

    /// <summary>Records the calls of the invocation if it is sampled. Returns the process's CPU time so far.</summary>
    private TimeSpan StartRecording(long startedAt)
    {
        if (!Context.Sampled)
            return TimeSpan.Zero;
        Calls = _buffer ??= new CallTrace();
        Calls.Start(startedAt);
        return Environment.CpuUsage.TotalTime;
    }

    private void StopRecording(long startedAt, TimeSpan cpuBefore)
    {
        if (Calls is null)
            return;
        Ms = TraceLine.Ms(Stopwatch.GetTimestamp() - startedAt);
        CpuMs = (Environment.CpuUsage.TotalTime - cpuBefore).TotalMilliseconds;
    }

    /// <summary>Removes all data of the request and releases large buffers.</summary>
    public void Clear()
    {
        if (Calls is not null && !Calls.Stop())
            _buffer = null;
        Calls = null;
        Error = null;
        FailureType = null;
        if (EventRouting.IsOn)
            (Messages, FailedMessages) = (0, 0);
        Answer = default;
        _result.Clear();
        _answer.Clear();
    }

    /// <summary>
    /// Checks a request from outside. It can only reach the function's own task, not the other tasks of the group, and members that only functions
    /// may set are ignored.
    /// </summary>
    private void Admit(TaskRequest request)
    {
        request.ForgetCaller();
        if (request.Task != _defaultTask && !Ping.Is(request))
            throw new UnknownTaskException(request.Task);
    }

    private void Dispatch(TaskRequest request, long deadlineMs, string? platformTrace)
    {
        var invocation = new Invocation
        {
            Cancellation = _cancellation.Token,
            DeadlineMs = deadlineMs,
            ReserveMs = LimitTime(deadlineMs),
            IsDetached = request.Attempt is { SentMs: not 0 },
            Context = Context,
            Trace = Calls,
            PlatformTrace = platformTrace,
        };
        if (Observation.IsOn)
        {
            (invocation.RequestId, invocation.Setup) = (RequestId, environment.Setup);
            CallTrace.StartObserved();
        }
        if (Spans.IsOn)
        {
            StartSpan(request.Task, invocation.IsDetached, request.CallerSpan);
            invocation.Context = Context;
        }
        Frame.Current = new Frame(invocation, request.Task, ContextOf(request, deadlineMs));
        if (environment.Concurrency == 1 && !LocalAttempts.HaveStrayed)
            CallTrace.Only = Calls;
        try
        {
            dispatcher.DispatchAsync(request, _result, _cancellation.Token).GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            Error = e;
        }
        finally
        {
            Frame.Current = null;
            invocation.Drain();
            invocation.Trace = null;
            CallTrace.Only = null;
            Error ??= invocation.Lost;
            if (Spans.IsOn)
                EndSpan(Error);
            if (Observation.IsOn)
                CallTrace.StopObserved();
            if (!_cancellation.TryReset())
                Renew(ref _cancellation);
        }
    }

    private void Conclude(TaskRequest? request)
    {
        var isHttp = request?.Form == RequestForm.Http || Error is InvalidHttpRequestException;
        if (Error is null)
        {
            if (_result.Length == 0)
                _result.Write("null"u8);
            Answer = _result.Written;
            // A result that is already too large isn't wrapped, because that would make it larger.
            if (isHttp && Answer.Length <= MaxAnswer)
            {
                HttpEvent.WriteAnswer(_answer, 200, Answer.Span);
                Answer = _answer.Written;
            }
            if (Answer.Length <= MaxAnswer)
                return;
            Error = new PayloadTooLargeException($"The result of task '{Task}' is {Answer.Length:N0} bytes; Lambda carries at most {MaxAnswer:N0}.");
            _answer.Clear();
        }

        s_hasFailed = true;
        if (isHttp)
        {
            HttpEvent.WriteFailure(_answer, Error);
        }
        else
        {
            FailureType = ErrorAnswer.TypeOf(Error);
            ErrorAnswer.Write(_answer, Error, Task);
        }
        Answer = _answer.Written;
        if (Error is not (InvalidRequestException or InvalidHttpRequestException or UnknownTaskException))
            Log.Error($"Task '{Task}' failed", Error);
    }

    /// <summary>Starts the span of a request. A rehearsal has no request id, and no span.</summary>
    private void StartSpan(string task, bool isDetached, string? caller) =>
        _span = RequestId.Length > 0 ? Spans.StartRequest(task, isDetached, caller, ref Context) : null;

    private void EndSpan(Exception? error)
    {
        if (_span is not null)
            Spans.End(_span, error);
        _span = null;
    }

    private TaskContext? ContextOf(TaskRequest request, long deadlineMs)
    {
        if (TaskContext.IsUsed)
        {
            var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            var context = request.Attempt is { } attempt
                ? new TaskContext(attempt.CallId, attempt.Number(Redeliveries, now))
                : new TaskContext(RequestId, 1 + Math.Max(0, Redeliveries));
            context.Request = new TaskContext.RequestFacts(RequestId, request.Entry ?? request.Task, Context.TraceText(), deadlineMs);
            return context;
        }
        return null;
    }

    /// <summary>The function that starts a trace decides whether it is recorded. The functions that it calls do the same.</summary>
    private TraceContext Sample(TaskRequest? request)
    {
        var sampling = environment.Sampling;
        if (request is not null && Ping.Is(request))
            return TraceContext.NewRoot(sampled: false);
        if (request is null || request.Trace.IsNone)
        {
            var root = TraceContext.NewRoot(sampled: false);
            return root with { Sampled = !sampling.IsOff && sampling.Takes(root.TraceLow) };
        }
        var sampled = !request.HasCaller ? sampling.Takes(request.Trace.TraceLow) : request.Trace.Sampled;
        return request.Trace.NewChild(sampled && !sampling.IsOff);
    }

    /// <summary>The earlier one of this invocation's and its caller's deadline; 0 if there is none.</summary>
    private static long Deadline(long own, long callers) =>
        own == 0 ? callers
        : callers == 0 ? own
        : Math.Min(own, callers);

    /// <summary>
    /// Cancels shortly before the deadline, so that there is time to report the failure. Otherwise the platform would kill the process without any
    /// message.
    /// </summary>
    /// <returns>How long before the deadline, in milliseconds.</returns>
    private long LimitTime(long deadlineMs)
    {
        if (deadlineMs == 0)
            return 0;
        var left = Math.Clamp(deadlineMs - DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), 0, int.MaxValue);
        var reserve = Math.Min((long)((s_hasFailed ? FailureCpuMs : FirstFailureCpuMs) / _cpuShare), left / 2);
        _cancellation.CancelAfter(TimeSpan.FromMilliseconds(left - reserve));
        return reserve;
    }

    private static void Renew(ref CancellationTokenSource source)
    {
        source.Dispose();
        source = new CancellationTokenSource();
    }

    // The rest is for functions with routes. The linker removes it from all others.

    private HttpRoutes? _routes;

    /// <summary>Runs an HTTP request, or responds that the function's own task has no such route. False for any other payload.</summary>
    /// <param name="payload">The request.</param>
    /// <param name="deadlineMs">The invocation's deadline in Unix milliseconds; 0 if there is none.</param>
    /// <param name="platformTrace">The platform's own trace header.</param>
    public bool TryRunHttp(ReadOnlyMemory<byte> payload, long deadlineMs, string? platformTrace = null)
    {
        _routes ??= dispatcher.RoutesOf(_defaultTask) ?? HttpRoutes.None;
        if (_routes.Receive(payload, _defaultTask) is not { } http)
            return false;
        var startedAt = Stopwatch.GetTimestamp();
        StartMs = (DateTimeOffset.UtcNow.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerMillisecond;
        Task = _defaultTask;
        IsRoot = true;
        var cpu = TimeSpan.Zero;
        if (http.IsAnswered)
        {
            // No task runs, so the optimizer should not see this invocation.
            Context = TraceContext.NewRoot(sampled: false);
        }
        else
        {
            var request = new TaskRequest(_defaultTask, RequestForm.Http, default) { Http = http, Trace = http.Trace };
            Context = Sample(request);
            cpu = StartRecording(startedAt);
            Dispatch(request, deadlineMs, platformTrace);
        }
        ConcludeHttp(http);
        StopRecording(startedAt, cpu);
        return true;
    }

    private void ConcludeHttp(HttpExchange http)
    {
        if (Error is null)
        {
            try
            {
                http.WriteAnswer(_answer, _result.Written.Span);
                Answer = _answer.Written;
                if (Answer.Length <= MaxAnswer)
                    return;
                Error = new PayloadTooLargeException(
                    $"The answer of task '{Task}' is {Answer.Length:N0} bytes; Lambda carries at most {MaxAnswer:N0}."
                );
            }
            catch (Exception e)
            {
                Error = e;
            }
            _answer.Clear();
        }
        s_hasFailed = true;
        http.WriteFailure(_answer, Error);
        Answer = _answer.Written;
        if (!HttpExchange.IsClients(Error))
            Log.Error($"Task '{Task}' failed", Error);
    }
}
