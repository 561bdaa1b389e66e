using System.Globalization;

namespace Fusionize.Invocations;

/// <summary>
/// The maximum time that a response waits for detached work. A class of its own, so that functions without such work don't contain it.
/// </summary>
internal static class DetachedWait
{
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(10);

    /// <summary>Set by tests only.</summary>
    public static TimeSpan Length = Read();

    private static TimeSpan Read() =>
        Environment.GetEnvironmentVariable("FUSIONIZE_DETACHED_WAIT") is { Length: > 0 } text
            ? double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= 900
                ? TimeSpan.FromSeconds(seconds)
                : throw new FormatException($"FUSIONIZE_DETACHED_WAIT: '{text}' isn't a number of seconds up to 900.")
            : Default;
}
