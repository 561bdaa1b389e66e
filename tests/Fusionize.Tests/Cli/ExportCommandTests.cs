using System.Text.Json;
using Fusionize.Records;
using Fusionize.Tests.Infrastructure;
using Fusionize.Tests.Rounds.Export;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Tests.Cli;

public sealed class ExportCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("fusionize-export-");

    public void Dispose() => _folder.Dispose();

    private string Records => Path.Combine(_folder.Path, "records.jsonl.gz");

    private string Out => Path.Combine(_folder.Path, "out.json");

    [Theory]
    [InlineData("otlp", "resourceSpans")]
    [InlineData("perfetto", "traceEvents")]
    [InlineData("speedscope", "profiles")]
    public async Task Records_become_a_file_of_the_format(string format, string member)
    {
        await WriteAsync();

        var run = await ToolRun.OfAsync("export", Records, "--format", format, "--out", Out);

        Assert.Equal((0, $"{Out}: 11 spans of 2 traces.\n", ""), (run.ExitCode, run.Output, run.Error));
        Assert.True(JsonDocument.Parse(await File.ReadAllTextAsync(Out)).RootElement.TryGetProperty(member, out _));
    }

    [Fact]
    public async Task A_trace_or_the_last_requests_can_be_chosen()
    {
        await WriteAsync();

        Assert.Contains(": 10 spans of 1 trace.", (await ToolRun.OfAsync("export", Records, "--out", Out, "--last", "1")).Output);
        Assert.Contains(": 10 spans of 1 trace.", (await ToolRun.OfAsync("export", Records, "--out", Out, "--trace", ExportedTrace.Trace)).Output);
        var none = await ToolRun.OfAsync("export", Records, "--out", Out, "--trace", "abc");
        Assert.Equal(1, none.ExitCode);
        Assert.Contains("error FZ1502", none.Error);
        Assert.Contains("holds no record of trace abc", none.Error);
    }

    [Fact]
    public async Task A_store_with_records_is_read_as_a_whole()
    {
        var store = Path.Combine(_folder.Path, "store");
        await new FolderRecordStore(store).AddAsync(ExportedTrace.Records, default);

        var run = await ToolRun.OfAsync("export", store, "--out", Out);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("11 spans of 2 traces", run.Output);
    }

    [Fact]
    public async Task A_collector_gets_the_spans_with_the_headers_and_a_busy_one_gets_them_again()
    {
        await WriteAsync();
        var busy = true;
        await using var collector = await StubServer.StartAsync(async (context, _) =>
        {
            if (busy)
            {
                busy = false;
                context.Response.StatusCode = 503;
                context.Response.Headers.RetryAfter = "0";
                return;
            }
            await context.Response.WriteAsync("""{"partialSuccess":{"rejectedSpans":"2","errorMessage":"too old"}}""");
        });

        var run = await ToolRun.OfAsync("export", Records, "--endpoint", collector.Endpoint.ToString(), "--header", "x-api-key=secret");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("Sent 11 spans of 2 traces", run.Output);
        Assert.Contains("warning FZ1508: the collector refused 2 spans: too old", run.Error);
        Assert.Equal(2, collector.Requests.Count);
        foreach (var request in collector.Requests)
        {
            Assert.Equal(
                ("POST", "/v1/traces", "secret", "application/json"),
                (request.Method, request.Target, request.Headers["x-api-key"], request.Headers["Content-Type"])
            );
            Assert.Equal(3, JsonDocument.Parse(request.Body).RootElement.GetProperty("resourceSpans").GetArrayLength());
        }
    }

    [Fact]
    public async Task A_collector_that_refuses_or_is_not_there_is_an_error()
    {
        await WriteAsync();
        await using var collector = await StubServer.StartAsync(401, "");

        var refused = await ToolRun.OfAsync("export", Records, "--endpoint", collector.Endpoint.ToString());
        var absent = await ToolRun.OfAsync("export", Records, "--endpoint", "http://127.0.0.1:9");

        Assert.Equal((1, 1), (refused.ExitCode, absent.ExitCode));
        Assert.Contains("error FZ1508: the collector at", refused.Error);
        Assert.Contains("answered 401", refused.Error);
        Assert.Contains("can't be reached", absent.Error);
    }

    [Theory]
    [InlineData("--endpoint sends the spans", "--endpoint", "http://localhost:4318", "--out", "x")]
    [InlineData("a collector takes", "--endpoint", "http://localhost:4318", "--format", "perfetto")]
    [InlineData("--header needs --endpoint", "--header", "a=b")]
    [InlineData("not NAME=VALUE", "--header", "a", "--endpoint", "http://localhost:4318")]
    public async Task Options_that_contradict_each_other_are_refused(string says, params string[] options)
    {
        var run = await ToolRun.OfAsync(["export", Records, .. options]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error);
    }

    private Task WriteAsync() => RecordFile.WriteAsync(Records, ExportedTrace.Records, default);
}
