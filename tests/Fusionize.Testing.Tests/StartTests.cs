using System.Runtime.Loader;
using Orders;
using Xunit.Abstractions;

namespace Fusionize.Testing.Tests;

/// <summary>Starting and ending applications, again and again. FUSIONIZE_TEST_STARTS starts more than usual, and tells the memory.</summary>
public sealed class StartTests(ITestOutputHelper output)
{
    private static readonly int s_starts = int.TryParse(Environment.GetEnvironmentVariable("FUSIONIZE_TEST_STARTS"), out var starts) ? starts : 16;

    [Fact]
    public async Task What_an_application_loads_goes_when_it_ends()
    {
        const int Groups = 12;
        for (var i = 0; i < s_starts; i++)
        {
            if (i % 50 == 0)
                output.WriteLine($"{i} starts: {Environment.WorkingSet >> 20} MB, {Environment.CpuUsage.TotalTime.TotalSeconds:0.0} s of CPU");
            await using var app = await FusionizedApp.StartAsync<Checkout>("all separate");
        }

        // Freed in batches of 64, of which the last two may still be there. Unloading takes its time.
        for (var waited = 0; GroupAssemblies() > 128 + Groups && waited < 100; waited++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(100);
        }
        Assert.InRange(GroupAssemblies(), 0, 128 + Groups);
    }

    /// <summary>How many groups' copies of the application are loaded.</summary>
    private static int GroupAssemblies() =>
        AppDomain
            .CurrentDomain.GetAssemblies()
            .Count(a =>
                a.GetName().Name == "Orders"
                && AssemblyLoadContext.GetLoadContext(a)?.Name?.StartsWith("fusion group", StringComparison.Ordinal) == true
            );
}
