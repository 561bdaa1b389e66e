using System.Numerics;
using System.Runtime.CompilerServices;
using Fusionize.Shared;

namespace Fusionize.Simulation;

/// <summary>A seeded generator (xoshiro256+): the same seed gives the same numbers on every machine.</summary>
internal sealed class Noise
{
    private ulong _a,
        _b,
        _c,
        _d;

    public Noise(ulong seed)
    {
        _a = SplitMix64.Next(ref seed);
        _b = SplitMix64.Next(ref seed);
        _c = SplitMix64.Next(ref seed);
        _d = SplitMix64.Next(ref seed);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next()
    {
        var result = _a + _d;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    public int Next(int below) => (int)(((UInt128)Next() * (ulong)below) >> 64);

    public double Exponential() => -Math.Log(1 - NextDouble());

    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());
}

/// <summary>
/// Log-normal factors with the median 1, drawn from a table of quantiles: much cheaper than the exact distribution and the same up to the
/// 99.95th percentile.
/// </summary>
internal sealed class NoiseTable
{
    // 8 KB: several tables stay in the processor's first-level cache.
    private const int Bits = 11;

    private readonly float[] _factors = new float[1 << Bits];

    public NoiseTable(double sigma)
    {
        for (var i = 0; i < _factors.Length; i++)
            _factors[i] = (float)Math.Exp(sigma * NormalDistribution.Quantile((i + 0.5) / _factors.Length));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Next(Noise noise) => _factors[noise.Next() >> (64 - Bits)];
}
