using System.Globalization;

namespace Fusionize.Engine.Feedback;

/// <summary>Something that isn't any more what it was.</summary>
/// <param name="What">A function's or a call's name, and which figure of it.</param>
/// <param name="Deviations">By how many standard errors the means differ.</param>
public sealed record Drift(string What, double Before, double After, double Deviations)
{
    /// <summary>A smaller change isn't worth a new setup, however certain it is.</summary>
    public const double LeastChange = 0.10;

    /// <summary>Many figures are compared again and again: what happens by chance once in a thousand comparisons would be found every day.</summary>
    public const double LeastDeviations = 4.5;

    private const int LeastSamples = 20;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{What}: {Before:0.##} → {After:0.##} ({Deviations:+0.0;-0.0} standard errors)");

    /// <summary>What differs between two profiles of the same setup by more than noise, the most certain first.</summary>
    public static IReadOnlyList<Drift> Between(Profile before, Profile after)
    {
        var drifts = new List<Drift>();
        foreach (var (key, function) in after.Functions)
        {
            if (!before.Functions.TryGetValue(key, out var old))
                continue;
            Compare($"{key.Group} duration, ms", old.DurationMs, function.DurationMs);
            Compare($"{key.Group} CPU time, ms", old.CpuMs, function.CpuMs);
        }
        foreach (var (key, edge) in after.Edges)
        {
            if (!before.Edges.TryGetValue(key, out var old))
                continue;
            Compare($"{key.From} → {key.To}, ms", old.Ms, edge.Ms);
            Compare($"{key.From} → {key.To} payload, bytes", old.InBytes, edge.InBytes);
        }
        drifts.Sort((a, b) => Math.Abs(b.Deviations).CompareTo(Math.Abs(a.Deviations)));
        return drifts;

        void Compare(string what, Sketch a, Sketch b)
        {
            if (a.Count < LeastSamples || b.Count < LeastSamples || Math.Abs(b.Mean - a.Mean) <= LeastChange * Math.Max(a.Mean, b.Mean))
                return;
            var error = Math.Sqrt(a.MeanError * a.MeanError + b.MeanError * b.MeanError);
            var deviations = error > 0 ? (b.Mean - a.Mean) / error : double.PositiveInfinity * Math.Sign(b.Mean - a.Mean);
            if (Math.Abs(deviations) >= LeastDeviations)
                drifts.Add(new(what, a.Mean, b.Mean, deviations));
        }
    }
}
