namespace Fusionize.Deployment;

/// <summary>Confidence bounds from a sample: exact bounds of shares and quantiles, which hold for any distribution.</summary>
internal static class Evidence
{
    /// <summary>
    /// The probability that at least <paramref name="successes"/> of <paramref name="trials"/> succeed, if each succeeds with the given probability.
    /// </summary>
    public static double AtLeast(int successes, int trials, double chance)
    {
        if (successes <= 0 || chance >= 1)
            return 1;
        if (successes > trials || chance <= 0)
            return 0;
        // Each term is computed from the previous one, and the first by logarithms, because factorials overflow.
        var log = successes * Math.Log(chance) + (trials - successes) * Math.Log(1 - chance);
        for (var i = 1; i <= successes; i++)
            log += Math.Log((double)(trials - successes + i) / i);
        var term = Math.Exp(log);
        var sum = term;
        for (var k = successes; k < trials && term > sum * 1e-15; k++)
            sum += term *= (double)(trials - k) / (k + 1) * chance / (1 - chance);
        return Math.Min(1, sum);
    }

    /// <summary>An upper bound of the true share with this confidence (Clopper and Pearson); 1 without trials.</summary>
    public static double UpperShare(int successes, int trials, double confidence)
    {
        if (successes >= trials)
            return 1;
        var (low, high) = (0.0, 1.0);
        while (high - low > 1e-6)
        {
            var middle = (low + high) / 2;
            if (1 - AtLeast(successes + 1, trials, middle) > 1 - confidence)
                low = middle;
            else
                high = middle;
        }
        return high;
    }

    /// <summary>An upper bound of the true quantile with this confidence: an order statistic. Null: the sample is too small.</summary>
    public static double? UpperQuantile(double[] sorted, double quantile, double confidence)
    {
        // The value at rank r is above the quantile unless at least r values are below it.
        for (var rank = (int)(sorted.Length * quantile) + 1; rank <= sorted.Length; rank++)
        {
            if (AtLeast(rank, sorted.Length, quantile) <= 1 - confidence)
                return sorted[rank - 1];
        }
        return null;
    }
}
