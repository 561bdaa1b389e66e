using System.Globalization;

namespace Fusionize.Cli.Terminal;

/// <summary>Figures as people read them; independent of the machine's culture.</summary>
internal static class Texts
{
    public static string Ms(double ms) =>
        ms switch
        {
            0 => "–",
            < 10 => Format(ms, "0.0"),
            < 100_000 => Format(ms, "0"),
            _ => Format(ms / 1000, "0") + " s",
        };

    public static string Usd(double usd) => Format(usd, "0.00");

    /// <summary>An amount that may be small, to about three digits.</summary>
    public static string SmallUsd(double usd) =>
        usd switch
        {
            0 => "0",
            < 0.0001 => Format(usd, "0.00000000"),
            < 0.01 => Format(usd, "0.000000"),
            _ => Format(usd, "0.0000"),
        };

    public static string Bytes(long bytes) =>
        bytes switch
        {
            < 10_000 => Format(bytes / 1000.0, "0.0") + " kB",
            < 1_000_000 => Format(bytes / 1000.0, "0") + " kB",
            _ => Format(bytes / 1_000_000.0, "0.0") + " MB",
        };

    /// <summary>A change in percent, with its sign.</summary>
    public static string Change(double from, double to) =>
        from <= 0 ? "–"
        : to == from ? "±0 %"
        : Format((to / from - 1) * 100, "+0;−0;±0") + " %";

    public static string Number(double value) => Format(value, "0.##");

    public static string Seconds(TimeSpan time) =>
        time.TotalSeconds < 100 ? Format(time.TotalSeconds, "0.#") + " s" : time.ToString(@"m\:ss", CultureInfo.InvariantCulture) + " min";

    private static string Format(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>A fraction in percent.</summary>
    public static string Percent(double part) => (100 * part).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    /// <summary>The relative error of a prediction.</summary>
    public static string Off(double part) =>
        Math.Abs(part) < 0.005 ? "as predicted" : $"{Percent(Math.Round(Math.Abs(part), 2))} too {(part > 0 ? "high" : "low")}";

    public static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    public static string Times(int count) =>
        count switch
        {
            0 => "never",
            1 => "once",
            2 => "twice",
            _ => $"{count} times",
        };
}
