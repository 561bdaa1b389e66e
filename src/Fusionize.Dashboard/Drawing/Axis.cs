using System.Globalization;

namespace Fusionize.Dashboard.Drawing;

/// <summary>Maps values to coordinates: linear from zero, or logarithmic for a wide range. Has round numbers as labels.</summary>
public sealed class Axis
{
    private readonly double _low;
    private readonly double _high;
    private readonly double _from;
    private readonly double _to;

    /// <param name="values">The values that must be visible.</param>
    /// <param name="from">The coordinate of the lowest value.</param>
    /// <param name="to">The coordinate of the highest value.</param>
    /// <param name="maxTicks">The approximate number of labels that there is room for.</param>
    /// <param name="logarithmic">Whether to use a logarithmic axis; null: if the values have a wide range.</param>
    public Axis(IEnumerable<double> values, double from, double to, int maxTicks = 6, bool? logarithmic = null)
    {
        (_from, _to) = (from, to);
        var finite = values.Where(double.IsFinite).ToList();
        var (low, high) = finite.Count == 0 ? (0, 1) : (finite.Min(), finite.Max());
        var positive = finite.Where(v => v > 0).DefaultIfEmpty(1).Min();
        IsLogarithmic = logarithmic ?? (low >= 0 && high / positive > 12);
        if (IsLogarithmic)
        {
            (_low, _high) = (Math.Log10(positive) - 0.06, Math.Log10(Math.Max(high, positive * 2)) + 0.06);
            Ticks = [.. LogTicks(maxTicks)];
        }
        else
        {
            (_low, _high) = (Math.Min(0, low), high <= 0 ? 1 : high * 1.06);
            Ticks = [.. LinearTicks(maxTicks)];
        }
    }

    public bool IsLogarithmic { get; }

    public IReadOnlyList<double> Ticks { get; }

    /// <summary>The coordinate of a value. Values outside the axis are drawn at its end.</summary>
    public double At(double value)
    {
        var scaled =
            !IsLogarithmic ? value
            : value <= 0 ? _low
            : Math.Log10(value);
        return _from + (Math.Clamp(scaled, _low, _high) - _low) / (_high - _low) * (_to - _from);
    }

    /// <summary>A label of the axis.</summary>
    public static string Text(double value) =>
        value switch
        {
            0 => "0",
            >= 10_000 => (value / 1000).ToString("#,0.#", CultureInfo.InvariantCulture) + "k",
            >= 10 or <= -10 => value.ToString("#,0", CultureInfo.InvariantCulture),
            _ => value.ToString("0.###", CultureInfo.InvariantCulture),
        };

    private IEnumerable<double> LinearTicks(int most)
    {
        var raw = (_high - _low) / most;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = power * (raw / power) switch
        {
            <= 1 => 1,
            <= 2 => 2,
            <= 5 => 5,
            _ => 10,
        };
        for (var tick = Math.Ceiling(_low / step) * step; tick <= _high; tick += step)
            yield return Math.Abs(tick) < step / 1000 ? 0 : tick;
    }

    private IEnumerable<double> LogTicks(int most)
    {
        double[] steps = (_high - _low) * 3 <= most ? [1, 2, 5] : [1];
        var decades = Math.Max(1, (int)Math.Ceiling((_high - _low) / most));
        for (var decade = (int)Math.Floor(_low); decade <= _high; decade += decades)
        {
            foreach (var step in steps)
            {
                var tick = step * Math.Pow(10, decade);
                if (Math.Log10(tick) >= _low && Math.Log10(tick) <= _high)
                    yield return tick;
            }
        }
    }
}
