using System.Collections.Concurrent;
using Fusionize.Shared;

namespace Fusionize.Local.Network;

/// <summary>
/// Random numbers that depend on the seed, a name, and how often that name was drawn before: the n-th draw for a name is the same in every run,
/// independent of threads.
/// </summary>
internal sealed class Draws(int seed)
{
    private readonly ConcurrentDictionary<string, Counter> _counters = new(StringComparer.Ordinal);

    /// <summary>Uniform in (0, 1).</summary>
    public double Uniform(string name)
    {
        var counter = _counters.GetOrAdd(name, static n => new Counter(Hash(n)));
        var n = (ulong)Interlocked.Increment(ref counter.Drawn);
        var bits = SplitMix64.Mix(SplitMix64.Mix(counter.NameHash ^ SplitMix64.Mix((ulong)(uint)seed)) + n * SplitMix64.Step);
        return ((bits >> 11) + 0.5) * (1.0 / (1UL << 53));
    }

    /// <summary>Standard normal.</summary>
    public double Normal(string name) => NormalDistribution.Quantile(Uniform(name));

    private static ulong Hash(string text)
    {
        var hash = 0xCBF29CE484222325; // FNV-1a: string.GetHashCode differs from process to process
        foreach (var c in text)
            hash = (hash ^ c) * 0x100000001B3;
        return hash;
    }

    private sealed class Counter(ulong nameHash)
    {
        public readonly ulong NameHash = nameHash;
        public long Drawn;
    }
}
