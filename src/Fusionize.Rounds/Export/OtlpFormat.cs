using System.Globalization;
using System.Text.Json;

namespace Fusionize.Rounds.Export;

/// <summary>
/// OTLP as JSON: the encoding of OpenTelemetry's protocol, as collectors take it over HTTP and viewers open it as a file. Ids are hexadecimal, 64-bit
/// numbers are strings, and enums are numbers.
/// </summary>
public static class OtlpFormat
{
    /// <summary>Spans in one request or line. Collectors take messages of a few megabytes.</summary>
    public const int BatchSize = 2_000;

    /// <summary>Each batch is one message <c>ExportTraceServiceRequest</c>.</summary>
    public static IEnumerable<byte[]> Write(IEnumerable<Span> spans) => spans.Chunk(BatchSize).Select(WriteBatch);

    private static byte[] WriteBatch(Span[] spans)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("resourceSpans");
            foreach (var function in spans.GroupBy(static s => (s.Invocation.App, s.Invocation.Function, s.Invocation.Instance)))
            {
                json.WriteStartObject();
                WriteResource(json, function.First());
                json.WriteStartArray("scopeSpans");
                json.WriteStartObject();
                json.WriteStartObject("scope");
                json.WriteString("name", "Fusionize");
                json.WriteEndObject();
                json.WriteStartArray("spans");
                foreach (var span in function)
                    WriteSpan(json, span);
                json.WriteEndArray();
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void WriteResource(Utf8JsonWriter json, Span span)
    {
        var record = span.Invocation;
        json.WriteStartObject("resource");
        json.WriteStartArray("attributes");
        Text(json, "service.name", record.Function);
        Text(json, "service.namespace", record.App);
        if (record.Instance.Length > 0)
            Text(json, "service.instance.id", record.Instance);
        Text(json, "cloud.provider", "aws");
        Text(json, "cloud.platform", "aws_lambda");
        Text(json, "faas.name", record.Function);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSpan(Utf8JsonWriter json, Span span)
    {
        json.WriteStartObject();
        json.WriteString("traceId", span.TraceId);
        json.WriteString("spanId", span.SpanId);
        if (span.ParentId is { } parent)
            json.WriteString("parentSpanId", parent);
        json.WriteString("name", span.Task);
        json.WriteNumber("kind", (int)span.Kind);
        json.WriteString("startTimeUnixNano", Nanoseconds(span.StartMs));
        json.WriteString("endTimeUnixNano", Nanoseconds(span.EndMs));
        json.WriteStartArray("attributes");
        if (span.Call is { } call)
        {
            Text(json, "fusionize.caller", call.From);
            if (span.IsRemoteCall)
            {
                Text(json, "faas.invoked_name", call.To);
                Number(json, "fusionize.request.bytes", call.InBytes);
                Number(json, "fusionize.response.bytes", call.OutBytes);
            }
        }
        else
        {
            var record = span.Invocation;
            Text(json, "faas.invocation_id", record.RequestId);
            Flag(json, "faas.coldstart", record.IsCold);
            Number(json, "faas.max_memory", record.MemoryMB * 1024L * 1024);
            Text(json, "fusionize.setup", record.SetupId);
            Text(json, "fusionize.group", record.Group);
            Number(json, "fusionize.billed_ms", record.BilledMs);
            Fraction(json, "fusionize.cpu_ms", record.CpuMs);
            if (record.IsCold)
                Fraction(json, "fusionize.init_ms", record.InitMs);
        }
        if (span.Error is { } error)
            Text(json, "error.type", error);
        json.WriteEndArray();
        if (span.Error is not null)
        {
            json.WriteStartObject("status");
            json.WriteNumber("code", 2);
            if (span.Call is null && span.Invocation.Error is { } failure)
                json.WriteString("message", failure.Message);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static string Nanoseconds(double milliseconds) => ((long)((decimal)milliseconds * 1_000_000m)).ToString(CultureInfo.InvariantCulture);

    private static void Text(Utf8JsonWriter json, string key, string value) => Attribute(json, key, () => json.WriteString("stringValue", value));

    private static void Number(Utf8JsonWriter json, string key, long value) =>
        Attribute(json, key, () => json.WriteString("intValue", value.ToString(CultureInfo.InvariantCulture)));

    private static void Fraction(Utf8JsonWriter json, string key, double value) => Attribute(json, key, () => json.WriteNumber("doubleValue", value));

    private static void Flag(Utf8JsonWriter json, string key, bool value) => Attribute(json, key, () => json.WriteBoolean("boolValue", value));

    private static void Attribute(Utf8JsonWriter json, string key, Action write)
    {
        json.WriteStartObject();
        json.WriteString("key", key);
        json.WriteStartObject("value");
        write();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
