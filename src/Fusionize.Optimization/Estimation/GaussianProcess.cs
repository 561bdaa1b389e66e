using Fusionize.Setups;

namespace Fusionize.Optimization.Estimation;

/// <summary>
/// By how much predictions (as logarithms) were off for measured setups, and so probably are for others: the more, the more the setups are alike.
/// A Gaussian process: what was measured is near the truth but for noise, what resembles it is off in the same direction, what doesn't is as uncertain as before.
/// </summary>
internal sealed class GaussianProcess
{
    // How far predictions of setups that nobody measured are off: all of them together, those with the same groups, those with the same memory, too.
    private const double Everywhere = 0.015;
    private const double SameGroups = 0.025;
    private const double SameMemory = 0.025;

    private readonly FusionSetup[] _setups;
    private readonly double[,] _inverse;
    private readonly double[] _weights;

    /// <param name="measured">Setups with the logarithm of measured to predicted, and its noise.</param>
    public GaussianProcess(IReadOnlyList<(FusionSetup Setup, double Off, double Noise)> measured)
    {
        _setups = [.. measured.Select(m => m.Setup)];
        var n = _setups.Length;
        var covariance = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
                covariance[i, j] = Prior(_setups[i], _setups[j]) + (i == j ? Math.Pow(Math.Max(1e-3, measured[i].Noise), 2) : 0);
        }
        _inverse = Invert(covariance);
        _weights = new double[n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
                _weights[i] += _inverse[i, j] * measured[j].Off;
        }
    }

    /// <summary>The logarithm of what is expected to what is predicted.</summary>
    public double Expected(FusionSetup setup) => _setups.Select((s, i) => _weights[i] * Prior(setup, s)).Sum();

    public double Variance(FusionSetup setup) => Covariance(setup, setup);

    /// <summary>Of the difference between two setups: what both are off by in common doesn't matter.</summary>
    public double Variance(FusionSetup a, FusionSetup b) => Math.Max(0, Covariance(a, a) + Covariance(b, b) - 2 * Covariance(a, b));

    private double Covariance(FusionSetup a, FusionSetup b)
    {
        var (ka, kb) = (_setups.Select(s => Prior(a, s)).ToArray(), _setups.Select(s => Prior(b, s)).ToArray());
        var known = 0.0;
        for (var i = 0; i < ka.Length; i++)
        {
            for (var j = 0; j < kb.Length; j++)
                known += ka[i] * _inverse[i, j] * kb[j];
        }
        return Math.Max(0, Prior(a, b) - known);
    }

    private static double Prior(FusionSetup a, FusionSetup b)
    {
        var (groups, memory) = Likeness(a, b);
        return Everywhere * Everywhere + SameGroups * SameGroups * groups + SameMemory * SameMemory * memory;
    }

    /// <summary>The part of the tasks that run in a function with the same tasks; and of those, as far as it has about the same memory.</summary>
    private static (double Groups, double Memory) Likeness(FusionSetup a, FusionSetup b)
    {
        if (a == b)
            return (1, 1);
        var (groups, memory, all) = (0.0, 0.0, 0);
        foreach (var task in a.Groups.SelectMany(g => g.Entries))
        {
            all++;
            if (b.FindHome(task) is not { } other || a.HomeOf(task) is not { } home || !home.Tasks.AsSpan().SequenceEqual(other.Tasks.AsSpan()))
                continue;
            groups++;
            // One octave apart, they have less than half in common.
            memory += Math.Exp(-Math.Abs(Math.Log2((double)home.MemoryMB / other.MemoryMB)));
        }
        return all == 0 ? (0, 0) : (groups / all, memory / all);
    }

    /// <summary>Of a few rows, positive definite.</summary>
    private static double[,] Invert(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var (work, inverse) = ((double[,])matrix.Clone(), new double[n, n]);
        for (var i = 0; i < n; i++)
            inverse[i, i] = 1;
        for (var pivot = 0; pivot < n; pivot++)
        {
            var scale = 1 / work[pivot, pivot];
            for (var c = 0; c < n; c++)
            {
                work[pivot, c] *= scale;
                inverse[pivot, c] *= scale;
            }
            for (var r = 0; r < n; r++)
            {
                if (r == pivot)
                    continue;
                var factor = work[r, pivot];
                for (var c = 0; c < n; c++)
                {
                    work[r, c] -= factor * work[pivot, c];
                    inverse[r, c] -= factor * inverse[pivot, c];
                }
            }
        }
        return inverse;
    }
}
