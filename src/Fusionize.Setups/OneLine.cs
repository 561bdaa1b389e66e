namespace Fusionize.Setups;

/// <summary>Makes text from an untrusted file safe for a message: builds print one line per error, and terminals obey control characters.</summary>
internal static class OneLine
{
    public static string Of(string text, int maxLength = 500) => string.Create(Math.Min(text.Length, maxLength), text, static (span, t) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsControl(t[i]) || char.IsSurrogate(t[i]) || t[i] is '\u2028' or '\u2029' ? '?' : t[i];
        });
}
