using System.Text;

namespace Fusionize.Tests.Local;

public class InvokeTests
{
    [Fact]
    public async Task Invoke_runs_the_package_and_gives_its_answer()
    {
        await using var platform = await TestPlatform.StartAsync();
        var created = await platform.Client.CreateAsync("probe");
        Assert.Equal(201, created.Status);

        var first = await platform.Client.InvokeAsync("probe", """{"a":[1,"ä"]}""");
        var second = await platform.Client.InvokeAsync("probe", "2");

        Assert.Equal(200, first.Status);
        Assert.Null(first.FunctionError);
        Assert.Equal(
            """{"a":[1,"ä"]}""",
            first.Json["event"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
        );
        Assert.Equal((string)first.Json["instance"]!, (string)second.Json["instance"]!); // the warm instance serves again
        Assert.Equal(2, (int)second.Json["served"]!);
        Assert.Equal(["$LATEST"], first.Headers.GetValues("X-Amz-Executed-Version"));
    }

    [Fact]
    public async Task Log_holds_the_platforms_and_the_functions_lines_in_order()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe", memory: 256);

        await platform.Client.InvokeAsync("probe", """{"do":"log","text":"one\ntwo\n"}""");
        await platform.IdleAsync();
        var log = await platform.Client.MessagesAsync("probe");
        var id = log[1].Split(' ')[2];

        Assert.Equal(6, log.Length);
        Assert.StartsWith("INIT_START Runtime Version: dotnet10", log[0]);
        Assert.Equal($"START RequestId: {id} Version: $LATEST", log[1]);
        Assert.Equal(["one", "two", $"END RequestId: {id}"], log[2..5]);
        Assert.Matches(
            $@"^REPORT RequestId: {id}\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB\tMax Memory Used: \d+ MB\tInit "
                + $@"Duration: \d+\.\d\d ms\t$",
            log[5]
        );
    }

    [Fact]
    public async Task Tail_gives_the_invocations_log()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        var answer = await platform.Client.InvokeAsync("probe", """{"do":"log","text":"hello\n"}""", log: "Tail");
        var tail = Encoding.UTF8.GetString(Convert.FromBase64String(answer.Headers.GetValues("X-Amz-Log-Result").Single())).Split('\n');

        Assert.StartsWith("START", tail[0]);
        Assert.Equal("hello", tail[1]);
        Assert.StartsWith("END", tail[2]);
        Assert.StartsWith("REPORT", tail[3]);
    }
}
