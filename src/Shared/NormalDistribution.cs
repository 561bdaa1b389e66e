namespace Fusionize.Shared;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    // Coefficients of Acklam's rational approximation, relative error below 1.15e-9.
    private static readonly double[] s_a =
    [
        -39.69683028665376,
        220.9460984245205,
        -275.9285104469687,
        138.3577518672690,
        -30.66479806614716,
        2.506628277459239,
    ];
    private static readonly double[] s_b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1];
    private static readonly double[] s_c =
    [
        -0.007784894002430293,
        -0.3223964580411365,
        -2.400758277161838,
        -2.549732539343734,
        4.374664141464968,
        2.938163982698783,
    ];
    private static readonly double[] s_d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];
    private const double Tail = 0.02425;

    /// <summary>The inverse of the distribution function.</summary>
    /// <param name="p">Between 0 and 1, exclusive.</param>
    public static double Quantile(double p)
    {
        if (!(p > 0 && p < 1))
            throw new ArgumentOutOfRangeException(nameof(p));
        if (p < Tail || p > 1 - Tail)
        {
            var q = Math.Sqrt(-2 * Math.Log(Math.Min(p, 1 - p)));
            var x = Polynomial(s_c, q) / Polynomial(s_d, q);
            return p < 0.5 ? x : -x;
        }
        var r = (p - 0.5) * (p - 0.5);
        return Polynomial(s_a, r) * (p - 0.5) / Polynomial(s_b, r);
    }

    /// <summary>The probability of a value up to <paramref name="z"/>; Abramowitz and Stegun 26.2.17.</summary>
    public static double Cumulative(double z)
    {
        var t = 1 / (1 + 0.2316419 * Math.Abs(z));
        var tail = Density(z) * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return z > 0 ? 1 - tail : tail;
    }

    /// <summary>The probability density.</summary>
    public static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);

    private static double Polynomial(double[] coefficients, double x)
    {
        var value = coefficients[0];
        for (var i = 1; i < coefficients.Length; i++)
            value = value * x + coefficients[i];
        return value;
    }
}
