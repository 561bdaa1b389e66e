using Fusionize.Setups;

namespace Fusionize.Optimization.Estimation;

/// <summary>
/// A Gaussian process over setups that predicts the prediction error of a setup (as a logarithm) from the errors of the measured ones. Similar setups
/// are
/// expected to have similar errors; setups unlike all measured ones keep the prior's uncertainty.
/// </summary>
internal sealed class GaussianProcess
{
    // Prior standard deviations of the error: shared by all setups, by setups with the same groups, and by those that also have the same memory.
    private const double CommonError = 0.015;
    private const double GroupError = 0.025;
    private const double MemoryError = 0.025;

    private readonly FusionSetup[] _setups;
    private readonly double[,] _inverse;
    private readonly double[] _weights;

    /// <param name="measured">Setups with the logarithm of the ratio of measured to predicted, and the noise of it.</param>
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

    /// <summary>The expected error: the logarithm of the ratio of measured to predicted.</summary>
    public double Expected(FusionSetup setup) => _setups.Select((s, i) => _weights[i] * Prior(setup, s)).Sum();

    /// <summary>Variance of the error.</summary>
    public double Variance(FusionSetup setup) => Covariance(setup, setup);

    /// <summary>Variance of the difference between the errors of two setups; errors that both share cancel out.</summary>
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
        var (groups, memory) = SimilarityOf(a, b);
        return CommonError * CommonError + GroupError * GroupError * groups + MemoryError * MemoryError * memory;
    }

    /// <summary>The fraction of tasks that run together with the same tasks, and the fraction for which also the memory is about the same.</summary>
    private static (double Groups, double Memory) SimilarityOf(FusionSetup a, FusionSetup b)
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
            // A factor of 2 in memory leaves less than half.
            memory += Math.Exp(-Math.Abs(Math.Log2((double)home.MemoryMB / other.MemoryMB)));
        }
        return all == 0 ? (0, 0) : (groups / all, memory / all);
    }

    /// <summary>Inverts a small positive definite matrix.</summary>
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
