using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fusionize.Setups;

/// <summary>Writes a setup. <see cref="SetupParser"/> reads it.</summary>
internal static class SetupJson
{
    public const int FormatVersion = 1;

    /// <summary>The canonical JSON that the id is computed from: no id, no white space, every field present, groups sorted by name.</summary>
    public static byte[] WriteCanonical(FusionSetup setup) =>
        Write(setup.App, null, setup.Groups.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name)), indented: false);

    public static byte[] Write(FusionSetup setup) => Write(setup.App, setup.Id, setup.Groups, indented: true);

    private static byte[] Write(string app, string? id, ImmutableArray<FusionGroup> groups, bool indented)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (
            var json = new Utf8JsonWriter(
                buffer,
                new()
                {
                    Indented = indented,
                    NewLine = "\n",
                    Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                }
            )
        )
        {
            json.WriteStartObject();
            json.WriteNumber("fusionize", FormatVersion);
            json.WriteString("app", app);
            if (id is not null)
                json.WriteString("id", id);
            json.WriteStartArray("groups");
            foreach (var group in groups)
                Write(json, group);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, FusionGroup group)
    {
        json.WriteStartObject();
        json.WriteString("name", group.Name);
        WriteList(json, "tasks", group.Tasks);
        WriteList(json, "entries", group.Entries);
        json.WriteNumber("memoryMB", group.MemoryMB);
        json.WriteString("architecture", group.Architecture);
        if (!group.RemoteAsync.IsEmpty)
            WriteList(json, "remoteAsync", group.RemoteAsync);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, ImmutableArray<string> tasks)
    {
        json.WriteStartArray(name);
        foreach (var task in tasks)
            json.WriteStringValue(task);
        json.WriteEndArray();
    }
}
