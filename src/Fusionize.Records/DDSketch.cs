namespace Fusionize.Records;

/// <summary>
/// A DDSketch (Masson, Rim, Lee 2019): a distribution of values that aren't negative, with a fixed relative error, in little memory. Two sketches
/// can be merged. Count, mean and standard deviation are exact.
/// </summary>
public sealed class DDSketch
{
    /// <summary>Quantiles differ from the true value by at most this part.</summary>
    public const double RelativeError = 0.01;

    private const double Gamma = (1 + RelativeError) / (1 - RelativeError);
    private static readonly double s_logGamma = Math.Log(Gamma);

    // Bucket i holds the values in (gamma^(i-1), gamma^i].
    private readonly SortedDictionary<int, long> _buckets = [];
    private long _zeros;
    private Moments _moments;

    public long Count => _moments.Count;
    public double Mean => Count == 0 ? double.NaN : _moments.Mean;
    public double Min { get; private set; } = double.PositiveInfinity;
    public double Max { get; private set; } = double.NegativeInfinity;
    public double Variance => _moments.Variance;
    public double StandardDeviation => Math.Sqrt(Variance);

    public void Add(double value)
    {
        if (!(value >= 0))
            throw new ArgumentOutOfRangeException(nameof(value), value, "Must be a number that isn't negative.");
        _moments.Add(value);
        Min = Math.Min(Min, value);
        Max = Math.Max(Max, value);
        // In a sketch of milliseconds, less than a nanosecond counts as zero.
        if (value < 1e-6)
            _zeros++;
        else
            Put(BucketOf(value), 1);
    }

    public void Add(DDSketch other)
    {
        if (other.Count == 0)
            return;
        _moments.Add(other._moments);
        Min = Math.Min(Min, other.Min);
        Max = Math.Max(Max, other.Max);
        _zeros += other._zeros;
        foreach (var (bucket, n) in other._buckets)
            Put(bucket, n);
    }

    /// <summary>The p-quantile (0 to 1); NaN without samples.</summary>
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

    /// <summary>
    /// The 95 % confidence interval of a quantile, whatever the distribution: the values at the ranks 1.96 standard deviations below and above.
    /// </summary>
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
