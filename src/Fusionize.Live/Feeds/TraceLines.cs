using System.Text;
using Fusionize.Records;

namespace Fusionize.Live.Feeds;

/// <summary>Recognizes the runtime's trace lines, also inside another JSON object. Not thread-safe.</summary>
internal sealed class TraceLines
{
    private readonly RecordJson _json = new();
    private readonly WrappedLine _wrapped = new();

    public InvocationRecord? TryRead(ReadOnlySpan<byte> line, string function, string instance) =>
        line.StartsWith(RecordJson.Prefix) ? _json.TryRead(line, function, instance)
        : line.StartsWith("{"u8) && line.IndexOf(RecordJson.Mark) > 0 && _wrapped.TryUnwrap(line, out var inner) ? _json.TryRead(inner, function, instance)
        : null;

    public bool IsTrace(ReadOnlySpan<byte> line) =>
        line.StartsWith(RecordJson.Prefix) || (line.StartsWith("{"u8) && line.IndexOf(RecordJson.Mark) > 0 && _wrapped.TryUnwrap(line, out _));

    public static string Text(ReadOnlySpan<byte> line, int most)
    {
        line = line.TrimEnd("\r\n"u8);
        return line.Length <= most ? Encoding.UTF8.GetString(line) : Encoding.UTF8.GetString(line[..most]) + "…";
    }
}
