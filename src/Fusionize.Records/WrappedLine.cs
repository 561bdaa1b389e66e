using System.Text.Json;

namespace Fusionize.Records;

/// <summary>
/// A trace line inside another JSON object: with Lambda's JSON log format, or a logging library between, what a function writes comes as the
/// member <c>message</c> or <c>record</c> of one, as a string or as an object.
/// </summary>
internal sealed class WrappedLine
{
    private byte[] _unescaped = [];

    /// <summary>Whether a trace line is in it that can't be read any more.</summary>
    public static bool IsTorn(ReadOnlySpan<byte> line) => line.IndexOf("{\"fusionize\":1,"u8) >= 0 || line.IndexOf("{\\\"fusionize\\\":1,"u8) >= 0;

    /// <param name="inner">The trace line, until the next call.</param>
    public bool TryUnwrap(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> inner)
    {
        inner = default;
        if (line.TrimStart(" \t"u8) is not [(byte)'{', ..])
            return false;
        try
        {
            var json = new Utf8JsonReader(line);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return false;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var holds = json.ValueTextEquals("message"u8) || json.ValueTextEquals("record"u8);
                json.Read();
                if (holds && json.TokenType == JsonTokenType.String)
                    inner = Text(ref json);
                else if (holds && json.TokenType == JsonTokenType.StartObject)
                {
                    var start = (int)json.TokenStartIndex;
                    json.Skip();
                    inner = line[start..(int)json.BytesConsumed];
                }
                else
                    json.Skip();
                if (holds && IsTraceLine(inner))
                    return true;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Torn, no JSON after all, or a string that isn't Unicode.
        }
        return false;
    }

    private static bool IsTraceLine(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith(RecordJson.Prefix))
            return true;
        // As an object it may have been written anew, with white space.
        if (text.IsEmpty || text[0] != '{')
            return false;
        var json = new Utf8JsonReader(text);
        return json.Read() && json.Read() && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("fusionize"u8);
    }

    private ReadOnlySpan<byte> Text(scoped ref Utf8JsonReader json)
    {
        if (!json.ValueIsEscaped)
            return json.ValueSpan.TrimEnd("\r\n"u8);
        if (_unescaped.Length < json.ValueSpan.Length)
            _unescaped = new byte[Math.Max(4096, json.ValueSpan.Length * 2)];
        return _unescaped.AsSpan(0, json.CopyString(_unescaped)).TrimEnd("\r\n"u8);
    }
}
