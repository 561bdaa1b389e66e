using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fusionize.Records;

/// <summary>
/// Reads and writes the trace lines of functions, and stored records: a trace line followed by the platform's figures. The shape is that of <see
/// cref="RecordMembers"/>. One reader per thread.
/// </summary>
internal sealed class RecordJson
{
    public const int Version = 1;

    private readonly StringPool _names = new();
    private readonly PlainRecordReader _plain;

    public RecordJson() => _plain = new(_names);

    /// <summary>How every line begins.</summary>
    public static ReadOnlySpan<byte> Prefix => "{\"fusionize\":1,"u8;

    /// <summary>Text that every line contains.</summary>
    public static ReadOnlySpan<byte> Mark => "fusionize"u8;

    public static JsonWriterOptions WriterOptions => new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null for anything that isn't a whole record of version 1.</summary>
    /// <param name="function">The function whose log has the line. A stored record names function and instance itself.</param>
    public InvocationRecord? TryRead(ReadOnlySpan<byte> line, string function, string instance = "")
    {
        if (_plain.TryRead(line, function, instance) is { } plain)
            return plain;
        try
        {
            return Read(line, new(function, instance));
        }
        // The reader's own exceptions, and InvalidOperationException for a value of another type or a string that isn't UTF-8.
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Writes a record as it is stored.</summary>
    public static void Write(Utf8JsonWriter json, InvocationRecord record) => Write(json, RecordMembers.Stored, record);

    /// <summary>Writes the trace line as the function wrote it.</summary>
    public static void WriteTraceLine(Utf8JsonWriter json, InvocationRecord record) => Write(json, RecordMembers.TraceLine, record);

    /// <summary>The billed time according to the function's own figures.</summary>
    internal static long BilledMs(double durationMs, double initMs) => (long)Math.Ceiling(durationMs + initMs);

    private static void Write(Utf8JsonWriter json, JsonMember<InvocationRecord, RecordDraft>[] members, InvocationRecord record)
    {
        json.WriteStartObject();
        JsonMember<InvocationRecord, RecordDraft>.Write(json, members, record);
        json.WriteEndObject();
    }

    private InvocationRecord? Read(ReadOnlySpan<byte> line, RecordDraft draft)
    {
        var json = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 8 });
        return
            json.Read()
            && json.TokenType == JsonTokenType.StartObject
            && JsonMember<InvocationRecord, RecordDraft>.Read(ref json, RecordMembers.Stored, draft, _names)
            // A line with text after the object is not a trace line.
            && !json.Read()
            ? draft.ToRecord()
            : null;
    }
}
