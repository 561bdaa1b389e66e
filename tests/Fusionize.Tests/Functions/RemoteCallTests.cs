using System.Text.Json;
using Fusionize.CompilerServices;
using Fusionize.Invocations;
using Fusionize.Remote;

namespace Fusionize.Tests.Functions;

/// <summary>Calls of tasks in other functions, over real HTTP to a stand-in for Lambda's endpoint.</summary>
public sealed class RemoteCallTests : IDisposable
{
    private static readonly RemoteCall s_sync = new("AnalyzeSensor", CallKind.Sync);
    private static readonly RemoteCall s_async = new("AnalyzeSensor", CallKind.Async);

    private readonly HttpServerStub _lambda;
    private Func<StubRequest, Task<StubResponse>> _answer = _ => Task.FromResult(new StubResponse(200, """{"valid":true}"""));
    private StubRequest? _last;
    private int _requests;

    public RemoteCallTests() =>
        _lambda = new HttpServerStub(request =>
        {
            _last = request;
            Interlocked.Increment(ref _requests);
            return _answer(request);
        });

    public void Dispose() => _lambda.Dispose();

    [Fact]
    public async Task Sends_an_envelope_and_reads_the_result()
    {
        var trace = await InvocationScope.TraceAsync("AnalyzeSensor", async () => Assert.Equal(new Verdict(true), await CheckSensor()));
        Assert.Equal("POST", _last!.Method);
        Assert.Equal("/2015-03-31/functions/iot-CheckSensor/invocations?Qualifier=setup-0123", _last.Path);
        Assert.Equal("RequestResponse", _last.Headers["X-Amz-Invocation-Type"]);
        Assert.False(_last.Headers.ContainsKey("Authorization"));
        var envelope = JsonDocument.Parse(_last.Text).RootElement;
        Assert.Equal(1, envelope.GetProperty("fusionize").GetInt32());
        Assert.Equal("CheckSensor", envelope.GetProperty("task").GetString());
        Assert.Equal("AnalyzeSensor", envelope.GetProperty("caller").GetString());
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-01$", envelope.GetProperty("traceparent").GetString());
        Assert.Equal("""{"reading":{"sensorId":"s1","value":20}}""", envelope.GetProperty("args").GetRawText());

        Assert.Equal(1, trace.Count);
        Assert.True(trace[0].Remote);
        Assert.Equal(_last.Body.Length, trace[0].BytesIn);
        Assert.Equal("""{"valid":true}""".Length, trace[0].BytesOut);
        Assert.False(trace[0].IsOpen);
    }

    [Fact]
    public async Task The_envelope_is_what_a_function_serves()
    {
        using var api = new RuntimeApiStub();
        _ = api.Start(new TestDispatcher().With("CheckSensor", (reading, _) => Task.FromResult(new Verdict(reading.Value < 10))));
        _answer = async request => new StubResponse(200, (await api.InvokeAsync(request.Text)).Body);
        Assert.Equal(new Verdict(false), await CheckSensor());
    }

    [Fact]
    public async Task A_call_in_a_helper_names_the_current_task()
    {
        await InvocationScope.TraceAsync("Ambient", () => CheckSensor(call: new RemoteCall(null, CallKind.Sync)));
        Assert.Equal("Ambient", JsonDocument.Parse(_last!.Text).RootElement.GetProperty("caller").GetString());
    }

    [Fact]
    public async Task An_asynchronous_call_is_an_event()
    {
        _answer = _ => Task.FromResult(new StubResponse(202));
        Assert.Null(await CheckSensor(call: s_async));
        Assert.Equal("Event", _last!.Headers["X-Amz-Invocation-Type"]);
    }

    /// <summary>By it Lambda notices functions that call each other for ever.</summary>
    [Theory]
    [InlineData(CallKind.Sync)]
    [InlineData(CallKind.Async)]
    public async Task The_platforms_trace_header_goes_on(CallKind kind)
    {
        if (kind == CallKind.Async)
            _answer = _ => Task.FromResult(new StubResponse(202));
        using var api = new RuntimeApiStub();
        _ = api.Start(new TestDispatcher().With("AnalyzeSensor", _ => CheckSensor(call: new RemoteCall("AnalyzeSensor", kind))), concurrency: 2);
        Assert.False((await api.InvokeAsync("{}")).IsError);
        Assert.Equal(RuntimeApiStub.PlatformTrace, _last!.Headers["X-Amzn-Trace-Id"]);
    }

    [Fact]
    public async Task Keeps_its_connection()
    {
        for (var i = 0; i < 5; i++)
            await CheckSensor();
        Assert.Equal(5, _requests);
        Assert.Equal(1, _lambda.ConnectionCount);
    }

    [Fact]
    public async Task Opens_another_connection_where_the_server_closed()
    {
        _answer = _ => Task.FromResult(new StubResponse(200, """{"valid":true}""", Close: true));
        for (var i = 0; i < 3; i++)
            Assert.Equal(new Verdict(true), await CheckSensor());
        Assert.Equal(3, _lambda.ConnectionCount);
    }

    [Fact]
    public async Task Notices_a_connection_that_died_while_idle()
    {
        var client = Caller();
        await CheckSensor(client);
        _lambda.DropConnections();
        Assert.Equal(new Verdict(true), await CheckSensor(client));
        Assert.Equal(2, _requests);
    }

    [Fact]
    public async Task Reads_a_chunked_answer()
    {
        _answer = _ => Task.FromResult(new StubResponse(200, """{"valid"  :  true}""" + new string(' ', 40_000), Chunked: true));
        var caller = Caller();
        Assert.Equal(new Verdict(true), await CheckSensor(caller));
        Assert.Equal(new Verdict(true), await CheckSensor(caller));
        Assert.Equal(1, _lambda.ConnectionCount);
    }

    [Fact]
    public async Task Parallel_calls_do_not_mix()
    {
        _answer = async request =>
        {
            await Task.Yield();
            var value = JsonDocument.Parse(request.Text).RootElement.GetProperty("args").GetProperty("reading").GetProperty("value").GetDouble();
            return new StubResponse(200, $$"""{"valid":{{(value % 2 == 0 ? "true" : "false")}}}""");
        };
        var caller = Caller();
        var trace = await InvocationScope.TraceAsync("AnalyzeSensor", () =>
            Task.WhenAll(Enumerable.Range(0, 50).Select(async i => Assert.Equal(new Verdict(i % 2 == 0), await CheckSensor(caller, value: i))))
        );
        Assert.Equal(50, trace.Count);
    }

    [Fact]
    public async Task A_failed_task_is_the_same_exception_as_for_a_local_call()
    {
        using var api = new RuntimeApiStub();
        _ = api.Start(new TestDispatcher().With("CheckSensor", (_, _) => throw new FileNotFoundException("gone")));
        _answer = async request => FunctionError((await api.InvokeAsync(request.Text)).Body);
        var remote = await Assert.ThrowsAsync<TaskFailedException>(() => CheckSensor());
        var local = await Assert.ThrowsAsync<TaskFailedException>(() =>
            LocalCall.Begin("AnalyzeSensor", "CheckSensor").End(Task.FromException(new FileNotFoundException("gone")), default)
        );
        Assert.Equal(local.Task, remote.Task);
        Assert.Equal(local.Message, remote.Message);
        Assert.Equal(local.ErrorTypes, remote.ErrorTypes);
        Assert.True(remote.Is<IOException>());
        Assert.Null(remote.InnerException);
    }

    [Fact]
    public async Task A_deeper_tasks_failure_passes_through()
    {
        _answer = _ =>
            Task.FromResult(
                FunctionError(
                    """{"errorType":"My.Error","errorMessage":"deep","errorTypes":["My.Error","System.Exception"],"task":"Deep","stackTrace":["x"]}"""
                )
            );
        var e = await Assert.ThrowsAsync<TaskFailedException>(() => CheckSensor());
        Assert.Equal(("Deep", "My.Error", "deep"), (e.Task, e.ErrorType, e.Message));
    }

    [Theory]
    [InlineData(
        """{"errorMessage":"2026-11-20 Task timed out after 3.00 seconds","errorType":"Sandbox.Timedout"}""",
        "Sandbox.Timedout",
        "timed out"
    )]
    [InlineData("""{"errorMessage":"killed"}""", "Fusionize.RemoteCallException", "killed")]
    [InlineData("not json", "Fusionize.RemoteCallException", "CheckSensor")]
    [InlineData("[]", "Fusionize.RemoteCallException", "CheckSensor")]
    [InlineData("", "Fusionize.RemoteCallException", "CheckSensor")]
    public async Task The_platforms_own_errors_are_understood(string body, string type, string message)
    {
        _answer = _ => Task.FromResult(FunctionError(body));
        var e = await Assert.ThrowsAsync<TaskFailedException>(() => CheckSensor());
        Assert.Equal(("CheckSensor", type), (e.Task, e.ErrorType));
        Assert.Contains(message, e.Message);
    }

    [Fact]
    public async Task A_throttled_call_is_tried_again()
    {
        _answer = _ =>
            Task.FromResult(_requests < 3 ? Problem(429, "TooManyRequestsException", "Rate Exceeded.") : new StubResponse(200, """{"valid":true}"""));
        Assert.Equal(new Verdict(true), await CheckSensor());
        Assert.Equal(3, _requests);
    }

    [Theory]
    [InlineData(429, "TooManyRequestsException", 5)]
    [InlineData(500, "ServiceException", 1)]
    [InlineData(503, "", 1)]
    [InlineData(404, "ResourceNotFoundException", 1)]
    [InlineData(403, "AccessDeniedException", 1)]
    public async Task A_refused_call_is_a_clear_error_and_only_a_throttled_one_is_sent_again(int status, string type, int requests)
    {
        _answer = _ => Task.FromResult(Problem(status, type, "the reason"));
        var trace = await InvocationScope.TraceAsync("AnalyzeSensor", async () =>
        {
            var e = await Assert.ThrowsAsync<TaskFailedException>(() => CheckSensor());
            Assert.True(e.Is<RemoteCallException>());
            Assert.Contains($"{status}", e.Message);
            Assert.Contains(type, e.Message);
            Assert.Contains("the reason", e.Message);
            Assert.Contains("CheckSensor", e.Message);
        });
        Assert.Equal(requests, _requests);
        Assert.NotNull(trace[0].Error);
    }

    [Fact]
    public async Task A_call_cut_off_is_not_sent_again()
    {
        _answer = _ => Task.FromResult(StubResponse.Hangup);
        var e = await Assert.ThrowsAsync<TaskFailedException>(() => CheckSensor());
        Assert.True(e.Is<RemoteCallException>());
        Assert.Equal(1, _requests);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_clear_error()
    {
        _lambda.Dispose();
        var e = await Assert.ThrowsAsync<TaskFailedException>(() => CheckSensor());
        Assert.True(e.Is<RemoteCallException>());
        Assert.Contains(_lambda.HostAndPort, e.Message);
    }

    [Fact]
    public async Task A_task_without_route_is_a_clear_error()
    {
        var e = await Assert.ThrowsAsync<TaskFailedException>(() => CheckSensor(task: "StoreEvent"));
        Assert.Contains("FUSIONIZE_ROUTES", e.Message);
        Assert.Equal(0, _requests);
    }

    [Fact]
    public async Task Arguments_that_Lambda_could_not_carry_are_not_sent()
    {
        var e = await Assert.ThrowsAsync<TaskFailedException>(() => CheckSensor(sensor: new string('s', 6 * 1024 * 1024)));
        Assert.True(e.Is<PayloadTooLargeException>());
        e = await Assert.ThrowsAsync<TaskFailedException>(() => CheckSensor(call: s_async, sensor: new string('s', 1024 * 1024)));
        Assert.True(e.Is<PayloadTooLargeException>());
        Assert.Contains("asynchronous", e.Message);
        Assert.Equal(0, _requests);
        await CheckSensor(sensor: new string('s', 5 * 1024 * 1024));
    }

    [Fact]
    public async Task An_answer_of_another_shape_is_a_clear_error()
    {
        _answer = _ => Task.FromResult(new StubResponse(200, "<html>"));
        var e = await Assert.ThrowsAsync<TaskFailedException>(() => CheckSensor());
        Assert.True(e.Is<RemoteCallException>());
        Assert.Contains("CheckSensor", e.Message);
    }

    [Fact]
    public async Task Cancellation_ends_the_call()
    {
        var reached = new TaskCompletionSource();
        _answer = async _ =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.Infinite);
            return StubResponse.Hangup;
        };
        using var source = new CancellationTokenSource();
        var call = CheckSensor(cancellation: source.Token);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        source.Cancel();
        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(source.Token, e.CancellationToken);
    }

    [Fact]
    public async Task The_callees_cancellation_is_the_callers_only_when_its_token_says_so()
    {
        using var source = new CancellationTokenSource();
        _answer = _ =>
        {
            return Task.FromResult(
                FunctionError(
                    """{"errorType":"System.OperationCanceledException","errorMessage":"c","errorTypes":["System.OperationCanceledException","System.Exception"]}"""
                )
            );
        };
        var e = await Assert.ThrowsAsync<TaskFailedException>(() => CheckSensor(cancellation: source.Token));
        Assert.True(e.Is<OperationCanceledException>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_invocations_end_ends_a_call_that_has_no_or_another_token(bool otherToken)
    {
        using var deadline = new CancellationTokenSource();
        using var other = new CancellationTokenSource();
        var reached = new TaskCompletionSource();
        _answer = async _ =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.Infinite);
            return StubResponse.Hangup;
        };
        var invocation = InvocationScope.New(null, deadline.Token);
        var call = Task.Run(() =>
        {
            Frame.Current = new Frame(invocation, "AnalyzeSensor");
            return CheckSensor(cancellation: otherToken ? other.Token : default);
        });
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        deadline.Cancel();
        Assert.True((await Assert.ThrowsAsync<TaskFailedException>(() => call)).Is<TimeoutException>());
    }

    [Fact]
    public async Task The_remaining_time_travels_along_but_not_with_an_event()
    {
        var invocation = new Invocation { DeadlineMs = 1234567890123 };
        Task Run(RemoteCall call) =>
            Task.Run(() =>
            {
                Frame.Current = new Frame(invocation, "AnalyzeSensor");
                return CheckSensor(call: call);
            });
        await Run(s_sync);
        Assert.Equal(1234567890123, JsonDocument.Parse(_last!.Text).RootElement.GetProperty("deadline").GetInt64());
        _answer = _ => Task.FromResult(new StubResponse(202));
        await Run(s_async);
        Assert.False(JsonDocument.Parse(_last!.Text).RootElement.TryGetProperty("deadline", out _));
    }

    [Fact]
    public async Task Signs_when_there_are_credentials()
    {
        var credentials = new Credentials("AKIDEXAMPLE", "secret", "the-token");
        var endpoint = Endpoint(credentials);
        await CheckSensor(new RemoteCaller(new LambdaClient(endpoint), Routes.Parse("CheckSensor=arn:aws:lambda:eu-central-1:1:function:f")));
        Assert.Equal("/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-central-1%3A1%3Afunction%3Af/invocations?Qualifier=setup-0123", _last!.Path);
        Assert.Equal("the-token", _last.Headers["X-Amz-Security-Token"]);
        var time = DateTime.ParseExact(_last.Headers["X-Amz-Date"], "yyyyMMdd'T'HHmmss'Z'", null);
        Assert.Equal(
            new SigV4(credentials, "eu-central-1", "lambda").Authorize(
                "POST",
                _last.Path.Split('?')[0],
                _last.Path.Split('?')[1],
                [
                    ("host", _lambda.HostAndPort),
                    ("x-amz-date", _last.Headers["X-Amz-Date"]),
                    ("x-amz-invocation-type", "RequestResponse"),
                    ("x-amz-security-token", "the-token"),
                ],
                _last.Body,
                time
            ),
            _last.Headers["Authorization"]
        );
    }

    [Fact]
    public async Task Warming_up_connects_and_sends_nothing()
    {
        var endpoint = Endpoint(new Credentials("AKIDEXAMPLE", "secret", null));
        var caller = new RemoteCaller(new LambdaClient(endpoint), Routes.Parse("CheckSensor=iot-CheckSensor"));
        await RemoteWarmUp.RunAsync(caller, endpoint);
        Assert.Equal(0, _requests);
        await CheckSensor(caller);
        Assert.Equal((1, 1), (_requests, _lambda.ConnectionCount));
    }

    [Fact]
    public async Task Warming_up_survives_an_endpoint_that_is_not_there()
    {
        _lambda.Dispose();
        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(() => RemoteWarmUp.RunAsync(Caller(), Endpoint()));
        using var api = new RuntimeApiStub();
        _ = api.Start(
            new TestDispatcher
            {
                OnConnect = () => Fusionize.Invocations.InitWork.Begin(TimeSpan.FromSeconds(1), () => RemoteWarmUp.RunAsync(Caller(), Endpoint())),
            }.With("AnalyzeSensor", _ => Task.CompletedTask)
        );
        Assert.False((await api.InvokeAsync("{}")).IsError);
    }

    [Theory]
    [InlineData("A=f;B=g", "A", "f")]
    [InlineData(" A = f ; B = g ; ", "B", "g")]
    [InlineData("Sensors.Check=iot-Sensors-Check", "Sensors.Check", "iot-Sensors-Check")]
    public void Routes_are_read(string text, string task, string function) => Assert.Equal(function, Routes.Parse(text).FunctionOf(task));

    [Theory]
    [InlineData("A")]
    [InlineData("=f")]
    [InlineData("A=")]
    public void Malformed_routes_are_an_error(string text) => Assert.Throws<FormatException>(() => Routes.Parse(text));

    private LambdaEndpoint Endpoint(Credentials? credentials = null) => new(_lambda.Address, "eu-central-1", credentials, "setup-0123");

    private RemoteCaller Caller() => new(new LambdaClient(Endpoint()), Routes.Parse("CheckSensor=iot-CheckSensor"));

    private RemoteCaller? _caller;

    private Task<Verdict> CheckSensor(
        RemoteCaller? caller = null,
        RemoteCall? call = null,
        string task = "CheckSensor",
        string sensor = "s1",
        double value = 20,
        CancellationToken cancellation = default
    ) =>
        (caller ?? (_caller ??= Caller())).InvokeAsync(
            call ?? s_sync,
            task,
            new Reading(sensor, value),
            static (json, reading) =>
            {
                json.WritePropertyName("reading"u8);
                JsonSerializer.Serialize(json, reading, TestJson.Default.Reading);
            },
            TestJson.Default.Verdict,
            null,
            cancellation
        );

    private static StubResponse FunctionError(string body) =>
        new(200, body, new Dictionary<string, string> { ["X-Amz-Function-Error"] = "Unhandled" });

    private static StubResponse Problem(int status, string type, string message) =>
        new(status, JsonSerializer.Serialize(new { Type = "User", message }), new Dictionary<string, string> { ["x-amzn-ErrorType"] = type });
}
