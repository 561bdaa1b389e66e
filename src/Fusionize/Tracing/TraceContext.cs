using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Fusionize.Tracing;

/// <summary>An invocation's position in the distributed trace, as defined by W3C Trace Context. <c>default</c> means none.</summary>
internal struct TraceContext(ulong traceHigh, ulong traceLow, ulong span, ulong parent, bool sampled)
{
    public readonly ulong TraceHigh = traceHigh;
    public readonly ulong TraceLow = traceLow;
    public readonly ulong Span = span;
    public readonly ulong Parent = parent;
    public bool Sampled = sampled;

    /// <summary>The length of a version 00 traceparent in characters.</summary>
    public const int HeaderLength = 55;

    public readonly bool IsNone => Span == 0;

    /// <summary>The first span of a new trace.</summary>
    public static TraceContext NewRoot(bool sampled) => new(RandomId(), RandomId(), RandomId(), 0, sampled);

    /// <summary>A new span below this one.</summary>
    public readonly TraceContext NewChild(bool sampled) => new(TraceHigh, TraceLow, RandomId(), Span, sampled);

    /// <summary>
    /// Reads <c>00-{trace}-{span}-{flags}</c>; later versions may append fields. Returns false for a malformed header, which must be ignored
    /// according to W3C's rules.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> header, out TraceContext context)
    {
        context = default;
        if (header.Length < HeaderLength || header[2] != '-' || header[35] != '-' || header[52] != '-')
            return false;
        if (!TryHex(header[..2], out var version) || version == 0xff)
            return false;
        if (header.Length > HeaderLength && (version == 0 || header[HeaderLength] != '-'))
            return false;
        if (!TryHex(header[3..19], out var high) || !TryHex(header[19..35], out var low) || (high | low) == 0)
            return false;
        if (!TryHex(header[36..52], out var span) || span == 0 || !TryHex(header[53..55], out var flags))
            return false;
        context = new TraceContext(high, low, span, 0, (flags & 1) != 0);
        return true;
    }

    /// <summary>Writes the traceparent that names this span as the parent.</summary>
    public readonly void WriteHeader(Span<byte> header)
    {
        "00-"u8.CopyTo(header);
        WriteTrace(header[3..]);
        header[35] = (byte)'-';
        WriteHex(Span, header[36..]);
        header[52] = (byte)'-';
        header[53] = (byte)'0';
        header[54] = Sampled ? (byte)'1' : (byte)'0';
    }

    /// <summary>Writes the trace id, 32 characters.</summary>
    public readonly void WriteTrace(Span<byte> text)
    {
        WriteHex(TraceHigh, text);
        WriteHex(TraceLow, text[16..]);
    }

    /// <summary>The trace id, 32 characters.</summary>
    public readonly string TraceText()
    {
        Span<byte> text = stackalloc byte[32];
        WriteTrace(text);
        return Encoding.ASCII.GetString(text);
    }

    public static void WriteHex(ulong value, Span<byte> text) => value.TryFormat(text, out _, "x16", CultureInfo.InvariantCulture);

    // Lower case only: W3C forbids upper case.
    private static bool TryHex(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        foreach (var c in text)
        {
            var digit = c switch
            {
                >= (byte)'0' and <= (byte)'9' => c - '0',
                >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
                _ => -1,
            };
            if (digit < 0)
                return false;
            value = (value << 4) | (uint)digit;
        }
        return true;
    }

    private static ulong RandomId()
    {
        Span<byte> bytes = stackalloc byte[8];
        ulong id;
        do
        {
            Random.Shared.NextBytes(bytes);
            id = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        } while (id == 0);
        return id;
    }
}
