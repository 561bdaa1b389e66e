using System.Diagnostics;
using System.Text;

namespace Fusionize.Tests.Local;

/// <summary>Every way to fail gives Lambda's error to the caller, and the platform goes on serving.</summary>
public class FailureTests
{
    [Fact]
    public async Task An_error_of_the_function_is_its_callers_answer()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        var failed = await platform.Client.InvokeAsync("probe", """{"do":"fail"}""");

        Assert.Equal(200, failed.Status);
        Assert.Equal("Unhandled", failed.FunctionError);
        Assert.Equal("Probe.Failed", (string)failed.Json["errorType"]!);
        await ServesAsync(platform);
        Assert.Equal(1, platform.Platform.GetStatus().ColdStarts); // an error doesn't cost the instance
    }

    [Fact]
    public async Task A_process_that_exits_fails_its_request_only()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        var failed = await platform.Client.InvokeAsync("probe", """{"do":"exit","code":7}""");

        Assert.Equal("Unhandled", failed.FunctionError);
        Assert.Equal("Runtime.ExitError", (string)failed.Json["errorType"]!);
        Assert.EndsWith("Error: Runtime exited with error: exit status 7", (string)failed.Json["errorMessage"]!);
        await ServesAsync(platform);
        await platform.IdleAsync();
        Assert.Contains(await platform.Client.MessagesAsync("probe"), m =>
            m.StartsWith("REPORT") && m.EndsWith("Status: error\tError Type: Runtime.ExitError")
        );
    }

    [Fact]
    public async Task A_process_killed_in_mid_request_fails_its_request_only()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        var pid = (int)(await platform.Client.InvokeAsync("probe")).Json["pid"]!;

        var request = platform.Client.InvokeAsync("probe", """{"do":"hang"}""");
        while ((await platform.Client.MessagesAsync("probe")).Count(m => m.StartsWith("START", StringComparison.Ordinal)) < 2)
            await Task.Delay(10);
        Process.GetProcessById(pid).Kill();
        var failed = await request;

        Assert.Equal("Runtime.ExitError", (string)failed.Json["errorType"]!);
        Assert.EndsWith("signal: killed", (string)failed.Json["errorMessage"]!);
        Assert.NotEqual(pid, await ServesAsync(platform));
    }

    [Fact]
    public async Task A_function_that_never_answers_is_timed_out()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe", timeout: 2);
        var pid = (int)(await platform.Client.InvokeAsync("probe")).Json["pid"]!;

        var failed = await platform.Client.InvokeAsync("probe", """{"do":"hang"}""");

        Assert.Equal("Unhandled", failed.FunctionError);
        Assert.Equal("Sandbox.Timedout", (string)failed.Json["errorType"]!);
        Assert.EndsWith("Task timed out after 2.00 seconds", (string)failed.Json["errorMessage"]!);
        Assert.NotEqual(pid, await ServesAsync(platform));
        await platform.IdleAsync();
        var log = await platform.Client.MessagesAsync("probe");
        Assert.Contains(log, m => m.EndsWith(" Task timed out after 2.00 seconds"));
        Assert.Contains(log, m => m.StartsWith("REPORT") && m.EndsWith("Status: timeout"));
        Assert.Equal(1, platform.Platform.GetStatus().TimeOuts);
    }

    [Fact]
    public async Task A_crash_in_INIT_is_tried_once_more_and_then_fails()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("bad", environment: ("PROBE_INIT", "crash"));

        var failed = await platform.Client.InvokeAsync("bad");

        Assert.Equal("Unhandled", failed.FunctionError);
        Assert.Equal("Runtime.ExitError", (string)failed.Json["errorType"]!);
        Assert.EndsWith("exit status 3", (string)failed.Json["errorMessage"]!);
        await platform.IdleAsync();
        var log = await platform.Client.MessagesAsync("bad");
        Assert.Equal(2, log.Count(m => m == "probe crashes in INIT"));
        Assert.Equal(["init", "invoke"], log.Where(m => m.StartsWith("INIT_REPORT")).Select(m => m.Split('\t')[1]["Phase: ".Length..]));
        await platform.Client.CreateAsync("probe");
        await ServesAsync(platform);
    }

    [Fact]
    public async Task A_crash_in_INIT_that_does_not_come_again_is_not_seen_by_the_caller()
    {
        await using var platform = await TestPlatform.StartAsync();
        var marker = Path.Combine(Path.GetTempPath(), $"probe-{Guid.NewGuid():N}");
        await platform.Client.CreateAsync("shaky", environment: [("PROBE_INIT", "crash-once"), ("PROBE_MARKER", marker)]);

        var answer = await platform.Client.InvokeAsync("shaky");
        File.Delete(marker);

        Assert.Null(answer.FunctionError);
    }

    [Fact]
    public async Task An_INIT_that_reports_an_error_gives_that_error()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("bad", environment: ("PROBE_INIT", "error"));

        var failed = await platform.Client.InvokeAsync("bad");

        Assert.Equal("Unhandled", failed.FunctionError);
        Assert.Equal("Probe.Init", (string)failed.Json["errorType"]!);
    }

    [Fact]
    public async Task An_INIT_that_never_ends_is_timed_out()
    {
        await using var platform = await TestPlatform.StartAsync(new() { EnforceCpu = false, InitTimeout = TimeSpan.FromSeconds(1) });
        await platform.Client.CreateAsync("bad", timeout: 1, environment: ("PROBE_INIT", "hang"));

        var failed = await platform.Client.InvokeAsync("bad");

        Assert.Equal("Sandbox.Timedout", (string)failed.Json["errorType"]!);
        await platform.IdleAsync();
        Assert.Equal(0, platform.Platform.GetStatus().Concurrency);
    }

    [Fact]
    public async Task Without_its_assembly_a_function_fails_with_a_clear_error()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("bad", handler: "Absent");

        var failed = await platform.Client.InvokeAsync("bad");

        Assert.Equal("Unhandled", failed.FunctionError);
        Assert.Equal("Runtime.InvalidEntrypoint", (string)failed.Json["errorType"]!);
        Assert.Contains("/var/task/Absent.dll", (string)failed.Json["errorMessage"]!);
    }

    [Theory]
    [InlineData("readme", 0x1ED, "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]")]
    [InlineData("bootstrap", 0x1A4, "fork/exec /var/task/bootstrap: permission denied")]
    [InlineData("bootstrap", 0, "fork/exec /var/task/bootstrap: permission denied")]
    public async Task Without_an_executable_bootstrap_a_function_fails_with_a_clear_error(string file, int mode, string message)
    {
        await using var platform = await TestPlatform.StartAsync();
        var zip = Zips.Of((file, "#!/bin/sh\nexit 1\n"u8.ToArray(), mode));
        Assert.Equal(201, (await platform.Client.CreateAsync("bad", zip, runtime: "provided.al2023", handler: "bootstrap")).Status);

        var failed = await platform.Client.InvokeAsync("bad");

        Assert.Equal("Runtime.InvalidEntrypoint", (string)failed.Json["errorType"]!);
        Assert.EndsWith(message, (string)failed.Json["errorMessage"]!);
    }

    [Fact]
    public async Task A_payload_of_7_MB_is_refused_and_one_of_6_MB_taken()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        var sixMegabytes = 6 * 1024 * 1024;

        var refused = await platform.Client.InvokeAsync("probe", $"\"{new string('x', 7_000_000)}\"");
        var taken = await platform.Client.InvokeAsync("probe", $$"""{"do":"log","text":"","x":"{{new string('x', sixMegabytes - 30)}}"}""");

        Assert.Equal(413, refused.Status);
        Assert.Equal("RequestEntityTooLargeException", refused.ErrorType);
        Assert.Equal("Request must be smaller than 6291456 bytes for the InvokeFunction operation", (string)refused.Json["message"]!);
        Assert.Equal(200, taken.Status);
        Assert.Null(taken.FunctionError);
    }

    [Fact]
    public async Task An_event_over_1_MB_is_refused()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        var refused = await platform.Client.InvokeAsync("probe", $"\"{new string('x', 1_100_000)}\"", type: "Event");

        Assert.Equal(413, refused.Status);
        Assert.Equal("RequestEntityTooLargeException", refused.ErrorType);
    }

    [Fact]
    public async Task An_answer_of_7_MB_is_an_error_and_the_instance_lives_on()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        var failed = await platform.Client.InvokeAsync("probe", """{"do":"big","bytes":7000000}""");

        Assert.Equal("Unhandled", failed.FunctionError);
        Assert.Equal("Function.ResponseSizeTooLarge", (string)failed.Json["errorType"]!);
        await ServesAsync(platform);
        Assert.Equal(1, platform.Platform.GetStatus().ColdStarts);
    }

    [Fact]
    public async Task What_is_no_JSON_is_refused()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        var refused = await platform.Client.InvokeAsync("probe", "{\"a\":");

        Assert.Equal(400, refused.Status);
        Assert.Equal("InvalidRequestContentException", refused.ErrorType);
    }

    [Fact]
    public async Task An_unknown_function_or_qualifier_is_not_found()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        var function = await platform.Client.InvokeAsync("absent");
        var qualifier = await platform.Client.InvokeAsync("probe:setup-1");

        Assert.Equal((404, "ResourceNotFoundException"), (function.Status, function.ErrorType));
        Assert.Equal("Function not found: arn:aws:lambda:us-east-1:000000000000:function:absent", (string)function.Json["Message"]!);
        Assert.Equal((404, "ResourceNotFoundException"), (qualifier.Status, qualifier.ErrorType));
    }

    [Fact]
    public async Task A_runtime_cannot_answer_for_another_instances_request()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        Assert.Equal("400", (await platform.Client.InvokeAsync("probe", """{"do":"answer-stranger"}""")).Body);
    }

    [Fact]
    public async Task A_process_that_exits_after_its_answer_loses_no_request()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("\"answered\"", (await platform.Client.InvokeAsync("probe", """{"do":"answer-then-exit"}""")).Body);
            Assert.Null((await platform.Client.InvokeAsync("probe")).FunctionError);
        }
    }

    [Theory]
    [InlineData("../evil", 0x1A4)]
    [InlineData("/etc/evil", 0x1A4)]
    [InlineData("a/../../evil", 0x1A4)]
    public async Task A_zip_that_reaches_out_of_its_folder_is_refused(string name, int mode)
    {
        await using var platform = await TestPlatform.StartAsync();

        var refused = await platform.Client.CreateAsync("evil", Zips.Of((name, "/etc/passwd"u8.ToArray(), mode)));

        Assert.Equal((400, "InvalidParameterValueException"), (refused.Status, refused.ErrorType));
        Assert.Contains("Could not unzip", (string)refused.Json["message"]!);
        Assert.Equal(404, (await platform.Client.InvokeAsync("evil")).Status);
    }

    [Fact]
    public async Task A_zip_that_is_none_or_too_large_unpacked_is_refused()
    {
        await using var platform = await TestPlatform.StartAsync();

        var none = await platform.Client.CreateAsync("bad", Encoding.UTF8.GetBytes("no zip at all"));
        var bomb = await platform.Client.CreateAsync("bad", Zips.Of(("zeros", new byte[262_144_001], 0x1A4)));

        Assert.Equal((400, "InvalidParameterValueException"), (none.Status, none.ErrorType));
        Assert.Equal("Unzipped size must be smaller than 262144000 bytes", (string)bomb.Json["message"]!);
    }

    [Theory]
    [InlineData("""{"do":"exit","code":3}""")]
    [InlineData("""{"do":"hang"}""")]
    public async Task A_first_request_that_fails_reports_the_memory_that_was_used(string command)
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe", timeout: 1);

        await platform.Client.InvokeAsync("probe", command);
        await platform.IdleAsync();

        var report = Assert.Single(await platform.Client.MessagesAsync("probe"), m => m.StartsWith("REPORT"));
        Assert.Matches(@"\tMax Memory Used: [1-9]\d* MB\t", report);
    }

    [Fact]
    public async Task Memory_is_enforced_when_asked_for()
    {
        await using var platform = await TestPlatform.StartAsync(new() { EnforceCpu = false, EnforceMemory = true });
        await platform.Client.CreateAsync("probe", memory: 256);

        var failed = await platform.Client.InvokeAsync("probe", """{"do":"allocate","mb":400}""");
        await platform.IdleAsync();

        Assert.Equal("Runtime.OutOfMemory", (string)failed.Json["errorType"]!);
        var report = Assert.Single(await platform.Client.MessagesAsync("probe"), m => m.StartsWith("REPORT"));
        Assert.InRange(int.Parse(report.Split("Max Memory Used: ")[1].Split(' ')[0]), 256, 500);
        Assert.Contains(await platform.Client.MessagesAsync("probe"), m => m.EndsWith("Status: error\tError Type: Runtime.OutOfMemory"));
    }

    private static async Task<int> ServesAsync(TestPlatform platform)
    {
        var answer = await platform.Client.InvokeAsync("probe");
        Assert.Equal(200, answer.Status);
        Assert.Null(answer.FunctionError);
        return (int)answer.Json["pid"]!;
    }
}
