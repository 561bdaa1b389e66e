using System.Buffers;
using System.Text.Json;
using Fusionize.CompilerServices;

namespace Fusionize.Tests.Functions;

/// <summary>A whole function against a Runtime API over real HTTP.</summary>
public sealed class FunctionTests : IDisposable
{
    private const string Envelope = """{"fusionize":1,"task":"AnalyzeSensor","args":{"reading":{"sensorId":"s1","value":20}}}""";

    private readonly RuntimeApiStub _api = new();

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Serves_an_envelope()
    {
        _ = _api.Start(Sensor());
        var answer = await _api.InvokeAsync(Envelope);
        Assert.False(answer.IsError, answer.Body);
        Assert.Equal("""{"valid":true}""", answer.Body);
    }

    [Theory]
    [InlineData("""{"sensorId":"s1","value":20}""")]
    [InlineData("""  {"value":20,"sensorId":"s1"}  """)]
    [InlineData("\uFEFF{\"SENSORID\":\"s1\",\"Value\":\"20\"}")]
    public async Task Serves_a_plain_request_whose_body_is_the_only_parameter(string payload)
    {
        _ = _api.Start(Sensor());
        Assert.Equal("""{"valid":true}""", (await _api.InvokeAsync(payload)).Body);
    }

    [Fact]
    public async Task Serves_a_plain_request_with_several_parameters_by_name()
    {
        var dispatcher = new TestDispatcher
        {
            ["AnalyzeSensor"] = (request, response, _) =>
            {
                int a = 0, b = 0;
                var arguments = request.Arguments(null);
                while (arguments.Next())
                {
                    if (arguments.Is("a"u8)) a = arguments.Read(TestJson.Default.Int32);
                    else if (arguments.Is("b"u8)) b = arguments.Read(TestJson.Default.Int32);
                }
                response.Write(JsonSerializer.SerializeToUtf8Bytes(a - b));
                return Task.CompletedTask;
            },
        };
        _ = _api.Start(dispatcher);
        Assert.Equal("40", (await _api.InvokeAsync("""{"unknown":{"a":[1,{"b":2}]},"B":2,"\u0061":42,"last":null}""")).Body);
        Assert.Equal("0", (await _api.InvokeAsync("{}")).Body);
        Assert.Equal("0", (await _api.InvokeAsync("")).Body);
        foreach (var malformed in (string[])["[1,2]", """{"\ud800":1}"""])
        {
            var refused = await _api.InvokeAsync(malformed);
            Assert.True(refused.IsError);
            Assert.Equal(typeof(InvalidRequestException).FullName, refused.ErrorType);
        }
    }

    [Fact]
    public async Task Answers_null_for_a_task_without_result()
    {
        _ = _api.Start(new TestDispatcher().With("AnalyzeSensor", _ => Task.CompletedTask));
        Assert.Equal("null", (await _api.InvokeAsync("{}")).Body);
    }

    [Theory]
    [InlineData("{", "valid JSON")]
    [InlineData("""{"fusionize":1,"task":"AnalyzeSensor","args":{}}}""", "valid JSON")]
    [InlineData("""{"fusionize":1,"task":"AnalyzeSensor","args":{"reading":""", "valid JSON")]
    [InlineData("""{"fusionize":1,"task":"AnalyzeSensor","args":{"x":]}}""", "valid JSON")]
    [InlineData("""{"fusionize":1,"task":"AnalyzeSensor","args":{"reading":{"sensorId":tru}}}""", "Argument 'reading'")]
    [InlineData("""{"fusionize":2,"task":"AnalyzeSensor","args":{}}""", "version 1")]
    [InlineData("""{"fusionize":"1","task":"AnalyzeSensor","args":{}}""", "version 1")]
    [InlineData("""{"fusionize":1,"args":{}}""", "'task'")]
    [InlineData("""{"fusionize":1,"task":{"a":1},"args":{}}""", "'task'")]
    [InlineData("""{"fusionize":1,"task":"AnalyzeSensor","args":[]}""", "'args'")]
    [InlineData("""{"fusionize":1,"task":"AnalyzeSensor","args":{"reading":{"value":"x"}}}""", "Argument 'reading'")]
    [InlineData("""{"sensorId":3}""", "Argument 'reading'")]
    [InlineData("[]", "Argument 'reading'")]
    [InlineData("""{"fusionize":1,"task":"\ud800","args":{}}""", "valid JSON")]
    [InlineData("""{"fusionize":1,"task":"AnalyzeSensor","args":{"\ud800":1}}""", "valid JSON")]
    public async Task Refuses_malformed_input_and_goes_on(string payload, string expected)
    {
        _ = _api.Start(Sensor());
        var answer = await _api.InvokeAsync(payload);
        Assert.True(answer.IsError);
        Assert.Equal("Fusionize.CompilerServices.InvalidRequestException", answer.ErrorType);
        Assert.Contains(expected, answer.Json.GetProperty("errorMessage").GetString());
        Assert.False((await _api.InvokeAsync(Envelope)).IsError);
    }

    [Fact]
    public async Task Refuses_an_unknown_task()
    {
        _ = _api.Start(Sensor());
        var answer = await _api.InvokeAsync("""{"fusionize":1,"task":"Nowhere","args":{}}""");
        Assert.Equal(typeof(UnknownTaskException).FullName, answer.ErrorType);
    }

    [Fact]
    public async Task Tells_a_failure_in_Lambdas_form_and_goes_on()
    {
        _ = _api.Start(Sensor());
        var answer = await _api.InvokeAsync("""{"sensorId":"bad","value":1}""");
        Assert.True(answer.IsError);
        Assert.Equal("System.ArgumentNullException", answer.ErrorType);
        Assert.Equal("System.ArgumentNullException", answer.Json.GetProperty("errorType").GetString());
        Assert.StartsWith("no sensor", answer.Json.GetProperty("errorMessage").GetString());
        Assert.Equal("AnalyzeSensor", answer.Json.GetProperty("task").GetString());
        Assert.Contains(nameof(FunctionTests), answer.Json.GetProperty("stackTrace")[0].GetString());
        Assert.Equal(
            ["System.ArgumentNullException", "System.ArgumentException", "System.SystemException", "System.Exception"],
            answer.Json.GetProperty("errorTypes").EnumerateArray().Select(t => t.GetString()));
        Assert.False((await _api.InvokeAsync(Envelope)).IsError);
    }

    [Fact]
    public async Task Passes_an_inner_tasks_failure_through()
    {
        _ = _api.Start(new TestDispatcher().With("AnalyzeSensor", _ => throw new TaskFailedException("Deep", ["My.Error", "System.Exception"], "deep down")));
        var json = (await _api.InvokeAsync("{}")).Json;
        Assert.Equal("My.Error", json.GetProperty("errorType").GetString());
        Assert.Equal("deep down", json.GetProperty("errorMessage").GetString());
        Assert.Equal("Deep", json.GetProperty("task").GetString());
        Assert.Equal(2, json.GetProperty("errorTypes").GetArrayLength());
    }

    [Theory]
    [InlineData("/", "$default", false)]
    [InlineData("/AnalyzeSensor", "$default", false)]
    [InlineData("/prod/AnalyzeSensor/", "prod", false)]
    [InlineData("/prod", "prod", true)]
    public async Task Serves_an_HTTP_event(string path, string stage, bool base64)
    {
        _ = _api.Start(Sensor());
        var body = """{"sensorId":"s1","value":20}""";
        var answer = await _api.InvokeAsync(HttpEvent(path, stage, base64 ? Convert.ToBase64String("""{"sensorId":"s1","value":20}"""u8) : body, base64));
        Assert.False(answer.IsError);
        Assert.Equal(200, answer.Json.GetProperty("statusCode").GetInt32());
        Assert.Equal("application/json", answer.Json.GetProperty("headers").GetProperty("content-type").GetString());
        Assert.Equal("""{"valid":true}""", answer.Json.GetProperty("body").GetString());
    }

    [Theory]
    [InlineData("/Nowhere", "{}", false, 404, "UnknownTaskException")]
    [InlineData("/", "{", false, 400, "InvalidHttpRequestException")]
    [InlineData("/", "!", true, 400, "InvalidHttpRequestException")]
    [InlineData("/", """{"value":"x"}""", false, 400, "InvalidRequestException")]
    [InlineData("/", """{"\ud800":1}""", false, 400, "InvalidRequestException")]
    [InlineData("/", """{"sensorId":"bad"}""", false, 500, "System.ArgumentNullException")]
    public async Task Answers_a_failed_HTTP_event_as_HTTP(string path, string body, bool base64, int status, string errorType)
    {
        _ = _api.Start(Sensor());
        var answer = await _api.InvokeAsync(HttpEvent(path, "$default", body, base64));
        Assert.False(answer.IsError);
        Assert.Equal(status, answer.Json.GetProperty("statusCode").GetInt32());
        var error = JsonDocument.Parse(answer.Json.GetProperty("body").GetString()!).RootElement;
        Assert.EndsWith(errorType, error.GetProperty("errorType").GetString());
        Assert.NotEqual(JsonValueKind.Null, (await _api.TraceAsync()).GetProperty("error").ValueKind);
    }

    [Fact]
    public async Task Refuses_a_result_that_Lambda_could_not_carry()
    {
        _ = _api.Start(new TestDispatcher { ["AnalyzeSensor"] = (request, response, _) =>
        {
            var length = int.Parse(System.Text.Encoding.UTF8.GetString(request.Json.Span));
            response.GetSpan(length)[..length].Fill((byte)'7');
            response.Advance(length);
            return Task.CompletedTask;
        } });
        Assert.False((await _api.InvokeAsync($"{6 * 1024 * 1024}")).IsError);
        var refused = await _api.InvokeAsync($"{(6 * 1024 * 1024) + 1}");
        Assert.Equal("Fusionize.PayloadTooLargeException", refused.ErrorType);
        Assert.False((await _api.InvokeAsync("1")).IsError);
    }

    /// <summary>Above 166,666,666 bytes a text is too large even for the writer of the answer around it.</summary>
    [Theory]
    [InlineData((6 * 1024 * 1024) + 1)]
    [InlineData(170_000_000)]
    public async Task Refuses_a_result_that_HTTP_could_not_carry(int size)
    {
        _ = _api.Start(new TestDispatcher { ["AnalyzeSensor"] = (_, response, _) =>
        {
            response.GetSpan(size)[..size].Fill((byte)'7');
            response.Advance(size);
            return Task.CompletedTask;
        } });
        var refused = await _api.InvokeAsync(HttpEvent("/", "$default", "{}", base64: false));
        Assert.Equal(500, refused.Json.GetProperty("statusCode").GetInt32());
        Assert.Contains("PayloadTooLargeException", refused.Json.GetProperty("body").GetString());
    }

    [Fact]
    public async Task A_failure_that_says_too_much_is_told_in_part()
    {
        _ = _api.Start(new TestDispatcher().With("AnalyzeSensor", _ => throw new InvalidOperationException(new string('x', 7 * 1024 * 1024))));
        Assert.InRange((await _api.InvokeAsync(HttpEvent("/", "$default", "{}", base64: false))).Body.Length, 10_000, 100_000);
        Assert.InRange((await _api.InvokeAsync("{}")).Body.Length, 10_000, 100_000);
    }

    [Fact]
    public async Task Cancels_shortly_before_the_deadline_and_only_that_request()
    {
        _ = _api.Start(new TestDispatcher().With("AnalyzeSensor", async (reading, ct) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(reading.Value), ct);
            return new Verdict(true);
        }));
        var answer = await _api.InvokeAsync("""{"value":600}""", TimeSpan.FromMilliseconds(300));
        Assert.Equal("System.Threading.Tasks.TaskCanceledException", answer.ErrorType);
        Assert.False((await _api.InvokeAsync("""{"value":0.05}""")).IsError);
    }

    [Fact]
    public async Task Takes_the_callers_deadline_when_it_is_nearer()
    {
        _ = _api.Start(new TestDispatcher().With("AnalyzeSensor", ct => Task.Delay(Timeout.Infinite, ct)));
        var soon = DateTimeOffset.UtcNow.AddMilliseconds(300).ToUnixTimeMilliseconds();
        var answer = await _api.InvokeAsync($$"""{"fusionize":1,"task":"AnalyzeSensor","args":{},"caller":"X","deadline":{{soon}}}""");
        Assert.Equal("System.Threading.Tasks.TaskCanceledException", answer.ErrorType);
    }

    [Fact]
    public async Task Serves_several_requests_at_once_when_the_platform_sends_them()
    {
        var all = new CountdownEvent(4);
        _ = _api.Start(
            new TestDispatcher().With("AnalyzeSensor", async (reading, ct) =>
            {
                all.Signal();
                await Task.Run(() => Assert.True(all.Wait(TimeSpan.FromSeconds(30), ct), "not at once"), ct);
                return new Verdict(reading.Value > 1);
            }),
            concurrency: 4);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => _api.InvokeAsync($$"""{"sensorId":"s","value":{{i}}}""")));
        Assert.Equal(["""{"valid":false}""", """{"valid":false}""", """{"valid":true}""", """{"valid":true}"""], answers.Select(a => a.Body));
    }

    [Fact]
    public async Task Reports_a_failing_initialization_and_ends()
    {
        var exit = _api.Start(new TestDispatcher { OnConnect = () => throw new InvalidOperationException("no such table") });
        Assert.Equal(1, await exit.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal("System.InvalidOperationException", _api.InitError!.ErrorType);
        Assert.Equal("no such table", _api.InitError.Json.GetProperty("errorMessage").GetString());
    }

    [Fact]
    public async Task A_failing_warm_up_fails_no_request()
    {
        _ = _api.Start(new TestDispatcher { OnWarmUp = () => throw new InvalidOperationException("cold") }.With("AnalyzeSensor", _ => Task.CompletedTask));
        Assert.False((await _api.InvokeAsync("{}")).IsError);
    }

    [Fact]
    public async Task Ends_when_the_Runtime_API_is_gone()
    {
        var exit = _api.Start(Sensor());
        await _api.FirstPoll.Task.WaitAsync(TimeSpan.FromSeconds(30));
        _api.Dispose();
        Assert.Equal(1, await exit.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    /// <summary>A process with a poller less would be sent more than it can take, for as long as it lives.</summary>
    [Fact]
    public async Task Ends_when_one_of_several_pollers_cannot_go_on()
    {
        var both = new CountdownEvent(2);
        Thread? first = null;
        var others = 0;
        _api.StatusOf = body => body == """{"valid":true}""" ? 500 : 202;
        var exit = _api.Start(
            new TestDispatcher { OnConnect = () => first = Thread.CurrentThread }.With("AnalyzeSensor", (_, ct) =>
            {
                both.Signal();
                Assert.True(both.Wait(TimeSpan.FromSeconds(30), ct), "not at once");
                // Only one of them fails, and not the thread that began.
                return Task.FromResult(new Verdict(Thread.CurrentThread != first && Interlocked.Increment(ref others) == 1));
            }),
            concurrency: 2);
        await Task.WhenAll(_api.InvokeAsync("{}"), _api.InvokeAsync("{}"));
        Assert.Equal(1, await exit.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private static string HttpEvent(string path, string stage, string body, bool base64) => JsonSerializer.Serialize(new
    {
        version = "2.0",
        rawPath = path,
        headers = new Dictionary<string, string> { ["content-type"] = "application/json" },
        requestContext = new { stage, http = new { method = "POST", path } },
        body,
        isBase64Encoded = base64,
    });

    private static TestDispatcher Sensor() => new TestDispatcher().With("AnalyzeSensor", async (reading, _) =>
    {
        await Task.Yield();
        if (reading.SensorId == "bad") throw new ArgumentNullException(null, "no sensor");
        return new Verdict(reading.Value < 100);
    });
}
