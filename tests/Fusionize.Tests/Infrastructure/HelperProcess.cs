using System.Diagnostics;
using Fusionize.Cli.Commands;
using Fusionize.Cli.Terminal;
using Fusionize.Deployment;
using Fusionize.Local;
using Fusionize.Local.Processes;
using Fusionize.Setups.Stores;

namespace Fusionize.Tests.Infrastructure;

/// <summary>
/// The test assembly as a program: what tests must see die can't run in the test process. Test runners load the assembly and never come here.
/// </summary>
internal static class HelperProcess
{
    public static async Task<int> Main(string[] args)
    {
        if (args is ["sleeper"])
            return await SleeperAsync();
        if (args is ["pipes"])
            return await CountPipesAsync();
        if (args is ["tool", .. var tool])
            return await FusionizeCommand.RunAsync(tool, Screen.ForProcess());
        if (args is ["lock", var store, var app])
        {
            await DeploymentLock.TakeAsync(SetupStore.InFolder(store), app, "helper");
            Console.WriteLine("held");
            await Task.Delay(Timeout.Infinite);
        }
        if (args is not ["platform", var data])
            return 2;
        await using var platform = await LocalPlatform.StartAsync(new() { DataDirectory = data });
        Console.WriteLine(platform.Endpoint);
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    /// <summary>Starts and ends processes as the platform does, and tells how many pipes are open before and after.</summary>
    private static async Task<int> CountPipesAsync()
    {
        using var launcher = new ProcessLauncher();
        using var output = new OutputPump();
        var before = Pipes();
        for (var i = 0; i < 20; i++)
        {
            var exited = new TaskCompletionSource<int>();
            var started = await launcher.StartAsync(
                ["true"],
                "/",
                new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
                null,
                exited.SetResult
            );
            var pipe = output.Add(started.Output, _ => { });
            await exited.Task;
            pipe.Close();
            started.Release();
            started.Dispose();
        }
        Console.WriteLine($"{before} {Pipes()}");
        return 0;

        static int Pipes() =>
            Directory.GetFiles("/proc/self/fd").Count(f => new FileInfo(f).LinkTarget?.StartsWith("pipe:", StringComparison.Ordinal) == true);
    }

    /// <summary>Open pipes before and after 20 processes came and went.</summary>
    public static async Task<(int Before, int After)> CountPipesInAProcessAsync()
    {
        var (process, line) = await StartAsync("pipes");
        await process.WaitForExitAsync();
        return line.Split(' ').Select(int.Parse).ToArray() is [var before, var after] ? (before, after) : throw new InvalidOperationException(line);
    }

    /// <summary>Starts a process as the platform does where there is no death signal, and waits to be killed.</summary>
    private static async Task<int> SleeperAsync()
    {
        using var launcher = new ProcessLauncher(useDeathSignal: false);
        var environment = new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH")! };
        var sleeper = await launcher.StartAsync(["sleep", "600"], "/", environment, null, _ => { });
        Console.WriteLine(sleeper.Id);
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    public static async Task<(Process Process, int Sleeper)> StartSleeperAsync()
    {
        var (process, line) = await StartAsync("sleeper");
        return (process, int.Parse(line));
    }

    /// <summary>Starts a local platform as a process of its own.</summary>
    public static async Task<(Process Process, Uri Endpoint)> StartPlatformAsync(string dataDirectory)
    {
        var (process, line) = await StartAsync("platform", dataDirectory);
        return (process, new(line));
    }

    /// <summary>Starts a process that takes an application's deployment lock and keeps it.</summary>
    public static Task<(Process Process, string FirstLine)> StartLockHolderAsync(string store, string app) => StartAsync("lock", store, app);

    /// <summary>Starts the tool as a process of its own; both of its streams have to be read.</summary>
    public static Process StartTool(params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo("dotnet", ["exec", typeof(HelperProcess).Assembly.Location, "tool", .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;

    private static async Task<(Process Process, string FirstLine)> StartAsync(params string[] arguments)
    {
        var process = Process.Start(
            new ProcessStartInfo("dotnet", ["exec", typeof(HelperProcess).Assembly.Location, .. arguments]) { RedirectStandardOutput = true }
        )!;
        var line = await process.StandardOutput.ReadLineAsync();
        Assert.True(line is not null, "the helper process did not start");
        return (process, line!);
    }
}
