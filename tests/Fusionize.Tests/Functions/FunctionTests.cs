using System.Buffers;
using System.Text.Json;
using Fusionize.CompilerServices;
using Fusionize.Hosting;

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
                int a = 0,
                    b = 0;
                var arguments = request.Arguments(null);
                while (arguments.Next())
                {
                    if (arguments.Is("a"u8))
                        a = arguments.Read(TestJson.Default.Int32);
                    else if (arguments.Is("b"u8))
                        b = arguments.Read(TestJson.Default.Int32);
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
    [InlineData("{", "read as JSON")]
    [InlineData("""{"fusionize":1,"task":"AnalyzeSensor","args":{}}}""", "read as JSON")]
    [InlineData("""{"fusionize":1,"task":"AnalyzeSensor","args":{"reading":""", "read as JSON")]
    [InlineData("""{"fusionize":1,"task":"AnalyzeSensor","args":{"x":]}}""", "read as JSON")]
    [InlineData("""{"fusionize":1,"task":"AnalyzeSensor","args":{"reading":{"sensorId":tru}}}""", "Argument 'reading'")]
    [InlineData("""{"fusionize":2,"task":"AnalyzeSensor","args":{}}""", "version 1")]
    [InlineData("""{"fusionize":"1","task":"AnalyzeSensor","args":{}}""", "version 1")]
    [InlineData("""{"fusionize":1,"args":{}}""", "'task'")]
    [InlineData("""{"fusionize":1,"task":{"a":1},"args":{}}""", "'task'")]
    [InlineData("""{"fusionize":1,"task":"AnalyzeSensor","args":[]}""", "'args'")]
    [InlineData("""{"fusionize":1,"task":"AnalyzeSensor","args":{"reading":{"value":"x"}}}""", "Argument 'reading'")]
    [InlineData("""{"sensorId":3}""", "Argument 'reading'")]
    [InlineData("[]", "Argument 'reading'")]
    [InlineData("""{"fusionize":1,"task":"\ud800","args":{}}""", "read as JSON")]
    [InlineData("""{"fusionize":1,"task":"AnalyzeSensor","args":{"\ud800":1}}""", "read as JSON")]
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
            answer.Json.GetProperty("errorTypes").EnumerateArray().Select(t => t.GetString())
        );
        Assert.False((await _api.InvokeAsync(Envelope)).IsError);
    }

    [Fact]
    public async Task Passes_an_inner_tasks_failure_through()
    {
        _ = _api.Start(
            new TestDispatcher().With("AnalyzeSensor", _ => throw new TaskFailedException("Deep", ["My.Error", "System.Exception"], "deep down"))
        );
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
        var answer = await _api.InvokeAsync(
            HttpEvent(path, stage, base64 ? Convert.ToBase64String("""{"sensorId":"s1","value":20}"""u8) : body, base64)
        );
        Assert.False(answer.IsError);
        Assert.Equal(200, answer.Json.GetProperty("statusCode").GetInt32());
        Assert.Equal("application/json", answer.Json.GetProperty("headers").GetProperty("content-type").GetString());
        Assert.Equal("""{"valid":true}""", answer.Json.GetProperty("body").GetString());
    }

    [Theory]
    [InlineData("/Nowhere", "{}", false, 404, "Not Found", typeof(UnknownTaskException))]
    [InlineData("/", "{", false, 400, "JSON", typeof(InvalidHttpRequestException))]
    [InlineData("/", "!", true, 400, "base64", typeof(InvalidHttpRequestException))]
    [InlineData("/", """{"value":"x"}""", false, 400, "$.value", typeof(InvalidRequestException))]
    [InlineData("/", """{"\ud800":1}""", false, 400, "read", typeof(InvalidRequestException))]
    [InlineData("/", """{"sensorId":"bad"}""", false, 500, "Internal Server Error", typeof(ArgumentNullException))]
    public async Task Answers_a_failed_HTTP_event_as_HTTP_and_keeps_exceptions_to_itself(
        string path,
        string body,
        bool base64,
        int status,
        string message,
        Type error
    )
    {
        _ = _api.Start(Sensor());
        var answer = await _api.InvokeAsync(HttpEvent(path, "$default", body, base64));
        Assert.False(answer.IsError);
        Assert.Equal(status, answer.Json.GetProperty("statusCode").GetInt32());
        var text = answer.Json.GetProperty("body").GetString()!;
        var members = JsonDocument.Parse(text).RootElement.EnumerateObject().ToArray();
        Assert.Equal("message", Assert.Single(members).Name);
        Assert.Contains(message, members[0].Value.GetString());
        Assert.DoesNotContain("Exception", text);
        Assert.DoesNotContain(nameof(Reading) + "'", text);
        Assert.DoesNotContain("no sensor", text);
        // The operator learns it all the same.
        Assert.Equal(error.FullName, (await _api.TraceAsync()).GetProperty("error").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("GET", 200)]
    [InlineData("POST", 200)]
    [InlineData("PUT", 200)]
    [InlineData("PATCH", 200)]
    [InlineData("OPTIONS", 405)]
    [InlineData("DELETE", 405)]
    [InlineData("HEAD", 405)]
    [InlineData("TRACE", 405)]
    public async Task An_HTTP_method_that_asks_for_something_else_runs_no_task(string method, int status)
    {
        var runs = 0;
        _ = _api.Start(new TestDispatcher().With("AnalyzeSensor", _ =>
            {
                runs++;
                return Task.CompletedTask;
            }));
        var answer = await _api.InvokeAsync(HttpEvent("/", "$default", "{}", base64: false, method));
        Assert.Equal(status, answer.Json.GetProperty("statusCode").GetInt32());
        Assert.Equal(status == 200 ? 1 : 0, runs);
        Assert.Equal(status == 405, answer.Json.GetProperty("headers").TryGetProperty("allow", out _));
    }

    private const string Secret = """{"fusionize":1,"task":"Secret","args":{},"caller":"AnalyzeSensor"}""";

    [Theory]
    [InlineData(RuntimeApiStub.Release, true)]
    [InlineData("live", false)]
    [InlineData("setup-0123456789abcdef", false)]
    [InlineData("x" + RuntimeApiStub.Release, false)]
    [InlineData("7", false)]
    [InlineData(null, false)]
    public async Task A_task_that_is_no_entry_answers_only_through_the_alias_of_its_own_release(string? alias, bool answers)
    {
        _ = _api.Start(WithSecret());
        var answer = await _api.InvokeAsync(Secret, alias: alias);
        Assert.Equal(answers, !answer.IsError);
        if (!answers)
            Assert.Equal(typeof(UnknownTaskException).FullName, answer.ErrorType);
        Assert.Equal(!answers, (await _api.TraceAsync()).GetProperty("root").GetBoolean());
        Assert.False((await _api.InvokeAsync("{}", alias: alias)).IsError); // an entry answers everybody
    }

    /// <summary>Not even there: HTTP and plain requests are never calls between functions.</summary>
    [Theory]
    [InlineData("live")]
    [InlineData(RuntimeApiStub.Release)]
    public async Task HTTP_reaches_entries_only(string alias)
    {
        _ = _api.Start(WithSecret());
        Assert.Equal(
            404,
            (await _api.InvokeAsync(HttpEvent("/Secret", "$default", "{}", base64: false), alias: alias)).Json.GetProperty("statusCode").GetInt32()
        );
        Assert.Equal(
            404,
            (
                await _api.InvokeAsync(
                    HttpEvent("/", "$default", Secret, base64: false).Replace("\"rawPath\":\"/\"", "\"rawPath\":\"/Secret\""),
                    alias: alias
                )
            )
                .Json.GetProperty("statusCode")
                .GetInt32()
        );
    }

    /// <summary>Another entry has a function of its own, also when both share a group.</summary>
    [Theory]
    [InlineData("live", false)]
    [InlineData(null, false)]
    [InlineData(RuntimeApiStub.Release, true)]
    public async Task Another_entry_of_the_group_is_out_of_reach_from_outside(string? alias, bool isCall)
    {
        _ = _api.Start(new TestDispatcher().With("AnalyzeSensor", _ => Task.CompletedTask).With("Other", _ => Task.CompletedTask));
        var direct = await _api.InvokeAsync("""{"fusionize":1,"task":"Other","args":{}}""", alias: alias);
        Assert.Equal(isCall ? null : typeof(UnknownTaskException).FullName, direct.ErrorType);
        var http = await _api.InvokeAsync(HttpEvent("/Other", "$default", "{}", base64: false), alias: alias);
        Assert.Equal(404, http.Json.GetProperty("statusCode").GetInt32());
        Assert.False((await _api.InvokeAsync("""{"fusionize":1,"task":"AnalyzeSensor","args":{}}""", alias: alias)).IsError);
    }

    [Fact]
    public async Task A_strangers_word_for_caller_time_and_attempts_is_not_believed()
    {
        TaskContext? seen = null;
        _ = _api.Start(new TestDispatcher().With("AnalyzeSensor", ct =>
            {
                seen = TaskContext.Current;
                return Task.Delay(1, ct);
            }));
        var forged = """{"fusionize":1,"task":"AnalyzeSensor","args":{},"caller":"X","call":"forged","earlier":6,"sent":1,"deadline":1}""";
        foreach (var payload in new[] { forged, forged.Replace("\"fusionize\":1", "\"fusionize\": 1") })
        {
            Assert.False((await _api.InvokeAsync(payload, alias: "live")).IsError); // the deadline is long over
            Assert.StartsWith("request-", seen!.CallId);
            Assert.Equal(1, seen.Attempt);
            Assert.True((await _api.TraceAsync()).GetProperty("root").GetBoolean());
        }
    }

    [Theory]
    [InlineData("""{"Records":[{"messageId":"1","body":"{}","eventSource":"aws:sqs"}]}""", "aws:sqs")]
    [InlineData("""{"Records":[{"EventVersion":"1.0","EventSource":"aws:sns","Sns":{"Message":"x"}}]}""", "aws:sns")]
    [InlineData("""{"Records":[{"eventSource":"aws:s3","s3":{}}]}""", "aws:s3")]
    [InlineData("""{"Records":[{"eventSource":"aws:dynamodb","dynamodb":{}}]}""", "aws:dynamodb")]
    [InlineData("""{"Records":[{"kinesis":{"data":"eA=="},"eventSource":"aws:kinesis"}]}""", "aws:kinesis")]
    [InlineData("""{"eventSource":"aws:kafka","records":{}}""", "aws:kafka")]
    [InlineData("""{"version":"0","id":"1","detail-type":"Scheduled Event","source":"aws.events","detail":{}}""", "EventBridge")]
    [InlineData("""{"version":"1","triggerSource":"PreSignUp_SignUp","userPoolId":"p","request":{},"response":{}}""", "Cognito")]
    [InlineData("""{"resource":"/","path":"/","httpMethod":"POST","headers":{},"requestContext":{"stage":"prod"},"body":"{}"}""", "REST API")]
    [InlineData("""{"requestContext":{"elb":{"targetGroupArn":"a"}},"httpMethod":"POST","path":"/","headers":{},"body":"{}"}""", "load balancer")]
    [InlineData("""{"requestContext":{"routeKey":"$connect","eventType":"CONNECT","connectionId":"c"},"isBase64Encoded":false}""", "WebSocket")]
    [InlineData("""{"awslogs":{"data":"H4sI"}}""", "CloudWatch Logs")]
    public async Task An_event_of_AWS_is_refused_by_name_unless_the_parameter_takes_any_JSON(string payload, string kind)
    {
        object? got = null;
        var dispatcher = new TestDispatcher();
        Take(dispatcher, "AnalyzeSensor", TestJson.Default.Lenient);
        using (var api = new RuntimeApiStub())
        {
            _ = api.Start(dispatcher);
            var answer = await api.InvokeAsync(payload, alias: "live");
            Assert.Equal(typeof(InvalidRequestException).FullName, answer.ErrorType);
            Assert.Contains(kind, answer.Json.GetProperty("errorMessage").GetString());
            Assert.Null(got);
        }
        Take(dispatcher, "AnalyzeSensor", TestJson.Default.JsonElement);
        _ = _api.Start(dispatcher);
        Assert.False((await _api.InvokeAsync(payload, alias: "live")).IsError);
        Assert.Equal(JsonDocument.Parse(payload).RootElement.EnumerateObject().Count(), ((JsonElement)got!).EnumerateObject().Count());

        void Take<T>(TestDispatcher target, string task, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
            target[task] = (request, _, _) =>
            {
                var arguments = request.Arguments("only");
                while (arguments.Next())
                    got = arguments.Read(type);
                return Task.CompletedTask;
            };
    }

    [Fact]
    public async Task A_type_that_is_made_for_an_event_takes_it()
    {
        Queue? got = null;
        _ = _api.Start(
            new TestDispatcher
            {
                ["AnalyzeSensor"] = (request, _, _) =>
                {
                    var arguments = request.Arguments("queue");
                    while (arguments.Next())
                        got = arguments.Read(TestJson.Default.Queue);
                    return Task.CompletedTask;
                },
            }
        );
        Assert.False((await _api.InvokeAsync("""{"Records":[{"messageId":"1","body":"hello","eventSource":"aws:sqs"}]}""")).IsError);
        Assert.Equal("hello", Assert.Single(got!.Records).Body);
    }

    [Theory]
    [InlineData("{}", "missing 'sensorId', 'value'", "$")]
    [InlineData("null", "must not be null", "reading")]
    [InlineData("", "missing", "reading")]
    [InlineData("""{"sensorId":null,"value":1}""", "must not be null", "$.sensorId")]
    [InlineData("""{"sensorID":"s","valeu":1}""", "missing 'value'", "$")]
    [InlineData("""{"sensorId":"s","value":"many"}""", "is expected, and text was found", "$.value")]
    [InlineData("[]", "an object is expected", "$")]
    public async Task What_a_request_lacks_is_named(string payload, string what, string where)
    {
        _ = _api.Start(
            new TestDispatcher
            {
                ["AnalyzeSensor"] = (request, _, _) =>
                {
                    var has = false;
                    var arguments = request.Arguments("reading");
                    while (arguments.Next())
                        has = arguments.Read(StrictJson.Default.Reading, refusesNull: true) is not null;
                    return has ? Task.CompletedTask : throw new InvalidRequestException("Argument 'reading' of task 'AnalyzeSensor' is missing.");
                },
            }
        );
        var direct = await _api.InvokeAsync(payload);
        Assert.Equal(typeof(InvalidRequestException).FullName, direct.ErrorType);
        var http = await _api.InvokeAsync(HttpEvent("/", "$default", payload, base64: false));
        Assert.Equal(400, http.Json.GetProperty("statusCode").GetInt32());
        foreach (
            var text in (string[])
                [
                    direct.Json.GetProperty("errorMessage").GetString()!,
                    JsonDocument.Parse(http.Json.GetProperty("body").GetString()!).RootElement.GetProperty("message").GetString()!,
                ]
        )
        {
            Assert.Contains(what, text);
            Assert.Contains(where, text);
        }
    }

    [Fact]
    public async Task The_platforms_trace_header_is_where_clients_of_AWS_look_for_it()
    {
        string? seen = null;
        _ = _api.Start(new TestDispatcher().With("AnalyzeSensor", _ =>
            {
                seen = Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID");
                return Task.CompletedTask;
            }));
        await _api.InvokeAsync("{}");
        Assert.Equal(RuntimeApiStub.PlatformTrace, seen);
    }

    [Fact]
    public async Task A_text_takes_no_more_bytes_than_it_has()
    {
        var text = new string('ä', 1_100_000);
        var verdicts = new TestDispatcher
        {
            ["AnalyzeSensor"] = (_, response, _) =>
            {
                TestDispatcher.WriteResult(response, text, TestJson.Default.String);
                return Task.CompletedTask;
            },
        };
        _ = _api.Start(verdicts);
        var answer = await _api.InvokeAsync("{}");
        Assert.False(answer.IsError, answer.Body[..Math.Min(200, answer.Body.Length)]);
        Assert.Equal(text, JsonSerializer.Deserialize<string>(answer.Body));
    }

    [Theory]
    [InlineData(65)]
    [InlineData(1000)]
    public async Task A_value_is_as_deep_as_it_is(int depth)
    {
        var got = "";
        _ = _api.Start(
            new TestDispatcher
            {
                ["AnalyzeSensor"] = (request, response, _) =>
                {
                    var arguments = request.Arguments("value");
                    while (arguments.Next())
                    {
                        var value = arguments.Read(TestJson.Default.JsonElement);
                        got = value.GetRawText();
                        TestDispatcher.WriteResult(response, value, TestJson.Default.JsonElement);
                    }
                    return Task.CompletedTask;
                },
            }
        );
        var value = new string('[', depth) + new string(']', depth);
        foreach (
            var payload in (string[])
                [
                    value,
                    """{"fusionize":1,"task":"AnalyzeSensor","args":{"value":""" + value + "}}",
                    """{ "fusionize":1,"task":"AnalyzeSensor","args":{"value":""" + value + "}}",
                ]
        )
        {
            var answer = await _api.InvokeAsync(payload);
            Assert.Equal((value, value), (got, answer.Body));
        }
        Assert.Equal(200, (await _api.InvokeAsync(HttpEvent("/", "$default", value, base64: false))).Json.GetProperty("statusCode").GetInt32());
    }

    [Fact]
    public async Task Refuses_a_result_that_Lambda_could_not_carry()
    {
        _ = _api.Start(
            new TestDispatcher
            {
                ["AnalyzeSensor"] = (request, response, _) =>
                {
                    var length = int.Parse(System.Text.Encoding.UTF8.GetString(request.Json.Span));
                    response.GetSpan(length)[..length].Fill((byte)'7');
                    response.Advance(length);
                    return Task.CompletedTask;
                },
            }
        );
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
        _ = _api.Start(
            new TestDispatcher
            {
                ["AnalyzeSensor"] = (_, response, _) =>
                {
                    response.GetSpan(size)[..size].Fill((byte)'7');
                    response.Advance(size);
                    return Task.CompletedTask;
                },
            }
        );
        var refused = await _api.InvokeAsync(HttpEvent("/", "$default", "{}", base64: false));
        Assert.Equal(500, refused.Json.GetProperty("statusCode").GetInt32());
        Assert.Equal("Fusionize.PayloadTooLargeException", (await _api.TraceAsync()).GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_failure_that_says_too_much_is_told_in_part()
    {
        _ = _api.Start(new TestDispatcher().With("AnalyzeSensor", _ => throw new InvalidOperationException(new string('x', 7 * 1024 * 1024))));
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
        _ = _api.Start(new TestDispatcher().With("AnalyzeSensor", async (reading, ct) =>
            {
                all.Signal();
                await Task.Run(() => Assert.True(all.Wait(TimeSpan.FromSeconds(30), ct), "not at once"), ct);
                return new Verdict(reading.Value > 1);
            }), concurrency: 4);
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
        _ = _api.Start(
            new TestDispatcher { OnWarmUp = () => throw new InvalidOperationException("cold") }.With("AnalyzeSensor", _ => Task.CompletedTask)
        );
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
        var exit = _api.Start(new TestDispatcher { OnConnect = () => first = Thread.CurrentThread }.With("AnalyzeSensor", (_, ct) =>
            {
                both.Signal();
                Assert.True(both.Wait(TimeSpan.FromSeconds(30), ct), "not at once");
                // Only one of them fails, and not the thread that began.
                return Task.FromResult(new Verdict(Thread.CurrentThread != first && Interlocked.Increment(ref others) == 1));
            }), concurrency: 2);
        await Task.WhenAll(_api.InvokeAsync("{}"), _api.InvokeAsync("{}"));
        Assert.Equal(1, await exit.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    /// <summary>The others' clients would get a crash for an answer.</summary>
    [Fact]
    public async Task A_poller_that_cannot_go_on_lets_the_others_finish()
    {
        var slow = new TaskCompletionSource();
        var both = new CountdownEvent(2);
        _api.StatusOf = body => body == """{"valid":true}""" ? 500 : 202;
        var exit = _api.Start(new TestDispatcher().With("AnalyzeSensor", async (reading, ct) =>
            {
                both.Signal();
                await Task.Run(() => Assert.True(both.Wait(TimeSpan.FromSeconds(30), ct)), ct);
                if (reading.Value == 2)
                    await slow.Task;
                return new Verdict(reading.Value == 1);
            }), concurrency: 2);
        var (failing, other) = (_api.InvokeAsync("""{"value":1}"""), _api.InvokeAsync("""{"value":2}"""));
        await failing;
        var ended = await Task.WhenAny(exit, Task.Delay(300));
        Assert.NotSame(exit, ended);
        slow.SetResult();
        Assert.Equal("""{"valid":false}""", (await other).Body);
        Assert.Equal(1, await exit.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private static TestDispatcher WithSecret()
    {
        var dispatcher = new TestDispatcher().With("AnalyzeSensor", _ => Task.CompletedTask).With("Secret", _ => Task.CompletedTask);
        dispatcher.Inner.Add("Secret");
        return dispatcher;
    }

    private static string HttpEvent(string path, string stage, string body, bool base64, string method = "POST") =>
        JsonSerializer.Serialize(
            new
            {
                version = "2.0",
                rawPath = path,
                headers = new Dictionary<string, string> { ["content-type"] = "application/json" },
                requestContext = new { stage, http = new { method, path } },
                body,
                isBase64Encoded = base64,
            }
        );

    private static TestDispatcher Sensor() => new TestDispatcher().With("AnalyzeSensor", async (reading, _) =>
        {
            await Task.Yield();
            if (reading.SensorId == "bad")
                throw new ArgumentNullException(null, "no sensor");
            return new Verdict(reading.Value < 100);
        });
}
