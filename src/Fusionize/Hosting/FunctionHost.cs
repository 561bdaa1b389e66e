using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fusionize.CompilerServices;
using Fusionize.Events;
using Fusionize.Http;
using Fusionize.Invocations;
using Fusionize.Json;
using Fusionize.Routing;
using Fusionize.Tracing;

namespace Fusionize.Hosting;

/// <summary>A function's life cycle: INIT, then polling loops, as many as requests that the platform may send at the same time.</summary>
internal sealed class FunctionHost
{
    private readonly string _runtimeApi;
    private readonly FunctionEnvironment _environment;
    private readonly Dispatcher _dispatcher;
    private readonly TraceOutput _traceOutput;
    private bool _endsAtSignal;
    private volatile bool _ends;
    private int _busy;

    private FunctionHost(string runtimeApi, FunctionEnvironment environment, Dispatcher dispatcher, TraceOutput traceOutput) =>
        (_runtimeApi, _environment, _dispatcher, _traceOutput) = (runtimeApi, environment, dispatcher, traceOutput);

    public static int Run(Dispatcher dispatcher, FunctionEnvironment environment) =>
        Run(dispatcher, environment, TraceSink.Open(), endsAtSignal: true);

    /// <param name="dispatcher">The group.</param>
    /// <param name="environment">The settings from platform and deployer.</param>
    /// <param name="traces">The output for trace lines.</param>
    /// <param name="endsAtSignal">Whether SIGTERM ends the process; true if the process runs only this function.</param>
    public static int Run(Dispatcher dispatcher, FunctionEnvironment environment, TraceSink traces, bool endsAtSignal = false)
    {
        if (environment.RuntimeApi is not { Length: > 0 } runtimeApi)
        {
            Log.Error(
                $"This is the function '{dispatcher.Group}' of '{dispatcher.App}'. "
                    + $"It runs on AWS Lambda or under `fusionize local`: AWS_LAMBDA_RUNTIME_API isn't set."
            );
            return 2;
        }
        return new FunctionHost(runtimeApi, environment, dispatcher, new TraceOutput(dispatcher, environment, traces))
        {
            _endsAtSignal = endsAtSignal,
        }.Run();
    }

    private int Run()
    {
        using var api = new RuntimeApiClient(_runtimeApi);
        try
        {
            if (!Initialize(api))
                return 1;
            using var signal = _endsAtSignal ? PosixSignalRegistration.Create(PosixSignal.SIGTERM, ShutDown) : null;
            if (_environment.Concurrency == 1)
                Poll(api);
            else
                PollSideBySide();
            return 0;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            Log.Error($"The connection to the Runtime API at {_runtimeApi} failed: {e.Message}");
            return 1;
        }
    }

    private bool Initialize(RuntimeApiClient api)
    {
        try
        {
            _dispatcher.Connect();
        }
        catch (Exception e)
        {
            Log.Error("Initialization failed", e);
            var error = new ByteBuffer(4096);
            ErrorAnswer.Write(error, e, _dispatcher.Group);
            api.PostInitError(ErrorAnswer.TypeOf(e), error.Written.Span);
            return false;
        }

        // A failure here, for example of a serializer, is no reason to stop: it will occur again in the requests that need it, and only there.
        try
        {
            // In a native program there is nothing to compile, so a rehearsal would only lengthen the start.
            if (RuntimeFeature.IsDynamicCodeCompiled)
                WarmUp.Run(_dispatcher, _environment, api);
        }
        catch (Exception e)
        {
            Log.Error("Warm-up failed", e);
        }
        InitWork.Finish();
        _traceOutput.InitMs = ProcessStart.MillisecondsAgo();
        return true;
    }

    /// <summary>
    /// Returns when the first poller ends. The platform relies on all pollers, so a process that has lost one should be replaced. Running requests of
    /// the other pollers are completed first.
    /// </summary>
    private void PollSideBySide()
    {
        var pollers = new Task[_environment.Concurrency];
        for (var i = 0; i < pollers.Length; i++)
            pollers[i] = Task.Factory.StartNew(Poll, TaskCreationOptions.LongRunning);
        var ended = Task.WhenAny(pollers).GetAwaiter().GetResult();
        _ends = true;
        WaitUntilIdle(int.MaxValue);
        ended.GetAwaiter().GetResult();
    }

    /// <summary>
    /// Completes running requests, writes their traces and disposes the application's services. The platform kills a process that takes much longer.
    /// </summary>
    private void ShutDown(PosixSignalContext signal)
    {
        signal.Cancel = true;
        // The pollers continue, so that Main doesn't end the process meanwhile. No platform sends requests after this signal.
        WaitUntilIdle(_environment.ShutDownMs / 2);
        try
        {
            _dispatcher.ShutDownAsync().AsTask().Wait(_environment.ShutDownMs / 2);
        }
        catch (Exception e)
        {
            Log.Error("Disposing the function's services failed", e);
        }
        if (Spans.IsOn)
            FunctionTelemetry.Flush(_environment.ShutDownMs / 4);
#pragma warning disable RS0030 // The process is ours: it is the function.
        Environment.Exit(0);
    }

    private void WaitUntilIdle(int patienceMs)
    {
        for (; Volatile.Read(ref _busy) > 0 && patienceMs > 0; patienceMs--)
            Thread.Sleep(1);
#pragma warning restore RS0030
    }

    private void Poll()
    {
        using var api = new RuntimeApiClient(_runtimeApi);
        Poll(api);
    }

    private void Poll(RuntimeApiClient api)
    {
        var runner = new InvocationRunner(_dispatcher, _environment);
        while (!_ends)
        {
            var next = api.Next();
            Interlocked.Increment(ref _busy);
            try
            {
                Serve(api, runner, next);
            }
            finally
            {
                Interlocked.Decrement(ref _busy);
            }
        }
    }

    private void Serve(RuntimeApiClient api, InvocationRunner runner, HttpResponse next)
    {
        var requestId = next.HeaderText("lambda-runtime-aws-request-id"u8) ?? throw new MalformedHttpException("A request without an id.");
        runner.RequestId = requestId;
        if (TaskContext.IsUsed)
            runner.Redeliveries = Redeliveries(next);
        var trace = next.HeaderText("lambda-runtime-trace-id"u8);
        // AWS's clients read the trace id from this variable. It can't be used with several requests at the same time, because each has its own id.
        if (_environment.Concurrency == 1)
            Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", trace);
        Run(runner, next, trace);
        if (runner.FailureType is { } failure)
            api.PostError(requestId, failure, runner.Answer.Span);
        else
            api.PostResponse(requestId, runner.Answer.Span);

        // After the response, so that the client doesn't wait for it, and before the next poll, because the platform may freeze the process then.
        _traceOutput.Write(runner, requestId);
        runner.Clear();
        if (Spans.IsOn)
            FunctionTelemetry.Flush();
    }

    private void Run(InvocationRunner runner, HttpResponse next, string? trace)
    {
        var deadline = RequestDeadline(next);
        if (EventRouting.IsOn)
        {
            if (runner.TryRunEvent(next.Body, deadline, trace))
                return;
        }
        if (HttpRouting.IsOn)
        {
            if (runner.TryRunHttp(next.Body, deadline, trace))
                return;
        }
        runner.Run(next.Body, deadline, IsCall(next), trace);
    }

    /// <summary>
    /// Whether the request came through the alias of this release. This information comes from the platform, not from the request. Triggers and
    /// clients use another alias, so nobody can forge a call between functions by the content of an event.
    /// </summary>
    private bool IsCall(HttpResponse next)
    {
        var release = _environment.Release;
        var function = next.Header("lambda-runtime-invoked-function-arn"u8);
        return release.Length > 0 && function.Length > release.Length && function[^release.Length..].SequenceEqual(release);
    }

    /// <summary>How often the platform has delivered the request before, if the platform sends this number; otherwise -1.</summary>
    private static int Redeliveries(HttpResponse next) =>
        System.Buffers.Text.Utf8Parser.TryParse(next.Header("lambda-runtime-redeliveries"u8), out int times, out _) ? times : -1;

    public static long RequestDeadline(HttpResponse next) =>
        System.Buffers.Text.Utf8Parser.TryParse(next.Header("lambda-runtime-deadline-ms"u8), out long deadline, out _) ? deadline : 0;
}
