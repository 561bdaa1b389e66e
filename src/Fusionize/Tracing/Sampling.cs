using System.Globalization;

namespace Fusionize.Tracing;

/// <summary><c>FUSIONIZE_TRACE</c>: on, off, or the fraction of traces to record.</summary>
internal readonly struct Sampling(double fraction)
{
    /// <summary>Nothing is ever recorded.</summary>
    public bool IsOff => fraction <= 0;

    /// <summary>An invalid value means on: a typing error must not switch off the feedback loop.</summary>
    public static Sampling Parse(string? setting) =>
        setting switch
        {
            null or "" or "on" => new Sampling(1),
            "off" => new Sampling(0),
            _ when double.TryParse(setting, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var f) && f is >= 0 and <= 1 =>
                new Sampling(f),
            _ => new Sampling(1),
        };

    /// <summary>Decides by the trace id, so that all functions make the same decision for a trace.</summary>
    public bool Takes(ulong traceLow) => fraction >= 1 || (traceLow >> 11) * (1.0 / (1UL << 53)) < fraction;
}
