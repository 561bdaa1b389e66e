using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fusionize.CompilerServices;
using Fusionize.Http;
using Fusionize.Invocations;
using Fusionize.Json;

namespace Fusionize.Hosting;

/// <summary>A function's life: INIT, then one loop per request that the platform may send at once.</summary>
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
    /// <param name="environment">What the platform says.</param>
    /// <param name="traces">Where trace lines go.</param>
    /// <param name="endsAtSignal">Whether the process is this function's, which ends at SIGTERM.</param>
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
            Log.Error($"The Runtime API at {_runtimeApi} is lost: {e.Message}");
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

        // Failing here, a serializer or the like will fail again when a request needs it, and only that request.
        try
        {
            // A native program has nothing to compile: there, rehearsing would only make the start longer.
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
    /// Ends with the first poller that does: the platform counts on all of them, so a process with fewer had better be replaced. Requests that others
    /// are at are finished before.
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

    /// <summary>Leaves nothing behind: what is being answered is answered, its trace written, the application's services disposed. The platform kills
    /// what takes much longer.</summary>
    private void ShutDown(PosixSignalContext signal)
    {
        signal.Cancel = true;
        // Pollers go on, so that Main doesn't end the process meanwhile; no platform sends requests after this signal.
        WaitUntilIdle(_environment.ShutDownMs / 2);
        try
        {
            _dispatcher.ShutDownAsync().AsTask().Wait(_environment.ShutDownMs / 2);
        }
        catch (Exception e)
        {
            Log.Error("Disposing the function's services failed", e);
        }
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
        // Where AWS's clients look for it. Of several requests at once each would need its own.
        if (_environment.Concurrency == 1)
            Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", trace);
        runner.Run(next.Body, RequestDeadline(next), IsCall(next), trace);
        if (runner.FailureType is { } failure)
            api.PostError(requestId, failure, runner.Answer.Span);
        else
            api.PostResponse(requestId, runner.Answer.Span);

        // After the answer, so that the client doesn't wait for it; before the next poll, at which the platform may freeze the process.
        _traceOutput.Write(runner, requestId);
        runner.Clear();
    }

    /// <summary>
    /// Whether the request came through the alias of this release. The platform says so, not the request: triggers and clients use another alias, so
    /// nothing that a stranger writes into an event passes for a call between functions.
    /// </summary>
    private bool IsCall(HttpResponse next)
    {
        var release = _environment.Release;
        var function = next.Header("lambda-runtime-invoked-function-arn"u8);
        return release.Length > 0 && function.Length > release.Length && function[^release.Length..].SequenceEqual(release);
    }

    /// <summary>What a platform may say that knows better than the clock: how often it has delivered the request before.</summary>
    private static int Redeliveries(HttpResponse next) =>
        System.Buffers.Text.Utf8Parser.TryParse(next.Header("lambda-runtime-redeliveries"u8), out int times, out _) ? times : -1;

    public static long RequestDeadline(HttpResponse next) =>
        System.Buffers.Text.Utf8Parser.TryParse(next.Header("lambda-runtime-deadline-ms"u8), out long deadline, out _) ? deadline : 0;
}
