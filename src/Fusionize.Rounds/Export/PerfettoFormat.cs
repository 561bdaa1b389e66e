using System.Globalization;
using System.Text.Json;

namespace Fusionize.Rounds.Export;

/// <summary>
/// The trace event format of Chrome and Perfetto (ui.perfetto.dev): a process for each function, a thread for each instance, and an arrow from each
/// remote call to the invocation that it caused.
/// </summary>
public static class PerfettoFormat
{
    public static void Write(Stream target, IReadOnlyCollection<Span> spans)
    {
        using var json = new Utf8JsonWriter(target);
        // Relative to the first span, since times in microseconds since 1970 lose their fractions.
        var origin = spans.Count == 0 ? 0 : spans.Min(static s => s.StartMs);
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ms");
        json.WriteStartObject("otherData");
        json.WriteString(
            "start",
            DateTimeOffset.FromUnixTimeMilliseconds((long)origin).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)
        );
        json.WriteEndObject();
        json.WriteStartArray("traceEvents");
        var callers = spans.Where(static s => s.IsRemoteCall).Select(static s => (s.TraceId, s.SpanId)).ToHashSet();
        var caused = spans
            .Where(s => s.ParentId is { } parent && s.Call is null && callers.Contains((s.TraceId, parent)))
            .ToLookup(s => (s.TraceId, s.ParentId!));
        var process = 0;
        foreach (var function in Lane.Of(spans).GroupBy(static l => l.Function))
        {
            process++;
            Name(json, "process_name", process, 0, function.Key);
            var thread = 0;
            foreach (var lane in function)
            {
                Name(json, "thread_name", process, ++thread, lane.Name);
                foreach (var span in lane.Spans)
                    Event(json, span, process, thread, origin, caused.Contains((span.TraceId, span.SpanId)), callers);
            }
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Name(Utf8JsonWriter json, string what, int process, int thread, string name)
    {
        json.WriteStartObject();
        json.WriteString("ph", "M");
        json.WriteString("name", what);
        json.WriteNumber("pid", process);
        json.WriteNumber("tid", thread);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Event(Utf8JsonWriter json, Span span, int process, int thread, double origin, bool causes, HashSet<(string, string)> callers)
    {
        var start = Microseconds(span.StartMs - origin);
        Begin(json, "X", span.Task, process, thread, start);
        json.WriteNumber("dur", Microseconds(span.Ms));
        json.WriteStartObject("args");
        json.WriteString("trace", span.TraceId);
        json.WriteString("span", span.SpanId);
        if (span.ParentId is { } parent)
            json.WriteString("parent", parent);
        if (span.Call is null)
        {
            json.WriteString("requestId", span.Invocation.RequestId);
            json.WriteString("setup", span.Invocation.SetupId);
            json.WriteNumber("memoryMB", span.Invocation.MemoryMB);
            json.WriteNumber("billedMs", span.Invocation.BilledMs);
            json.WriteNumber("cpuMs", span.Invocation.CpuMs);
            json.WriteBoolean("cold", span.Invocation.IsCold);
        }
        if (span.Error is { } error)
            json.WriteString("error", error);
        json.WriteEndObject();
        json.WriteEndObject();
        if (causes)
            Arrow(json, "s", span.SpanId, process, thread, start);
        if (span.Call is null && span.ParentId is { } caller && callers.Contains((span.TraceId, caller)))
            Arrow(json, "f", caller, process, thread, start);
    }

    private static void Arrow(Utf8JsonWriter json, string phase, string id, int process, int thread, double at)
    {
        Begin(json, phase, "call", process, thread, at);
        json.WriteString("id", id);
        if (phase == "f")
            json.WriteString("bp", "e");
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, string phase, string name, int process, int thread, double at)
    {
        json.WriteStartObject();
        json.WriteString("ph", phase);
        json.WriteString("cat", phase == "X" ? "task" : "call");
        json.WriteString("name", name);
        json.WriteNumber("pid", process);
        json.WriteNumber("tid", thread);
        json.WriteNumber("ts", at);
    }

    private static double Microseconds(double milliseconds) => Math.Round(milliseconds * 1000, 3);
}
