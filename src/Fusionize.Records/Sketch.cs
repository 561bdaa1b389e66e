namespace Fusionize.Records;

/// <summary>
/// A distribution of values that aren't negative, in a fixed relative error and little memory; two of them can be merged.
/// Count, mean and deviation are exact.
/// </summary>
public sealed class Sketch
{
    /// <summary>Quantiles are within this part of the true value.</summary>
    public const double RelativeError = 0.01;

    private const double Gamma = (1 + RelativeError) / (1 - RelativeError);
    private static readonly double s_logGamma = Math.Log(Gamma);

    // Bucket i holds the values in (gamma^(i-1), gamma^i].
    private readonly SortedDictionary<int, long> _buckets = [];
    private long _zeros;
    private double _mean;
    private double _squares;

    public long Count { get; private set; }
    public double Mean => Count == 0 ? double.NaN : _mean;
    public double Min { get; private set; } = double.PositiveInfinity;
    public double Max { get; private set; } = double.NegativeInfinity;
    public double Variance => Count < 2 ? 0 : _squares / (Count - 1);
    public double StandardDeviation => Math.Sqrt(Variance);

    public void Add(double value)
    {
        if (!(value >= 0))
            throw new ArgumentOutOfRangeException(nameof(value), value, "Must be a number that isn't negative.");
        Count++;
        var delta = value - _mean;
        _mean += delta / Count;
        _squares += delta * (value - _mean);
        Min = Math.Min(Min, value);
        Max = Math.Max(Max, value);
        // What is below a nanosecond in a sketch of milliseconds is nothing.
        if (value < 1e-6)
            _zeros++;
        else
            Put(BucketOf(value), 1);
    }

    public void Add(Sketch other)
    {
        if (other.Count == 0)
            return;
        var count = Count + other.Count;
        var delta = other._mean - _mean;
        _squares += other._squares + delta * delta * Count * other.Count / count;
        _mean += delta * other.Count / count;
        Count = count;
        Min = Math.Min(Min, other.Min);
        Max = Math.Max(Max, other.Max);
        _zeros += other._zeros;
        foreach (var (bucket, n) in other._buckets)
            Put(bucket, n);
    }

    /// <summary>The p-quantile (0 to 1); NaN of nothing.</summary>
    public double Quantile(double p)
    {
        if (Count == 0)
            return double.NaN;
        var rank = p * (Count - 1);
        var seen = _zeros;
        if (rank < seen)
            return 0;
        foreach (var (bucket, n) in _buckets)
        {
            seen += n;
            if (rank < seen)
                return Math.Clamp(2 * Math.Pow(Gamma, bucket) / (Gamma + 1), Min, Max);
        }
        return Max;
    }

    /// <summary>Standard error of the mean.</summary>
    public double MeanError => Count < 2 ? double.PositiveInfinity : StandardDeviation / Math.Sqrt(Count);

    /// <summary>Between these lies the true quantile in 19 of 20 cases, whatever the distribution: the values of the ranks that are two deviations off.</summary>
    public (double Low, double High) QuantileInterval(double p)
    {
        if (Count < 2)
            return (0, double.PositiveInfinity);
        var off = 1.96 * Math.Sqrt(p * (1 - p) / Count);
        return (p - off < 0 ? Min : Quantile(p - off), p + off > 1 ? Max : Quantile(p + off));
    }

    private static int BucketOf(double value) => (int)Math.Ceiling(Math.Log(value) / s_logGamma);

    private void Put(int bucket, long n) => _buckets[bucket] = _buckets.GetValueOrDefault(bucket) + n;
}
