using Fusionize.Generators.Tests.Infrastructure;
using Fusionize.Testing;

namespace Fusionize.Generators.Tests.Equality;

/// <summary>Random applications as sources: they compile, and do under random setups what they do as plain method calls.</summary>
public sealed class RandomSourceTests
{
    private const int Count = 24;

    [Fact]
    public async Task An_application_does_the_same_under_every_setup() =>
        await Parallel.ForAsync(1, Count + 1, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (seed, _) =>
        {
            var source = new RandomSource(seed).Text;
            try
            {
                await CheckAsync(source, seed);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(
                    $"Application {seed}: {e.Message}\n{source[source.IndexOf("class Class", StringComparison.Ordinal)..]}",
                    e
                );
            }
        });

    private static async Task CheckAsync(string source, int seed)
    {
        var built = App.Of(source).Build();
        if (seed % 3 == 0)
        {
            // A function's host compiles too, whatever the signatures.
            string[] local = [.. built.Manifest.Tasks.Select(t => t.Id).Where((_, i) => (i + seed) % 2 == 0)];
            Group.Host(built, Group.Cut(built, local, local));
        }

        using var app = new OnDisk(built);
        var plain = new PlainCalls(app.Assembly);
        var effects = Effects.Begin();
        var expected = await plain.Method<Func<string, Task<string>>>("Plain", "Run")(effects.Run);
        await effects.DrainAsync();
        plain.Unload();
        Assert.NotEmpty(effects.Labels);
        string? calls = null;
        foreach (var setup in new[] { seed % 3 == 0 ? TestSetup.AllInOne : TestSetup.AllSeparate, TestSetup.Random(seed) })
        {
            await using var running = await FusionizedApp.StartAsync(app.Assembly, setup);
            var seen = Effects.Begin();
            Assert.Equal(expected, await running.InvokeAsync<string>("Root", new { run = seen.Run }));
            await seen.DrainAsync();
            Assert.Equal(effects.Labels.Order(StringComparer.Ordinal), seen.Labels.Order(StringComparer.Ordinal));
            await running.DrainAsync();
            var recorded = string.Join(", ", running.Calls.Select(c => $"{c.From} {(c.IsAsync ? '⇢' : '→')} {c.To}").Order(StringComparer.Ordinal));
            Assert.Equal(calls ??= recorded, recorded);
        }
    }
}
