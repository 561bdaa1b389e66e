using System.Buffers;

namespace Fusionize.Records;

/// <summary>
/// Reads JSON in exactly the shape that our own writer gives it: the next member's name is known, and strings have no escapes. It stops at everything
/// else,
/// which a JSON reader reads.
/// </summary>
internal ref struct TraceLineCursor(ReadOnlySpan<byte> rest)
{
    // Printable ASCII without quote and backslash.
    private static readonly SearchValues<byte> s_plain = SearchValues.Create([
        .. Enumerable.Range(' ', '~' - ' ' + 1).Where(c => c is not ('"' or '\\')).Select(c => (byte)c),
    ]);

    private static readonly double[] s_powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    private ReadOnlySpan<byte> _rest = rest;

    /// <summary>Whether all that remains is white space.</summary>
    public readonly bool IsAtEnd => _rest.Trim(" \t\r\n"u8).IsEmpty;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    public bool Skip(ReadOnlySpan<byte> text)
    {
        if (!_rest.StartsWith(text))
            return false;
        _rest = _rest[text.Length..];
        return true;
    }

    public bool String(ReadOnlySpan<byte> before, out ReadOnlySpan<byte> value)
    {
        value = default;
        return Skip(before) && Skip("\""u8) && Text(out value);
    }

    /// <summary>A string behind its first quote.</summary>
    public bool Text(out ReadOnlySpan<byte> value)
    {
        value = default;
        var end = _rest.IndexOfAnyExcept(s_plain);
        if (end < 0 || _rest[end] != '"')
            return false;
        value = _rest[..end];
        _rest = _rest[(end + 1)..];
        return true;
    }

    public bool Flag(ReadOnlySpan<byte> before, out bool value)
    {
        value = false;
        return Skip(before) && ((value = Skip("true"u8)) || Skip("false"u8));
    }

    /// <summary>Numbers of at most 15 digits, without sign and exponent: these are exact.</summary>
    public bool Number(ReadOnlySpan<byte> before, out double value)
    {
        value = 0;
        if (!Skip(before))
            return false;
        var rest = _rest;
        var mantissa = 0L;
        var at = 0;
        for (; at < rest.Length && (uint)(rest[at] - '0') <= 9; at++)
            mantissa = mantissa * 10 + (rest[at] - '0');
        var (whole, decimals) = (at, 0);
        if (at < rest.Length && rest[at] == '.')
        {
            for (at++; at < rest.Length && (uint)(rest[at] - '0') <= 9; at++)
                mantissa = mantissa * 10 + (rest[at] - '0');
            decimals = at - whole - 1;
            // JSON knows no number with a point at its end,
            if (decimals == 0)
                return false;
        }
        // or with zeros before others.
        if (whole == 0 || whole + decimals > 15 || at == rest.Length || rest[at] is (byte)'e' or (byte)'E' || (whole > 1 && rest[0] == '0'))
            return false;
        value = decimals > 0 ? mantissa / s_powers[decimals] : mantissa;
        _rest = rest[at..];
        return true;
    }

    public bool Whole(ReadOnlySpan<byte> before, out long value)
    {
        var isNumber = Number(before, out var number);
        value = (long)number;
        return isNumber && value == number;
    }
}
