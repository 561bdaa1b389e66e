using System.Text.Json;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Cli;

public sealed class LoadCommandTests
{
    [Fact]
    public async Task Prints_percentiles_and_errors()
    {
        await using var server = await StubServer.StartAsync((_, _) => Task.CompletedTask);

        var run = await ToolRun.OfAsync("load", server.Endpoint.ToString(), "--rate", "100/s", "--duration", "100ms");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("10 requests in ", run.Output);
        Assert.Contains("0 errors", run.Output);
        Assert.Contains("p99", run.Output);
        Assert.Contains("load: 10 requests in 0.1 s", run.Error);
    }

    [Fact]
    public async Task Json_holds_the_figures_and_nothing_else_is_on_the_output()
    {
        await using var server = await StubServer.StartAsync(
            (context, _) =>
            {
                context.Response.StatusCode = 418;
                return Task.CompletedTask;
            }
        );

        var run = await ToolRun.OfAsync("load", server.Endpoint.ToString(), "--ramp", "50..100 step 50 every 100ms", "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error FZ1503: all 15 requests failed", run.Error);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(15, json.RootElement.GetProperty("requests").GetInt32());
        Assert.Equal(15, json.RootElement.GetProperty("errorsByKind").GetProperty("HTTP 418").GetInt32());
    }

    [Fact]
    public async Task A_mix_of_requests_is_told_apart()
    {
        await using var server = await StubServer.StartAsync(
            (context, request) =>
            {
                context.Response.StatusCode = request.Target == "/cart" ? 500 : 302;
                return Task.CompletedTask;
            }
        );
        using var folder = new TemporaryFolder("fusionize-mix-");
        var file = Write(folder, """{"requests":[{"path":"/products/{n}","weight":9},{"method":"POST","path":"/cart"}]}""");

        var run = await ToolRun.OfAsync("load", server.Endpoint.ToString(), "--rate", "100/s", "--duration", "200ms", "--mix", file);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("20 requests in ", run.Output);
        Assert.Matches(@"\n  GET /products/\{n\} +18 +0 ", run.Output);
        Assert.Matches(@"\n  POST /cart +2 +2 ", run.Output);
    }

    [Theory]
    [InlineData("--mix says what is sent: leave out --data", """{"requests":[{}]}""", "--data", "{}")]
    [InlineData("the mix says when its requests start; leave out --rate", """{"requests":[{"rate":"1/s"}]}""", "--rate", "2/s")]
    [InlineData("the mix has a request for entry 'A', but 'load' knows no application", """{"requests":[{"entry":"A"}]}""")]
    [InlineData("--mix: '", """{"requests":[{"entri":"A"}]}""")]
    public async Task A_mix_that_does_not_fit_is_a_usage_error(string message, string mix, params string[] args)
    {
        using var folder = new TemporaryFolder("fusionize-mix-");

        var run = await ToolRun.OfAsync(["load", "http://localhost:1", "--mix", Write(folder, mix), .. args]);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("error FZ1501: ", run.Error);
        Assert.Contains(message, run.Error);
    }

    [Theory]
    [InlineData("--rate: 'fast' is not a rate", "load", "http://localhost:1", "--rate", "fast")]
    [InlineData("--duration: '1 eternity' is not a duration", "load", "http://localhost:1", "--duration", "1 eternity")]
    [InlineData("--ramp: '1..2' is not a ramp", "load", "http://localhost:1", "--ramp", "1..2")]
    [InlineData("leave out --rate and --duration", "load", "http://localhost:1", "--ramp", "1..2 step 1 every 1s", "--rate", "3")]
    [InlineData("target: 'ftp://x' is not an http(s) address", "load", "ftp://x")]
    [InlineData("--data: the payload isn't JSON", "load", "http://localhost:1", "--data", "{")]
    [InlineData("--data: '/nowhere/x.json' can't be read", "load", "http://localhost:1", "--data", "@/nowhere/x.json")]
    [InlineData("Required argument missing", "load")]
    [InlineData("Unrecognized command or argument '--fast'", "load", "http://localhost:1", "--fast")]
    [InlineData("Required command was not provided")]
    [InlineData("Unrecognized command or argument 'lod'", "lod")]
    public async Task Wrong_arguments_are_usage_errors(string message, params string[] args)
    {
        var run = await ToolRun.OfAsync(args);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("error FZ1501: ", run.Error);
        Assert.Contains(message, run.Error);
        Assert.Contains("--help' shows what is possible", run.Error);
        Assert.Equal("", run.Output);
    }

    private static string Write(TemporaryFolder folder, string mix)
    {
        var file = Path.Combine(folder.Path, "mix.json");
        File.WriteAllText(file, mix);
        return file;
    }
}
