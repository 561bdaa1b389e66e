namespace Fusionize.Records;

/// <summary>Statistics of a complete list of samples.</summary>
public static class Statistics
{
    /// <summary>The p-quantile (0 to 1), interpolated between the two nearest ranks; NaN without samples.</summary>
    public static double Quantile(ReadOnlySpan<double> sorted, double p)
    {
        if (sorted.IsEmpty)
            return double.NaN;
        var position = p * (sorted.Length - 1);
        var below = (int)position;
        return below + 1 >= sorted.Length ? sorted[^1] : sorted[below] + (position - below) * (sorted[below + 1] - sorted[below]);
    }

    public static double Median(IEnumerable<double> samples) => Quantile(Sorted(samples), 0.5);

    public static double Mean(ReadOnlySpan<double> samples)
    {
        if (samples.IsEmpty)
            return double.NaN;
        var sum = 0.0;
        foreach (var sample in samples)
            sum += sample;
        return sum / samples.Length;
    }

    public static double Variance(IReadOnlyCollection<double> samples)
    {
        if (samples.Count < 2)
            return 0;
        var mean = samples.Average();
        return samples.Sum(s => (s - mean) * (s - mean)) / (samples.Count - 1);
    }

    public static double[] Sorted(IEnumerable<double> samples)
    {
        double[] sorted = [.. samples];
        Array.Sort(sorted);
        return sorted;
    }
}
