namespace Fusionize.Benchmarks.Infrastructure;

/// <summary>A set of figures with their goals. A class that derives from this is found by itself: a new suite is a new file.</summary>
internal abstract class Suite
{
    /// <summary>What is written on the command line.</summary>
    public abstract string Name { get; }

    public abstract string Description { get; }

    /// <summary>Takes the measurements; each figure is reported as soon as it is known.</summary>
    public abstract void Run(Report report);
}

/// <summary>What a figure should be.</summary>
internal readonly record struct Target(bool IsUpperBound, double Bound)
{
    public static Target AtMost(double bound) => new(true, bound);

    public static Target AtLeast(double bound) => new(false, bound);

    public bool IsMetBy(double value) => IsUpperBound ? value <= Bound : value >= Bound;

    public override string ToString() => (IsUpperBound ? "<= " : ">= ") + Bound.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One figure. <paramref name="Target"/> is null for figures that only explain others.</summary>
internal sealed record Figure(string Name, double Value, string Unit, Target? Target)
{
    public bool? IsMet => Target?.IsMetBy(Value);
}
