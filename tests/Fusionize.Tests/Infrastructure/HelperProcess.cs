using System.Diagnostics;
using Fusionize.Local;

namespace Fusionize.Tests.Infrastructure;

/// <summary>
/// The test assembly as a program: what tests must see die can't run in the test process. Test runners load the assembly and never come here.
/// </summary>
internal static class HelperProcess
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not ["platform", var data])
            return 2;
        await using var platform = await LocalPlatform.StartAsync(new() { DataDirectory = data });
        Console.WriteLine(platform.Endpoint);
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    /// <summary>Starts a local platform as a process of its own.</summary>
    public static async Task<(Process Process, Uri Endpoint)> StartPlatformAsync(string dataDirectory)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(HelperProcess).Assembly.Location, "platform", dataDirectory]) { RedirectStandardOutput = true })!;
        var line = await process.StandardOutput.ReadLineAsync();
        Assert.True(line is not null, "the platform process did not start");
        return (process, new(line!));
    }
}
