using System.Text.Json;

namespace Fusionize.Records;

/// <summary>
/// A trace line inside another JSON object. With Lambda's JSON log format or a logging library, a function's output becomes the member <c>message</c>
/// or <c>record</c>, as a string or an object.
/// </summary>
internal sealed class WrappedLine
{
    private byte[] _unescaped = [];

    /// <summary>Whether it contains a trace line that is damaged.</summary>
    public static bool IsTorn(ReadOnlySpan<byte> line) => line.IndexOf("{\"fusionize\":1,"u8) >= 0 || line.IndexOf("{\\\"fusionize\\\":1,"u8) >= 0;

    private static ReadOnlySpan<byte> FailurePrefix => "{\"fusionizeFailure\":"u8;

    /// <param name="inner">The trace line; valid until the next call.</param>
    public bool TryUnwrap(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> inner) => TryUnwrap(line, RecordJson.Prefix, out inner);

    private bool TryUnwrap(ReadOnlySpan<byte> line, ReadOnlySpan<byte> prefix, out ReadOnlySpan<byte> inner)
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
                if (holds && IsLine(inner, prefix))
                    return true;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Truncated, not JSON, or a string that isn't Unicode.
        }
        return false;
    }

    /// <summary>
    /// The runtime's line for a failed request without tracing: <c>{"fusionizeFailure":1,"requestId":…,"type":…}</c>, wrapped in another object
    /// or not.
    /// </summary>
    /// <param name="id">The request's id; valid until the next call.</param>
    public bool TryReadFailure(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> id, out string type)
    {
        id = default;
        type = "";
        if (line.IndexOf("fusionizeFailure"u8) < 0)
            return false;
        try
        {
            return ReadFailure(line.StartsWith(FailurePrefix) || !TryUnwrap(line, FailurePrefix, out var inner) ? line : inner, out id, out type);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private static bool ReadFailure(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> id, out string type)
    {
        id = default;
        type = "";
        var json = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 1 });
        var isFailure = false;
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var (isMark, isId, isType) = (
                json.ValueTextEquals("fusionizeFailure"u8),
                json.ValueTextEquals("requestId"u8),
                json.ValueTextEquals("type"u8)
            );
            json.Read();
            isFailure |= isMark;
            if (isId && json.TokenType == JsonTokenType.String && !json.ValueIsEscaped)
                id = json.ValueSpan;
            else if (isType && json.TokenType == JsonTokenType.String)
                type = json.GetString()!;
        }
        return isFailure && json.TokenType == JsonTokenType.EndObject && RequestKey.IsId(id) && !json.Read();
    }

    private static bool IsLine(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix)
    {
        if (text.StartsWith(prefix))
            return true;
        // A logging library may have written the object again, with white space.
        if (text.IsEmpty || text[0] != '{')
            return false;
        var json = new Utf8JsonReader(text);
        var name = prefix[2..prefix.LastIndexOf((byte)'"')];
        return json.Read() && json.Read() && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals(name);
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
