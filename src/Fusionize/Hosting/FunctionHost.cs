using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Fusionize.CompilerServices;
using Fusionize.Http;
using Fusionize.Invocations;
using Fusionize.Tracing;

namespace Fusionize.Hosting;

/// <summary>A function's life: INIT, then one loop per request that the platform may send at once.</summary>
internal sealed class FunctionHost
{
    private readonly string _runtimeApi;
    private readonly FunctionEnvironment _environment;
    private readonly Dispatcher _dispatcher;
    private readonly TraceOutput _traceOutput;

    private FunctionHost(string runtimeApi, FunctionEnvironment environment, Dispatcher dispatcher, TraceOutput traceOutput)
        => (_runtimeApi, _environment, _dispatcher, _traceOutput) = (runtimeApi, environment, dispatcher, traceOutput);

    public static int Run(Dispatcher dispatcher, FunctionEnvironment environment) => Run(dispatcher, environment, StandardOutput.Open());

    public static int Run(Dispatcher dispatcher, FunctionEnvironment environment, Stream standardOutput)
    {
        if (environment.RuntimeApi is not { Length: > 0 } runtimeApi)
        {
            Log.Error($"This is the function '{dispatcher.Group}' of '{dispatcher.App}'. It runs on AWS Lambda or under `fusionize local`: AWS_LAMBDA_RUNTIME_API isn't set.");
            return 2;
        }
        return new FunctionHost(runtimeApi, environment, dispatcher, new TraceOutput(dispatcher, environment, standardOutput)).Run();
    }

    private int Run()
    {
        using var api = new RuntimeApiClient(_runtimeApi);
        try
        {
            if (!Initialize(api)) return 1;
            if (_environment.Concurrency == 1) Poll(api);
            else PollSideBySide();
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
            if (RuntimeFeature.IsDynamicCodeCompiled) WarmUp.Run(_dispatcher, _environment, api);
        }
        catch (Exception e)
        {
            Log.Error("Warm-up failed", e);
        }
        InitWork.Finish();
        _traceOutput.InitMs = ProcessStart.MillisecondsAgo();
        return true;
    }

    /// <summary>Ends with the first poller that does: the platform counts on all of them, so a process with fewer had better be replaced.</summary>
    private void PollSideBySide()
    {
        var pollers = new Task[_environment.Concurrency];
        for (var i = 0; i < pollers.Length; i++) pollers[i] = Task.Factory.StartNew(Poll, TaskCreationOptions.LongRunning);
        Task.WhenAny(pollers).GetAwaiter().GetResult().GetAwaiter().GetResult();
    }

    private void Poll()
    {
        using var api = new RuntimeApiClient(_runtimeApi);
        Poll(api);
    }

    private void Poll(RuntimeApiClient api)
    {
        var runner = new InvocationRunner(_dispatcher, _environment);
        while (true)
        {
            var next = api.Next();
            var requestId = next.HeaderText("lambda-runtime-aws-request-id"u8) ?? throw new MalformedHttpException("A request without an id.");
            runner.Run(next.Body, RequestDeadline(next));
            if (runner.FailureType is { } failure) api.PostError(requestId, failure, runner.Answer.Span);
            else api.PostResponse(requestId, runner.Answer.Span);

            // After the answer, so that the client doesn't wait for it; before the next poll, at which the platform may freeze the process.
            _traceOutput.Write(runner, requestId);
            runner.Clear();
        }
    }

    public static long RequestDeadline(HttpResponse next)
        => System.Buffers.Text.Utf8Parser.TryParse(next.Header("lambda-runtime-deadline-ms"u8), out long deadline, out _) ? deadline : 0;
}
