namespace Fusionize.Setups;

/// <summary>Text out of an untrusted file, for a message: builds print a line per error, and a terminal obeys control characters.</summary>
internal static class OneLine
{
    public static string Of(string text, int maxLength = 500) => string.Create(Math.Min(text.Length, maxLength), text, static (span, t) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsControl(t[i]) || char.IsSurrogate(t[i]) || t[i] is '\u2028' or '\u2029' ? '?' : t[i];
        });
}
