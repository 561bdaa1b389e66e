using System.Text.Json;

namespace Fusionize.Records;

/// <summary>One member of a JSON object that is written from a <typeparamref name="TValue"/> and read into a <typeparamref name="TDraft"/>.</summary>
internal sealed class JsonMember<TValue, TDraft>
{
    public delegate void Writer(Utf8JsonWriter json, JsonEncodedText name, TValue value);

    /// <summary>Reads the value at the reader's position.</summary>
    public delegate void Reader(ref Utf8JsonReader json, TDraft draft, StringPool names);

    private readonly JsonEncodedText _name;
    private readonly Writer _write;
    private readonly Reader _read;

    public JsonMember(string name, Writer write, Reader read)
    {
        (_name, _write, _read) = (JsonEncodedText.Encode(name), write, read);
    }

    /// <summary>Writes the members of an object whose start was written.</summary>
    public static void Write(Utf8JsonWriter json, JsonMember<TValue, TDraft>[] members, TValue value)
    {
        foreach (var member in members)
            member._write(json, member._name, value);
    }

    /// <summary>Reads the rest of an object whose start was read. Unknown members are skipped.</summary>
    /// <returns>False if the object doesn't end.</returns>
    public static bool Read(ref Utf8JsonReader json, JsonMember<TValue, TDraft>[] members, TDraft draft, StringPool names)
    {
        // Members are usually in the order of the list.
        var expected = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var at = IndexOf(json.ValueSpan, members, expected);
            if (at < 0)
            {
                json.Skip();
                continue;
            }
            json.Read();
            members[at]._read(ref json, draft, names);
            expected = at + 1;
        }
        return json.TokenType == JsonTokenType.EndObject;
    }

    private static int IndexOf(ReadOnlySpan<byte> name, JsonMember<TValue, TDraft>[] members, int expected)
    {
        for (var i = 0; i < members.Length; i++)
        {
            var at = (expected + i) % members.Length;
            if (name.SequenceEqual(members[at]._name.EncodedUtf8Bytes))
                return at;
        }
        return -1;
    }
}
