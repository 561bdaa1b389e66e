using System.Collections.Immutable;
using System.Globalization;

namespace Fusionize.Records;

/// <summary>A change of the application's behaviour, in one figure.</summary>
/// <param name="What">The figure, and the task, function or call that it belongs to.</param>
/// <param name="Change">The relative change: 0.4 is 40 % more.</param>
/// <param name="Low">Lower end of the change's 95 % confidence interval.</param>
/// <param name="High">Upper end of it.</param>
/// <param name="Deviations">The change in standard errors.</param>
public sealed record Drift(string What, double Before, double After, double Change, double Low, double High, double Deviations)
{
    /// <summary>Smaller relative changes don't justify a new setup, even if they are certain.</summary>
    public const double MinChange = 0.10;

    /// <summary>Changes of fewer standard errors may be chance. The limit is high because many figures are compared repeatedly.</summary>
    public const double MinDeviations = 4.5;

    /// <summary>A figure with a smaller part of the total time doesn't change the best setup.</summary>
    public const double MinEffect = 0.02;

    private const int MinSamples = 20;

    /// <summary>Relative standard deviation between lots without any change of the application.</summary>
    private const double LotNoise = 0.03;

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{What} {Before:0.##} → {After:0.##}, {100 * Change:+0;−0} % (95 %: {100 * Low:+0;−0} … {100 * High:+0;−0} %)"
        );

    /// <summary>
    /// Compares a lot of requests with earlier lots under the same setup. Returns the changes that exceed noise, the most important first.
    /// </summary>
    /// <param name="reference">The earlier lots. How much they differ from each other is part of the noise.</param>
    /// <param name="now">The new lot.</param>
    public static ImmutableArray<Drift> Detect(ImmutableArray<Behavior> reference, Behavior now)
    {
        var drifts = new List<(Drift Drift, double Effect)>();
        var whole = reference.Aggregate(Behavior.Nothing, (sum, lot) => sum.With(lot));
        var before = whole.Requests == 0 ? 0 : whole.Ms / whole.Requests;
        foreach (var (name, figure) in now.Figures)
        {
            if (!whole.Figures.TryGetValue(name, out var old))
                continue;
            var lots = reference.Where(l => l.Figures.TryGetValue(name, out var f) && f.Count > 0).Select(l => l.Figures[name].Mean).ToList();
            // One figure per lot (the cost of a request), or many samples in it.
            var isPerLot = old.Count <= reference.Length;
            if (lots.Count < 2 || (!isPerLot && (old.Count < MinSamples || figure.Count < MinSamples)))
                continue;
            var scale = figure.IsLog ? 1 : Math.Max(Math.Abs(old.Mean), 1e-9);
            var between = Statistics.Variance(lots);
            var noise = Math.Max(LotNoise * LotNoise * scale * scale, between);
            // With few lots, the difference between lots is estimated badly.
            var error =
                Math.Sqrt(Math.Max(figure.Variance / figure.Count, noise) + Math.Max(old.Variance / old.Count, noise / lots.Count))
                * (1 + 1.0 / lots.Count);
            var difference = figure.Mean - old.Mean;
            double Part(double d) => figure.IsLog ? Math.Exp(d) - 1 : d / scale;
            var change = Part(difference);
            if (Math.Abs(change) < MinChange || Math.Abs(difference) < MinDeviations * error)
                continue;
            var effect =
                figure.TotalMs > 0 && now.Requests > 0 && before > 0 ? Math.Abs(figure.TotalMs / now.Requests - old.TotalMs / whole.Requests) / before
                : isPerLot ? 0.5
                : 1;
            if (effect >= MinEffect)
                drifts.Add(
                    (
                        new(
                            name,
                            old.Typical(),
                            figure.Typical(),
                            change,
                            Part(difference - 1.96 * error),
                            Part(difference + 1.96 * error),
                            difference / error
                        ),
                        effect
                    )
                );
        }
        // A task's own figures are causes; the other figures are mostly effects.
        return
        [
            .. drifts
                .OrderByDescending(d => d.Drift.What.StartsWith("task ", StringComparison.Ordinal))
                .ThenByDescending(d => d.Effect)
                .Select(d => d.Drift),
        ];
    }
}
