using System.Diagnostics;
using System.Text;
using Fusionize.Local.Processes;
using Fusionize.Rounds;
using Fusionize.Tests.Infrastructure;
using Xunit.Abstractions;

namespace Fusionize.Tests.EndToEnd;

/// <summary><c>kill -9</c> of a loop, phase by phase; all loops use one folder, so each begins with what a killed one left.</summary>
public sealed class KilledLoopTests(ErrandsApp app, ITestOutputHelper output) : IClassFixture<ErrandsApp>
{
    private readonly string _folder = Path.Combine(app.Folder, ".fusionize");

    /// <param name="phase">How the tool's progress line begins: of a build each step has one.</param>
    /// <param name="afterMs">When to kill, from that line on.</param>
    /// <param name="runsFunctions">Whether functions are running then.</param>
    [Theory]
    [InlineData("building, 2 groups", 0, false)]
    [InlineData("deploying", 0, false)]
    [InlineData("loading", 400, true)]
    [InlineData("draining", 50, true)]
    [InlineData("reading the logs", 0, true)]
    public async Task A_loop_killed_while_it_is_at_work_leaves_no_function_and_the_next_run_ends_well(string phase, int afterMs, bool runsFunctions)
    {
        var killed = await KillAsync(phase, afterMs, runsFunctions);
        await NoneIsLeftAsync(killed);

        var watch = Stopwatch.StartNew();
        using var next = Start();
        var (text, error) = (next.StandardOutput.ReadToEndAsync(), next.StandardError.ReadToEndAsync());
        await next.WaitForExitAsync();

        Assert.True(next.ExitCode == 0, $"exit code {next.ExitCode} after a kill while {phase}: {await error}{await text}");
        var report = LoopReport.Parse(await File.ReadAllBytesAsync(Path.Combine(_folder, "loop.json")));
        Assert.Equal((1, 0), (report.Rounds.Length, report.Rounds[0].Errors));
        await NoneIsLeftAsync(killed);
        await NoneIsLeftAsync(next.Id);
        output.WriteLine($"next run: {watch.Elapsed.TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task A_second_loop_begins_with_every_task_by_itself_again_whatever_the_first_ended_with()
    {
        var first = await RunAsync(2);
        var second = await RunAsync(1);
        Assert.NotEqual(first.Rounds[0].SetupId, first.Rounds[1].SetupId);
        Assert.Equal(first.Rounds[0].SetupId, second.Rounds[0].SetupId);

        async Task<LoopReport> RunAsync(int rounds)
        {
            using var loop = Start(rounds);
            var (text, error) = (loop.StandardOutput.ReadToEndAsync(), loop.StandardError.ReadToEndAsync());
            await loop.WaitForExitAsync();
            Assert.True(loop.ExitCode == 0, await error + await text);
            return LoopReport.Parse(await File.ReadAllBytesAsync(Path.Combine(_folder, "loop.json")));
        }
    }

    /// <summary>Gives the process that was killed. A phase may be over in a few milliseconds, so it is tried again when the kill comes too
    /// late.</summary>
    private async Task<int> KillAsync(string phase, int afterMs, bool runsFunctions)
    {
        for (var attempt = 1; ; attempt++)
        {
            // What is up to date takes no step of a build.
            if (phase.StartsWith("building", StringComparison.Ordinal) && Directory.Exists(Path.Combine(app.Folder, "obj")))
                Directory.Delete(Path.Combine(app.Folder, "obj"), recursive: true);
            using var loop = Start();
            var results = loop.StandardOutput.ReadToEndAsync();
            var seen = "";
            while (!seen.Contains(": " + phase))
                seen = await loop.StandardError.ReadLineAsync()
                    ?? throw new InvalidOperationException($"The loop ended before '{phase}': {await results}");
            if (afterMs > 0)
                await Task.Delay(afterMs);
            if (runsFunctions)
                Assert.NotEmpty(FunctionsOf(loop.Id));
            loop.Kill();
            await loop.WaitForExitAsync();
            var later = await loop.StandardError.ReadToEndAsync();
            // The build goes on to its next step meanwhile.
            if (later == "" || (phase.StartsWith("building", StringComparison.Ordinal) && !later.Contains(": deploying", StringComparison.Ordinal)))
                return loop.Id;
            Assert.True(attempt < 6, $"the kill always comes after '{phase}': {later}");
        }
    }

    private Process Start(int rounds = 1) =>
        HelperProcess.StartTool("loop", app.Folder, "--out", _folder, "--rounds", $"{rounds}", "--rate", "2/s", "--duration", "1s");

    private static async Task NoneIsLeftAsync(int platform)
    {
        for (var i = 0; FunctionsOf(platform) is { Length: > 0 } left; i++)
        {
            Assert.True(i < 500, $"left over: {string.Join(", ", left)}");
            await Task.Delay(10);
        }
    }

    /// <summary>The function processes that a platform, which names itself by its process id, has started.</summary>
    private static int[] FunctionsOf(int platform)
    {
        var mark = Encoding.ASCII.GetBytes($"\0{PlatformIdentity.Variable}={platform}-");
        return [.. Directory.EnumerateDirectories("/proc").Where(IsFunction).Select(p => int.Parse(Path.GetFileName(p)))];

        bool IsFunction(string process)
        {
            try
            {
                var environment = File.ReadAllBytes(Path.Combine(process, "environ"));
                return environment.AsSpan().IndexOf(mark) >= 0 && environment.AsSpan().IndexOf("\0AWS_LAMBDA_RUNTIME_API="u8) >= 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false; // no process, gone meanwhile, or another user's
            }
        }
    }
}
