using System.Globalization;

namespace Fusionize.Live.Views;

/// <summary>Formats what only live views show.</summary>
internal static class LiveText
{
    /// <summary>The widest rate that a drawing has room for.</summary>
    public const string WidestRate = "99.9k/s";

    /// <summary>A number per second, in at most five characters.</summary>
    public static string Rate(double perSecond) =>
        perSecond switch
        {
            < 0.05 => "0",
            < 9.95 => perSecond.ToString("0.0", CultureInfo.InvariantCulture),
            < 9_999.5 => perSecond.ToString("0", CultureInfo.InvariantCulture),
            < 99_950 => (perSecond / 1000).ToString("0.0", CultureInfo.InvariantCulture) + "k",
            _ => (perSecond / 1000).ToString("0", CultureInfo.InvariantCulture) + "k",
        };

    /// <summary>The address of a request's log.</summary>
    public static string Log(string requestId) => $"logs?request={Uri.EscapeDataString(requestId)}&traces=1";

    public static string Clock(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
