using System.Text;
using Fusionize.Records;

namespace Fusionize.Live.Feeds;

/// <summary>Recognizes the runtime's trace lines, also inside another JSON object. Not thread-safe.</summary>
internal sealed class TraceLines
{
    private readonly RecordJson _json = new();
    private readonly WrappedLine _wrapped = new();

    /// <param name="time">The line's time, Unix milliseconds.</param>
    public InvocationRecord? TryRead(ReadOnlySpan<byte> line, long time, string function)
    {
        if (!line.StartsWith(RecordJson.Prefix) && !(MayHold(line) && _wrapped.TryUnwrap(line, out line)))
            return null;
        return _json.TryRead(line, function) is { } record && RecordLimits.Allow(record, time) ? record : null;
    }

    public bool IsTrace(ReadOnlySpan<byte> line) =>
        line.StartsWith(RecordJson.Prefix) || (MayHold(line) && _wrapped.TryUnwrap(line, out _));

    private static bool MayHold(ReadOnlySpan<byte> line) => line.StartsWith("{"u8) && line.IndexOf(RecordJson.Mark) > 0;

    public static string Text(ReadOnlySpan<byte> line, int most)
    {
        line = line.TrimEnd("\r\n"u8);
        return line.Length <= most ? Encoding.UTF8.GetString(line) : Encoding.UTF8.GetString(line[..most]) + "…";
    }
}
