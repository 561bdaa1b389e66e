using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fusionize.Simulation;

/// <summary>A seeded generator (xoshiro256+): the same seed gives the same numbers on every machine.</summary>
internal sealed class Noise
{
    private ulong _a, _b, _c, _d;

    public Noise(ulong seed)
    {
        _a = Mix(ref seed);
        _b = Mix(ref seed);
        _c = Mix(ref seed);
        _d = Mix(ref seed);
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

    /// <summary>Evenly in [0, 1).</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    public int Next(int below) => (int)(((UInt128)Next() * (ulong)below) >> 64);

    public double Exponential() => -Math.Log(1 - NextDouble());

    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    private static ulong Mix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
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
            _factors[i] = (float)Math.Exp(sigma * NormalQuantile((i + 0.5) / _factors.Length));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Next(Noise noise) => _factors[noise.Next() >> (64 - Bits)];

    /// <summary>The inverse of the normal distribution, by Acklam's approximation (relative error below 1.15e-9).</summary>
    internal static double NormalQuantile(double p)
    {
        ReadOnlySpan<double> a = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.3577518672690, -30.66479806614716, 2.506628277459239];
        ReadOnlySpan<double> b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572];
        ReadOnlySpan<double> c = [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];
        ReadOnlySpan<double> d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
        if (p is < 0.02425 or > 1 - 0.02425)
        {
            var q = Math.Sqrt(-2 * Math.Log(Math.Min(p, 1 - p)));
            var x = (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) / ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
            return p < 0.5 ? x : -x;
        }
        var r = (p - 0.5) * (p - 0.5);
        return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * (p - 0.5)
            / (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
    }
}
