using System.Globalization;
using Fusionize.Dashboard.Model;
using Fusionize.Rounds;

namespace Fusionize.Dashboard.Building;

/// <summary>The result in words.</summary>
internal static class ResultText
{
    public static string Sentence(ReportMeasured a, ReportMeasured b, bool isSame, double? rate, double? saved)
    {
        var isClient = a.ClientP50Ms is not null && b.ClientP50Ms is not null;
        var (from, to) = isClient ? (a.ClientP50Ms!.Value, b.ClientP50Ms!.Value) : (a.BilledP50Ms, b.BilledP50Ms);
        var latency = isClient ? "p50 of the client" : "billed p50";
        if (isSame)
            return $"The first setup stays: {latency} {Ms(from)} ms, {Usd(b.UsdPerMillion)} USD per million requests.";
        var month = rate is { } r && saved is { } usd
            ? $"; at {Number(r)} requests/s that is {Usd(Math.Abs(usd))} USD a month {(usd >= 0 ? "less" : "more")}"
            : "";
        return $"{char.ToUpperInvariant(latency[0])}{latency[1..]} {Ms(from)} → {Ms(to)} ms, "
            + $"{Usd(a.UsdPerMillion)} → {Usd(b.UsdPerMillion)} USD per million requests{month}.";
    }

    public static IEnumerable<string> Certainty(
        ReportSetup before,
        ReportSetup after,
        IReadOnlyCollection<ReportRound> rounds,
        CheapestAtLatency? cheapest
    )
    {
        var (a, b) = (before.Measured!, after.Measured!);
        yield return $"In 19 of 20 cases the true billed median of {after.Name} lies between {Ms(b.BilledP50LowMs)} and {Ms(b.BilledP50HighMs)} ms "
            + $"({Count(b.Requests)} requests), its cost at {Usd(b.UsdPerMillion)} ± {Usd(b.UsdWithin)} USD.";
        if (before.Name != after.Name)
        {
            yield return $"The median of {before.Name} lies between {Ms(a.BilledP50LowMs)} and {Ms(a.BilledP50HighMs)} ms "
                + $"({Count(a.Requests)} requests): "
                + (
                    b.BilledP50HighMs < a.BilledP50LowMs || a.BilledP50HighMs < b.BilledP50LowMs
                        ? "the difference is larger than chance explains."
                        : "the intervals overlap, so the difference may be chance."
                );
        }
        foreach (var (setup, figures) in new[] { (before, a), (after, b) }.Distinct())
        {
            if (!figures.Disturbances.IsEmpty)
                yield return $"The figures of {setup.Name} may be off by far: {string.Join("; ", figures.Disturbances)}.";
            if (figures.Errors > 0)
                yield return $"{Count(figures.Errors)} of {Count(figures.Requests)} requests of {setup.Name} failed.";
        }
        var predicted = rounds.Where(r => r is { Predicted: not null, BilledP50Ms: not null }).ToList();
        if (predicted.Count > 0)
        {
            var held = predicted.Count(r => r.BilledP50Ms >= r.Predicted!.BilledP50LowMs && r.BilledP50Ms <= r.Predicted.BilledP50HighMs);
            yield return $"{Count(held)} of {Count(predicted.Count)} predictions of the median held within their interval.";
        }
        if (cheapest is not null)
            yield return cheapest.More < 0.0005
                ? "No setup that is as fast is known or predicted to be cheaper."
                : $"A setup that is predicted to be as fast costs {Usd(cheapest.CostPerMillion)} USD instead of {Usd(cheapest.BestCostPerMillion)}: "
                    + $"{cheapest.Setup}.";
    }

    private static string Ms(double ms) => ms.ToString(ms < 10 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    private static string Usd(double usd) => usd.ToString("#,0.00", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);

    private static string Count(int value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
