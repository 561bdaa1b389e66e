using System.Text.Json;
using Fusionize.CompilerServices;
using Fusionize.Tracing;

namespace Fusionize.Tests.Functions;

public sealed class TraceLineTests : IDisposable
{
    private readonly RuntimeApiStub _api = new();

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Has_the_schema_that_the_engine_reads()
    {
        _ = _api.Start(Caller());
        await _api.InvokeAsync("{}");
        using var written = JsonDocument.Parse(await _api.LineAsync());
        var line = written.RootElement;
        Assert.Equal(
            [
                "fusionize",
                "app",
                "setup",
                "group",
                "requestId",
                "trace",
                "span",
                "task",
                "root",
                "cold",
                "initMs",
                "start",
                "ms",
                "cpuMs",
                "memMB",
                "calls",
                "error",
            ],
            line.EnumerateObject().Select(p => p.Name)
        );
        Assert.Equal(1, line.GetProperty("fusionize").GetInt32());
        Assert.Equal("iot", line.GetProperty("app").GetString());
        Assert.Equal("0123456789abcdef", line.GetProperty("setup").GetString());
        Assert.Equal("AnalyzeSensor", line.GetProperty("group").GetString());
        Assert.Equal("request-1", line.GetProperty("requestId").GetString());
        Assert.Matches("^[0-9a-f]{32}$", line.GetProperty("trace").GetString());
        Assert.Matches("^[0-9a-f]{16}$", line.GetProperty("span").GetString());
        Assert.Equal("AnalyzeSensor", line.GetProperty("task").GetString());
        Assert.True(line.GetProperty("root").GetBoolean());
        Assert.True(line.GetProperty("cold").GetBoolean());
        Assert.InRange(line.GetProperty("initMs").GetDouble(), 0, 600_000);
        Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - line.GetProperty("start").GetDouble(), -1000, 60_000);
        Assert.InRange(line.GetProperty("ms").GetDouble(), 10, 60_000);
        Assert.InRange(line.GetProperty("cpuMs").GetDouble(), 0, 600_000);
        Assert.Equal(128, line.GetProperty("memMB").GetInt32());
        Assert.Equal(JsonValueKind.Null, line.GetProperty("error").ValueKind);

        var call = Assert.Single(line.GetProperty("calls").EnumerateArray().ToArray());
        Assert.Equal(["from", "to", "at", "ms"], call.EnumerateObject().Select(p => p.Name));
        Assert.InRange(call.GetProperty("ms").GetDouble(), 10, line.GetProperty("ms").GetDouble());
        Assert.InRange(call.GetProperty("at").GetDouble(), 0, line.GetProperty("ms").GetDouble());
    }

    [Fact]
    public async Task Is_one_write_per_invocation_and_cold_only_once()
    {
        _ = _api.Start(Caller());
        for (var i = 0; i < 3; i++)
        {
            await _api.InvokeAsync("{}");
            var line = await _api.TraceAsync();
            Assert.Equal(i == 0, line.GetProperty("cold").GetBoolean());
            if (i > 0)
                Assert.Equal(0, line.GetProperty("initMs").GetDouble());
            Assert.Equal(i + 1, _api.WritesToStandardOutput);
            Assert.Equal(1, line.GetProperty("calls").GetArrayLength());
        }
    }

    [Fact]
    public async Task Carries_on_the_callers_trace()
    {
        _ = _api.Start(Caller());
        await _api.InvokeAsync(
            """{"fusionize":1,"task":"AnalyzeSensor","args":{},"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","caller":"Other"}"""
        );
        var line = await _api.TraceAsync();
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", line.GetProperty("trace").GetString());
        Assert.Equal("b7ad6b7169203331", line.GetProperty("parent").GetString());
        Assert.NotEqual("b7ad6b7169203331", line.GetProperty("span").GetString());
        Assert.False(line.GetProperty("root").GetBoolean());
    }

    [Fact]
    public async Task Is_left_out_when_the_caller_was_not_sampled()
    {
        _ = _api.Start(Caller());
        await _api.InvokeAsync(
            """{"fusionize":1,"task":"AnalyzeSensor","args":{},"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00","caller":"Other"}"""
        );
        await _api.InvokeAsync("{}");
        Assert.Equal("request-2", (await _api.TraceAsync()).GetProperty("requestId").GetString());
    }

    [Fact]
    public async Task Says_how_an_invocation_failed()
    {
        _ = _api.Start(new TestDispatcher().With("AnalyzeSensor", _ => throw new FormatException(new string('x', 3000))));
        await _api.InvokeAsync("{}");
        var error = (await _api.TraceAsync()).GetProperty("error");
        Assert.Equal("System.FormatException", error.GetProperty("type").GetString());
        Assert.Equal(1000, error.GetProperty("message").GetString()!.Length);
    }

    [Fact]
    public async Task Stays_below_what_a_log_event_may_hold()
    {
        var to = new string('t', 100);
        _ = _api.Start(new TestDispatcher().With("AnalyzeSensor", async _ =>
            {
                for (var i = 0; i < CallTrace.Capacity + 1; i++)
                    await LocalCall.Begin(to, to).End(Task.CompletedTask, default);
            }));
        await _api.InvokeAsync("{}");
        using var written = JsonDocument.Parse(await _api.LineAsync());
        var line = written.RootElement;
        Assert.InRange(line.GetRawText().Length, 200_000, 256 * 1024);
        Assert.Equal(CallTrace.Capacity + 1, line.GetProperty("calls").GetArrayLength() + line.GetProperty("dropped").GetInt32());
    }

    [Theory]
    [InlineData(null, 1.0)]
    [InlineData("on", 1.0)]
    [InlineData("off", 0.0)]
    [InlineData("0", 0.0)]
    [InlineData("0.25", 0.25)]
    [InlineData("1", 1.0)]
    [InlineData("nonsense", 1.0)]
    [InlineData("7", 1.0)]
    public void Sampling_takes_its_share(string? setting, double share)
    {
        var sampling = Sampling.Parse(setting);
        const int Traces = 1000;
        var taken = Enumerable.Range(0, Traces).Count(i => sampling.Takes((ulong)(ulong.MaxValue / (double)Traces * i)));
        Assert.InRange(taken / (double)Traces, share - 0.01, share + 0.01);
        Assert.Equal(share == 0, sampling.IsOff);
    }

    [Fact]
    public async Task Off_writes_nothing()
    {
        _ = _api.Start(Caller(), sampling: 0);
        await _api.InvokeAsync("{}");
        await _api.InvokeAsync("{}");
        Assert.Equal(0, _api.WritesToStandardOutput);
    }

    [Fact]
    public async Task A_failure_is_told_also_when_nothing_is_traced()
    {
        _ = _api.Start(new TestDispatcher().With("AnalyzeSensor", _ => throw new FormatException("secret")), sampling: 0);
        await _api.InvokeAsync("{}");
        Assert.Equal("""{"fusionizeFailure":1,"requestId":"request-1","type":"System.FormatException"}""", await _api.LineAsync());
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true)]
    [InlineData("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more", true)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more", false)]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false)]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01", false)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", false)]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", false)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", false)]
    [InlineData("", false)]
    public void Traceparent_follows_the_W3C(string header, bool valid)
    {
        Assert.Equal(valid, TraceContext.TryParse(System.Text.Encoding.UTF8.GetBytes(header), out var context));
        if (!valid)
            return;
        var written = new byte[TraceContext.HeaderLength];
        context.WriteHeader(written);
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", System.Text.Encoding.ASCII.GetString(written));
    }

    private static TestDispatcher Caller() =>
        new TestDispatcher().With("AnalyzeSensor", async ct => await LocalCall.Begin("AnalyzeSensor", "CheckSensor").End(Task.Delay(20, ct), ct));
}
