using System.Text.Json;

namespace Fusionize.Rounds.Export;

/// <summary>
/// The file format of speedscope.app: a profile for each function instance, whose frames are tasks. "Left Heavy" there adds up the time of each task.
/// </summary>
public static class SpeedscopeFormat
{
    public const string Schema = "https://www.speedscope.app/file-format-schema.json";

    public static void Write(Stream target, IReadOnlyCollection<Span> spans)
    {
        using var json = new Utf8JsonWriter(target);
        var origin = spans.Count == 0 ? 0 : spans.Min(static s => s.StartMs);
        var frames = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var span in spans)
            frames.TryAdd(NameOf(span), frames.Count);

        json.WriteStartObject();
        json.WriteString("$schema", Schema);
        json.WriteString("exporter", "fusionize");
        json.WriteString("name", spans.FirstOrDefault()?.Invocation.App ?? "no records");
        json.WriteNumber("activeProfileIndex", 0);
        json.WriteStartObject("shared");
        json.WriteStartArray("frames");
        foreach (var (name, _) in frames.OrderBy(static f => f.Value))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("profiles");
        foreach (var lane in Lane.Of(spans))
            WriteProfile(json, lane, frames, origin);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string NameOf(Span span) => span.IsRemoteCall ? $"wait for {span.Task}" : span.Task;

    private static void WriteProfile(Utf8JsonWriter json, Lane lane, Dictionary<string, int> frames, double origin)
    {
        json.WriteStartObject();
        json.WriteString("type", "evented");
        json.WriteString("name", lane.Name == lane.Function ? lane.Function : $"{lane.Function} {lane.Name}");
        json.WriteString("unit", "milliseconds");
        json.WriteNumber("startValue", At(lane.Spans[0].StartMs));
        json.WriteNumber("endValue", At(lane.Spans.Max(static s => s.EndMs)));
        json.WriteStartArray("events");
        var open = new Stack<Span>();
        foreach (var span in lane.Spans)
        {
            while (open.TryPeek(out var before) && before.EndMs <= span.StartMs)
                Event("C", open.Pop(), before.EndMs);
            Event("O", span, span.StartMs);
            open.Push(span);
        }
        while (open.TryPop(out var last))
            Event("C", last, last.EndMs);
        json.WriteEndArray();
        json.WriteEndObject();

        double At(double ms) => Math.Round(ms - origin, 3);

        void Event(string type, Span span, double at)
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteNumber("at", At(at));
            json.WriteNumber("frame", frames[NameOf(span)]);
            json.WriteEndObject();
        }
    }
}
