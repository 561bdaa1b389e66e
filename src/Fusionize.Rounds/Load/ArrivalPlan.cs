using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Fusionize.Rounds.Load;

/// <summary>A period with a constant rate.</summary>
public sealed record ArrivalStep(double RatePerSecond, TimeSpan Duration)
{
    public int Count => (int)Math.Round(RatePerSecond * Duration.TotalSeconds);
}

/// <summary>The times at which requests start. They don't depend on earlier requests (open loop).</summary>
public sealed partial record ArrivalPlan(ImmutableArray<ArrivalStep> Steps)
{
    /// <summary>Recorded starts, in order, instead of steps; empty if there are steps.</summary>
    public ImmutableArray<TimeSpan> Recorded { get; init; } = [];

    public int Count => Recorded.Length + Steps.Sum(s => s.Count);

    public TimeSpan Duration => Recorded is [.., var last] ? last : TimeSpan.FromTicks(Steps.Sum(s => s.Duration.Ticks));

    /// <summary>Average number of requests per second. A recording without duration counts as one second.</summary>
    public double MeanRate => Count / (Duration > TimeSpan.Zero ? Duration.TotalSeconds : 1);

    /// <summary>The intended starts, counted from the beginning of the run, in order.</summary>
    public IEnumerable<TimeSpan> Arrivals()
    {
        foreach (var start in Recorded)
            yield return start;
        var begin = TimeSpan.Zero;
        foreach (var step in Steps)
        {
            for (var i = 0; i < step.Count; i++)
                yield return begin + TimeSpan.FromSeconds(i / step.RatePerSecond);
            begin += step.Duration;
        }
    }

    /// <param name="starts">Counted from the beginning of the run, in order.</param>
    public static ArrivalPlan At(ImmutableArray<TimeSpan> starts) => new([]) { Recorded = starts };

    public static ArrivalPlan Constant(double ratePerSecond, TimeSpan duration) => new([new ArrivalStep(ratePerSecond, duration)]);

    /// <summary>Reads <c>10/s</c>, <c>600/min</c>, <c>3600/h</c> or a bare number of requests per second.</summary>
    public static double ParseRate(string text)
    {
        var match = RatePattern().Match(text);
        var rate = !match.Success
            ? 0
            : Number(match.Groups["n"])
                / match.Groups["unit"].Value switch
                {
                    "min" or "m" => 60,
                    "h" => 3600,
                    _ => 1,
                };
        return rate is > 0 and <= 100_000
            ? rate
            : throw new FormatException(
                $"'{text}' is not a rate. Write requests per second, as 10/s, 0.5/s or 600/min; more than 0, at most 100000/s."
            );
    }

    /// <summary>Reads <c>100s</c>, <c>1.5m</c>, <c>500ms</c>, <c>1h</c> or a bare number of seconds.</summary>
    public static TimeSpan ParseDuration(string text)
    {
        var match = DurationPattern().Match(text);
        var seconds = !match.Success
            ? 0
            : Number(match.Groups["n"])
                * match.Groups["unit"].Value switch
                {
                    "ms" => 0.001,
                    "m" or "min" => 60,
                    "h" => 3600,
                    _ => 1,
                };
        if (seconds is not (> 0 and <= 7 * 24 * 3600))
            throw new FormatException($"'{text}' is not a duration. Write seconds, as 100s, 1.5m, 500ms or 1h; more than 0, at most 7 days.");
        return TimeSpan.FromSeconds(seconds);
    }

    /// <summary>Reads <c>5..40 step 5 every 2s</c>: 5/s for 2 s, 10/s for 2 s, … 40/s for 2 s. Downwards as well.</summary>
    public static ArrivalPlan ParseRamp(string text)
    {
        var match = RampPattern().Match(text);
        if (!match.Success)
            throw new FormatException($"'{text}' is not a ramp. Write it as '5..40 step 5 every 2s'.");
        var (from, to, by) = (Number(match.Groups["from"]), Number(match.Groups["to"]), Number(match.Groups["step"]));
        var every = ParseDuration(match.Groups["every"].Value);
        if (from <= 0 || to <= 0 || by <= 0)
            throw new FormatException($"'{text}' is not a ramp: both rates and the step must be more than 0.");
        // Multiplied instead of added up: 0.1 + 0.1 + … would miss the last rate.
        var steps = (int)Math.Floor(Math.Abs(to - from) / by + 1e-9);
        if (steps >= 10_000)
            throw new FormatException($"'{text}' has {steps + 1} steps; at most 10000 are possible.");
        return new([.. Enumerable.Range(0, steps + 1).Select(i => new ArrivalStep(from + Math.Sign(to - from) * i * by, every))]);
    }

    private static double Number(Group group) => double.Parse(group.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<n>\d{1,9}(\.\d{1,6})?)(/(?<unit>s|min|m|h))?$", RegexOptions.CultureInvariant)]
    private static partial Regex RatePattern();

    [GeneratedRegex(@"^(?<n>\d{1,9}(\.\d{1,6})?)(?<unit>ms|s|m|min|h)?$", RegexOptions.CultureInvariant)]
    private static partial Regex DurationPattern();

    [GeneratedRegex(
        @"^(?<from>\d{1,6}(\.\d{1,3})?)\s*\.\.\s*(?<to>\d{1,6}(\.\d{1,3})?)\s+step\s+(?<step>\d{1,6}(\.\d{1,3})?)\s+every\s+(?<every>\S+)$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex RampPattern();
}
