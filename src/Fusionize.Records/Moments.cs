namespace Fusionize.Records;

/// <summary>Running count, mean and variance of samples (Welford's algorithm); two instances can be merged.</summary>
internal struct Moments
{
    private double _squares;

    /// <summary>The moments of samples with known count, mean and variance.</summary>
    public static Moments Of(long count, double mean, double variance) =>
        new()
        {
            Count = count,
            Mean = mean,
            _squares = variance * Math.Max(0, count - 1),
        };

    public long Count { get; private set; }

    /// <summary>0 without samples.</summary>
    public double Mean { get; private set; }

    /// <summary>Population variance; 0 for fewer than two samples.</summary>
    public readonly double Variance => Count < 2 ? 0 : _squares / (Count - 1);

    public void Add(double value)
    {
        Count++;
        var delta = value - Mean;
        Mean += delta / Count;
        _squares += delta * (value - Mean);
    }

    public void Add(in Moments other)
    {
        if (other.Count == 0)
            return;
        var count = Count + other.Count;
        var delta = other.Mean - Mean;
        _squares = _squares + other._squares + delta * delta * Count * other.Count / count;
        Mean += delta * other.Count / count;
        Count = count;
    }
}
