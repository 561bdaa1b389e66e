using System.Globalization;
using Fusionize.Rounds.Load;

namespace Fusionize.Cli.Commands;

/// <summary>A duration as users write it, so that help texts show defaults in that form.</summary>
internal readonly record struct Duration(TimeSpan Time)
{
    public static Duration Parse(string text) => new(ArrivalPlan.ParseDuration(text));

    public static implicit operator Duration(TimeSpan time) => new(time);

    public static implicit operator TimeSpan(Duration duration) => duration.Time;

    public override string ToString() =>
        Time switch
        {
            { TotalHours: >= 1 } when Time.TotalHours % 1 == 0 => Format(Time.TotalHours, "h"),
            { TotalMinutes: >= 1 } when Time.TotalMinutes % 1 == 0 => Format(Time.TotalMinutes, "m"),
            { TotalSeconds: >= 1 } => Format(Time.TotalSeconds, "s"),
            _ => Format(Time.TotalMilliseconds, "ms"),
        };

    private static string Format(double value, string unit) => value.ToString("0.###", CultureInfo.InvariantCulture) + unit;
}
