using System.Text.Json.Serialization;

namespace Fusionize.Optimization.Monitoring;

/// <summary>
/// The continuous sampling plan CSP-1 (Dodge 1943): everything is looked at until <see cref="Clearance"/> in a row conform, then a fraction, until
/// one doesn't. It says how much to trace, and when to look for a better setup. Immutable, so that its state can be stored.
/// </summary>
public sealed record ContinuousSampling
{
    public ContinuousSampling(int clearance, double fraction)
    {
        Clearance = clearance > 0 ? clearance : throw new ArgumentOutOfRangeException(nameof(clearance));
        Fraction = fraction is > 0 and < 1 ? fraction : throw new ArgumentOutOfRangeException(nameof(fraction));
    }

    public int Clearance { get; }

    public double Fraction { get; }

    /// <summary>How many of those looked at last conformed, one after the other.</summary>
    public int ConformingInARow { get; init; }

    /// <summary>Whether everything is looked at.</summary>
    [JsonIgnore]
    public bool IsFull => ConformingInARow < Clearance;

    /// <summary>The part of the requests to trace now: what <c>FUSIONIZE_TRACE</c> is to say.</summary>
    [JsonIgnore]
    public double TraceFraction => IsFull ? 1 : Fraction;

    /// <summary>Takes note of one that was looked at.</summary>
    /// <returns>The state after it, and whether it is the one that calls for optimizing: the first that doesn't conform after a quiet time.</returns>
    public (ContinuousSampling Next, bool Optimize) Inspect(bool conforms)
        => conforms
            ? (this with { ConformingInARow = Math.Min(Clearance, ConformingInARow + 1) }, false)
            : (this with { ConformingInARow = 0 }, !IsFull);

    /// <summary>The part that is looked at in the long run when this part doesn't conform: the cost of looking.</summary>
    public double AverageFraction(double nonconforming)
    {
        if (nonconforming <= 0)
            return Fraction;
        if (nonconforming >= 1)
            return 1;
        // u pass in full inspection, v while sampling.
        var conforming = Math.Pow(1 - nonconforming, Clearance);
        var u = (1 - conforming) / (nonconforming * conforming);
        var v = 1 / (Fraction * nonconforming);
        return double.IsInfinity(u) ? 1 : (u + Fraction * v) / (u + v);
    }
}
