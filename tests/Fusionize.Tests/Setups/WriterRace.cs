using System.Collections.Concurrent;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Setups;

/// <summary>
/// Many writers of one store's pointer, round by round. <c>FUSIONIZE_TEST_WRITERS=100x1000</c> (writers × rounds) gives another size, for S3 the full
/// one: there it takes minutes.
/// </summary>
internal static class WriterRace
{
    private static readonly (int Writers, int Rounds)? s_size = Environment.GetEnvironmentVariable("FUSIONIZE_TEST_WRITERS")?.Split('x')
        is [var writers, var rounds]
        ? (int.Parse(writers), int.Parse(rounds))
        : null;

    /// <param name="open">Gives each writer a store of its own.</param>
    public static async Task<string> RunAsync(int writers, int rounds, Func<SetupStore> open)
    {
        (writers, rounds) = s_size ?? (writers, rounds);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var setups = Enumerable.Range(0, writers).Select(i => FusionSetup.OnePerTask(Apps.Tree, 128 + i)).ToArray();
        var stores = setups.Select(_ => open()).ToArray();
        var store = open();
        for (var round = 1; round <= rounds; round++)
        {
            var expected = await store.GetCurrentAsync(default);
            var winners = new ConcurrentBag<string>();
            using var start = new ManualResetEventSlim();
            var writing = setups
                .Zip(stores, (setup, own) => Task.Run(async () =>
                    {
                        start.Wait();
                        if (expected is null)
                            await own.PutSetupAsync(setup, default);
                        if (await own.TrySetCurrentAsync(setup.Id, expected, default))
                            winners.Add(setup.Id);
                    }))
                .ToArray();
            start.Set();
            // Whoever reads meanwhile finds a whole pointer, to a setup that is there.
            while (!Task.WhenAll(writing).IsCompleted)
            {
                if (await store.GetCurrentAsync(default) is { } seen)
                    Assert.Equal(seen.SetupId, (await store.GetSetupAsync(seen.SetupId, default)).Id);
            }
            await Task.WhenAll(writing);
            var current = await store.GetCurrentAsync(default);
            Assert.Equal(Assert.Single(winners), current!.SetupId);
            Assert.Equal(round, current.Sequence);
        }
        Assert.Equal(setups.Select(s => s.Id).Order(StringComparer.Ordinal), await store.ListSetupsAsync(default));
        foreach (var setup in setups)
            Assert.Equal(setup, await store.GetSetupAsync(setup.Id, default));
        foreach (var own in stores.Append(store))
            (own as IDisposable)?.Dispose();
        return $"{writers} writers, {rounds} rounds: {watch.Elapsed.TotalSeconds:0.0} s";
    }
}
