using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace Fusionize.Records;

/// <summary>
/// Reads JSON in exactly the shape of our own writer: the next member's name is known, and strings have no escapes. It stops at everything else; a
/// JSON reader then reads the line.
/// </summary>
internal ref struct TraceLineCursor(ReadOnlySpan<byte> rest)
{
    // Printable ASCII without quote and backslash.
    private static readonly SearchValues<byte> s_plain = SearchValues.Create([
        .. Enumerable.Range(' ', '~' - ' ' + 1).Where(c => c is not ('"' or '\\')).Select(c => (byte)c),
    ]);

    private const ulong EachByte = 0x0101010101010101;

    private static readonly double[] s_powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    private static readonly ulong[] s_whole = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    private ReadOnlySpan<byte> _rest = rest;

    /// <summary>Whether only white space remains.</summary>
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

    /// <summary>The rest of a string after its opening quote.</summary>
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
        var mantissa = 0UL;
        var whole = Digits(rest, ref mantissa);
        var (at, decimals) = (whole, 0);
        if (at < rest.Length && rest[at] == '.')
        {
            decimals = Digits(rest[(at + 1)..], ref mantissa);
            at += 1 + decimals;
            // In JSON, no number ends with a point
            if (decimals == 0)
                return false;
        }
        // or start with extra zeros.
        if (whole == 0 || whole + decimals > 15 || at == rest.Length || rest[at] is (byte)'e' or (byte)'E' || (whole > 1 && rest[0] == '0'))
            return false;
        value = decimals > 0 ? mantissa / s_powers[decimals] : mantissa;
        _rest = rest[at..];
        return true;
    }

    /// <summary>Reads further digits, eight at a time. A loop over single digits is slower: the processor predicts its end wrongly.</summary>
    /// <returns>The number of digits.</returns>
    private static int Digits(ReadOnlySpan<byte> text, ref ulong mantissa)
    {
        var at = 0;
        while (text.Length - at >= sizeof(ulong))
        {
            var digits = BinaryPrimitives.ReadUInt64LittleEndian(text[at..]) ^ ('0' * EachByte);
            var others = ((digits + 0x76 * EachByte) | digits) & (0x80 * EachByte);
            var count = others == 0 ? sizeof(ulong) : BitOperations.TrailingZeroCount(others) / 8;
            if (count == 0)
                return at;
            // Fills up with leading zeros, then combines digits to pairs and pairs to numbers of four digits.
            digits <<= 8 * (sizeof(ulong) - count);
            digits = digits * 10 + (digits >> 8);
            digits = ((digits & 0x000000FF000000FF) * 0x000F424000000064 + ((digits >> 16) & 0x000000FF000000FF) * 0x0000271000000001) >> 32;
            mantissa = mantissa * s_whole[count] + digits;
            at += count;
            if (count < sizeof(ulong))
                return at;
        }
        for (; at < text.Length && (uint)(text[at] - '0') <= 9; at++)
            mantissa = mantissa * 10 + (uint)(text[at] - '0');
        return at;
    }

    public bool Whole(ReadOnlySpan<byte> before, out long value)
    {
        var isNumber = Number(before, out var number);
        value = (long)number;
        return isNumber && value == number;
    }
}
