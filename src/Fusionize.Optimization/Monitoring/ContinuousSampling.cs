using System.Text.Json.Serialization;

namespace Fusionize.Optimization.Monitoring;

/// <summary>
/// The continuous sampling plan CSP-1 (Dodge 1943): every item is inspected until <see cref="Clearance"/> in a row conform, then a fraction of them,
/// until
/// one doesn't conform. It says how much to trace, and when to look for a better setup. Immutable, so that its state can be stored.
/// </summary>
public sealed record ContinuousSampling
{
    /// <summary>A plan in full inspection.</summary>
    /// <param name="clearance">See <see cref="Clearance"/>.</param>
    /// <param name="fraction">See <see cref="Fraction"/>.</param>
    public ContinuousSampling(int clearance, double fraction)
    {
        Clearance = clearance > 0 ? clearance : throw new ArgumentOutOfRangeException(nameof(clearance));
        Fraction = fraction is > 0 and < 1 ? fraction : throw new ArgumentOutOfRangeException(nameof(fraction));
    }

    /// <summary>How many in a row must conform before only a fraction is inspected.</summary>
    public int Clearance { get; }

    /// <summary>The fraction that is inspected from then on.</summary>
    public double Fraction { get; }

    /// <summary>How many of the last inspected conformed in a row.</summary>
    public int ConformingInARow { get; init; }

    /// <summary>Whether everything is inspected.</summary>
    [JsonIgnore]
    public bool IsFull => ConformingInARow < Clearance;

    /// <summary>The fraction of requests to trace now, for <c>FUSIONIZE_TRACE</c>.</summary>
    [JsonIgnore]
    public double TraceFraction => IsFull ? 1 : Fraction;

    /// <summary>Takes account of one inspected item.</summary>
    /// <returns>The state afterwards, and whether to optimize: true at the first item that doesn't conform while only a fraction is
    /// inspected.</returns>
    public (ContinuousSampling Next, bool Optimize) Inspect(bool conforms) =>
        conforms
            ? (this with { ConformingInARow = Math.Min(Clearance, ConformingInARow + 1) }, false)
            : (this with { ConformingInARow = 0 }, !IsFull);

    /// <summary>The fraction inspected in the long run.</summary>
    /// <param name="nonconforming">The fraction that doesn't conform.</param>
    public double AverageFraction(double nonconforming)
    {
        if (nonconforming <= 0)
            return Fraction;
        if (nonconforming >= 1)
            return 1;
        // On average, u items pass in full inspection and v while sampling.
        var conforming = Math.Pow(1 - nonconforming, Clearance);
        var u = (1 - conforming) / (nonconforming * conforming);
        var v = 1 / (Fraction * nonconforming);
        return double.IsInfinity(u) ? 1 : (u + Fraction * v) / (u + v);
    }
}
