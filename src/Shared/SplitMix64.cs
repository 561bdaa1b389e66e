namespace Fusionize.Shared;

/// <summary>The SplitMix64 generator: converts a counter to numbers that look random and are the same on every machine.</summary>
internal static class SplitMix64
{
    /// <summary>The counter's step: 2^64 divided by the golden ratio.</summary>
    public const ulong Step = 0x9E3779B97F4A7C15;

    /// <summary>Advances the state and returns the next number.</summary>
    public static ulong Next(ref ulong state) => Mix(state += Step);

    /// <summary>The finalizer: every input bit changes about half of the output bits.</summary>
    public static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
