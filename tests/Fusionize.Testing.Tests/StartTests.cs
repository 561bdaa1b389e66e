using System.Runtime.Loader;
using Orders;

namespace Fusionize.Testing.Tests;

/// <summary>Starting and ending applications, again and again.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task What_an_application_loads_goes_when_it_ends()
    {
        const int Starts = 16;
        const int Groups = 12;
        for (var i = 0; i < Starts; i++)
        {
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
