namespace Fusionize.Optimization.Estimation;

/// <summary>Non-negative least squares with a prior: coefficients stay near their expected values unless the data say otherwise.</summary>
internal sealed class LeastSquares(int coefficients)
{
    private readonly List<(double[] Factors, double Value, double Weight)> _rows = [];
    private readonly double[] _prior = new double[coefficients];
    private readonly double[] _trust = new double[coefficients];

    public void Add(double[] factors, double value, double weight) => _rows.Add((factors, value, weight));

    /// <param name="trust">Weight of the prior, in units of a row's weight.</param>
    public void Expect(int coefficient, double value, double trust) => (_prior[coefficient], _trust[coefficient]) = (value, trust);

    public double[] Solve()
    {
        var solution = (double[])_prior.Clone();
        var residuals = _rows.Select(r => r.Value - Dot(r.Factors, solution)).ToArray();
        for (var sweep = 0; sweep < 500; sweep++)
        {
            var moved = 0.0;
            for (var c = 0; c < coefficients; c++)
            {
                double slope = _trust[c] * (_prior[c] - solution[c]),
                    curve = _trust[c];
                for (var i = 0; i < _rows.Count; i++)
                {
                    var x = _rows[i].Factors[c];
                    slope += _rows[i].Weight * x * residuals[i];
                    curve += _rows[i].Weight * x * x;
                }
                if (curve <= 0)
                    continue;
                var step = Math.Max(0, solution[c] + slope / curve) - solution[c];
                if (step == 0)
                    continue;
                solution[c] += step;
                moved = Math.Max(moved, Math.Abs(step));
                for (var i = 0; i < _rows.Count; i++)
                    residuals[i] -= _rows[i].Factors[c] * step;
            }
            if (moved < 1e-6)
                break;
        }
        return solution;
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
