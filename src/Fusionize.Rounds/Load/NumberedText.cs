using System.Globalization;
using System.Text;

namespace Fusionize.Rounds.Load;

/// <summary>A text in which <c>{n}</c> is replaced by the number of the request.</summary>
internal sealed class NumberedText
{
    private const string Placeholder = "{n}";

    private readonly byte[][] _parts;

    public NumberedText(ReadOnlySpan<byte> utf8) => _parts = [.. Encoding.UTF8.GetString(utf8).Split(Placeholder).Select(Encoding.UTF8.GetBytes)];

    public static string Of(string text, int number) =>
        text.Replace(Placeholder, number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>Encodes a text, except for the placeholder.</summary>
    public static string Encoded(string text, Func<string, string> encode) => string.Join(Placeholder, text.Split(Placeholder).Select(encode));

    /// <summary>The text of one request. The array is shared between requests if they don't differ.</summary>
    public byte[] Of(int number)
    {
        if (_parts is [var only])
            return only;
        Span<byte> digits = stackalloc byte[11];
        number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        var text = new byte[_parts.Sum(p => p.Length) + (_parts.Length - 1) * length];
        var at = 0;
        for (var i = 0; i < _parts.Length; i++)
        {
            if (i > 0)
            {
                digits[..length].CopyTo(text.AsSpan(at));
                at += length;
            }
            _parts[i].CopyTo(text, at);
            at += _parts[i].Length;
        }
        return text;
    }
}
