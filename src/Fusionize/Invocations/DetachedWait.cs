using System.Globalization;

namespace Fusionize.Invocations;

/// <summary>How long an answer waits for detached work. Apart, so that a function without such work doesn't carry it.</summary>
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
