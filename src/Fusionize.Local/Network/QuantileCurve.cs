namespace Fusionize.Local.Network;

/// <summary>
/// A distribution given by measured quantiles: between them, and beyond them at the last slope, ln(value) is linear in the normal deviate. With two
/// points this is a lognormal distribution. More points represent the measured tail, which a single σ can't.
/// </summary>
internal sealed class QuantileCurve
{
    private readonly (double Deviate, double Log)[] _points;

    public QuantileCurve(params (double Deviate, double Milliseconds)[] quantiles) =>
        _points = [.. quantiles.Select(q => (q.Deviate, Math.Log(q.Milliseconds)))];

    public double At(double deviate)
    {
        var i = 1;
        while (i < _points.Length - 1 && deviate > _points[i].Deviate)
            i++;
        var (x0, y0) = _points[i - 1];
        var (x1, y1) = _points[i];
        return Math.Exp(y0 + (deviate - x0) * (y1 - y0) / (x1 - x0));
    }
}
