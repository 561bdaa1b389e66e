using System.Buffers;
using System.Text.Json;
using Fusionize.Packaging;
using Fusionize.Packaging.Fusing;
using Fusionize.Packaging.Metadata;
using Fusionize.Setups.Stores;

namespace Fusionize.Rounds;

/// <summary>A request of an entry task as its function takes it.</summary>
/// <param name="Function">The function that is the task's home.</param>
public sealed record EntryRequest(string Task, string Function, ReadOnlyMemory<byte> Payload)
{
    /// <param name="task">The entry task; null: the first one.</param>
    /// <param name="body">The task's argument, or, if it has several parameters, an object with them.</param>
    public static EntryRequest For(FusionManifest manifest, string? task, ReadOnlyMemory<byte> body)
    {
        var entries = manifest.Tasks.Where(t => t.Entry).ToList();
        var entry = task is null ? entries.FirstOrDefault() : entries.Find(t => t.Id == task);
        if (entry is null)
        {
            throw entries.Count == 0
                ? new RoundException(RoundCodes.NoEntry, $"application '{manifest.App}' has no entry task", "mark the task that requests come to with [FusionTask(Entry = true)]")
                : new RoundException(RoundCodes.NoEntry, $"application '{manifest.App}' has no entry task '{task}'", $"it has {string.Join(", ", entries.Select(e => e.Id))}");
        }
        var home = manifest.Groups.First(g => g.Entries.Contains(entry.Id));
        // A plain request goes to the function's root. Where the entry task is not the root, the request has to name it.
        return new(entry.Id, home.Function, home.Entries[0] == entry.Id ? body : Envelope(entry, body));
    }

    private static ReadOnlyMemory<byte> Envelope(ManifestTaskInfo task, ReadOnlyMemory<byte> body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("fusionize", 1);
            json.WriteString("task", task.Id);
            json.WritePropertyName("args");
            if (task.Params is [var only])
            {
                json.WriteStartObject();
                json.WritePropertyName(only.Name);
                json.WriteRawValue(body.Span);
                json.WriteEndObject();
            }
            else
            {
                json.WriteRawValue(body.Span);
            }
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }
}
