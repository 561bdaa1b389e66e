using System.Globalization;
using System.Text.Json;
using Fusionize.Rounds.Export;

namespace Fusionize.Tests.Rounds.Export;

/// <summary>What is exported keeps the rules of the formats, as they are published.</summary>
public class FormatTests
{
    private static readonly List<Span> s_spans = SpanTree.Of(ExportedTrace.Records);

    /// <summary>https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding, opentelemetry/proto/trace/v1/trace.proto.</summary>
    [Fact]
    public void OTLP_has_hexadecimal_ids_numbers_of_64_bits_as_strings_and_enums_as_numbers()
    {
        using var json = JsonDocument.Parse(OtlpFormat.Write(s_spans).Single());
        var spans = new List<JsonElement>();
        Assert.Equal(["resourceSpans"], Members(json.RootElement));
        foreach (var resource in json.RootElement.GetProperty("resourceSpans").EnumerateArray())
        {
            Assert.Equal(["resource", "scopeSpans"], Members(resource));
            CheckAttributes(resource.GetProperty("resource"));
            Assert.Contains(
                resource.GetProperty("resource").GetProperty("attributes").EnumerateArray(),
                a => a.GetProperty("key").GetString() == "service.name"
            );
            var scope = resource.GetProperty("scopeSpans").EnumerateArray().Single();
            Assert.Equal("Fusionize", scope.GetProperty("scope").GetProperty("name").GetString());
            spans.AddRange(scope.GetProperty("spans").EnumerateArray());
        }
        Assert.Equal(s_spans.Count, spans.Count);
        foreach (var span in spans)
        {
            Assert.Empty(
                Members(span)
                    .Except(["traceId", "spanId", "parentSpanId", "name", "kind", "startTimeUnixNano", "endTimeUnixNano", "attributes", "status"])
            );
            Assert.Matches("^[0-9a-f]{32}$", span.GetProperty("traceId").GetString());
            Assert.Matches("^[0-9a-f]{16}$", span.GetProperty("spanId").GetString());
            Assert.InRange(span.GetProperty("kind").GetInt32(), 1, 5);
            Assert.NotEmpty(span.GetProperty("name").GetString()!);
            Assert.True(Nanoseconds(span, "endTimeUnixNano") >= Nanoseconds(span, "startTimeUnixNano"));
            CheckAttributes(span);
            if (span.TryGetProperty("status", out var status))
                Assert.Equal(2, status.GetProperty("code").GetInt32());
        }
        var root = spans.Single(s => s.GetProperty("spanId").GetString() == "b7ad6b7169203331");
        Assert.False(root.TryGetProperty("parentSpanId", out _));
        Assert.Equal("1795874400000250000", root.GetProperty("startTimeUnixNano").GetString());
        Assert.Equal("1795874400100750000", root.GetProperty("endTimeUnixNano").GetString());

        static long Nanoseconds(JsonElement span, string name) => long.Parse(span.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void OTLP_messages_stay_small()
    {
        var many = Enumerable.Repeat(s_spans[0], (2 * OtlpFormat.BatchSize) + 1);

        Assert.Equal(
            [OtlpFormat.BatchSize, OtlpFormat.BatchSize, 1],
            OtlpFormat
                .Write(many)
                .Select(m => JsonDocument.Parse(m).RootElement.GetProperty("resourceSpans")[0].GetProperty("scopeSpans")[0].GetProperty("spans").GetArrayLength())
        );
    }

    /// <summary>
    /// The Trace Event Format, which Perfetto imports: events of one thread nest, and a flow begins and ends inside of slices.
    /// </summary>
    [Fact]
    public void Perfettos_events_nest_in_each_thread_and_arrows_lead_from_slice_to_slice()
    {
        var events = JsonDocument.Parse(Written(PerfettoFormat.Write)).RootElement.GetProperty("traceEvents").EnumerateArray().ToList();
        var slices = events.FindAll(e => Phase(e) == "X");
        Assert.Equal(s_spans.Count, slices.Count);
        Assert.Equal(["M", "X", "f", "s"], events.Select(Phase).Distinct().Order(StringComparer.Ordinal));
        Assert.All(events, e => Assert.True(e.GetProperty("pid").GetInt32() > 0 && e.GetProperty("tid").GetInt32() >= 0));
        foreach (var thread in slices.GroupBy(Thread))
        {
            var open = new Stack<double>();
            foreach (var slice in thread)
            {
                while (open.TryPeek(out var end) && end <= Start(slice))
                    open.Pop();
                Assert.True(!open.TryPeek(out var outer) || End(slice) <= outer);
                open.Push(End(slice));
            }
            Assert.Equal(thread.OrderBy(Start).Select(Start), thread.Select(Start));
        }
        foreach (var flow in events.Where(e => Phase(e) is "s" or "f"))
            Assert.Contains(slices, s => Thread(s) == Thread(flow) && Start(s) <= Start(flow) && Start(flow) <= End(s));
        var begins = events.Where(e => Phase(e) == "s").Select(e => e.GetProperty("id").GetString()).ToList();
        var ends = events.Where(e => Phase(e) == "f").Select(e => e.GetProperty("id").GetString()).ToList();
        Assert.Equal(3, begins.Count);
        Assert.Equal(4, ends.Count);
        Assert.Equal(begins.Order(), ends.Distinct().Order());
        Assert.Equal(
            ["shop-Charge", "shop-Checkout", "shop-Ship"],
            events
                .Where(e => e.GetProperty("name").GetString() == "process_name")
                .Select(e => e.GetProperty("args").GetProperty("name").GetString()!)
                .Order()
        );

        static string Phase(JsonElement e) => e.GetProperty("ph").GetString()!;
        static (int, int) Thread(JsonElement e) => (e.GetProperty("pid").GetInt32(), e.GetProperty("tid").GetInt32());
        static double Start(JsonElement e) => e.GetProperty("ts").GetDouble();
        static double End(JsonElement e) => Math.Round(Start(e) + e.GetProperty("dur").GetDouble(), 3);
    }

    /// <summary>
    /// https://www.speedscope.app/file-format-schema.json: events in order of time, and each closes the frame that was opened last.
    /// </summary>
    [Fact]
    public void Speedscopes_frames_are_opened_and_closed_in_order()
    {
        var root = JsonDocument.Parse(Written(SpeedscopeFormat.Write)).RootElement;
        Assert.Equal(SpeedscopeFormat.Schema, root.GetProperty("$schema").GetString());
        var frames = root.GetProperty("shared").GetProperty("frames").EnumerateArray().Select(f => f.GetProperty("name").GetString()!).ToList();
        Assert.Equal(frames.Count, frames.Distinct().Count());
        var profiles = root.GetProperty("profiles").EnumerateArray().ToList();
        Assert.InRange(root.GetProperty("activeProfileIndex").GetInt32(), 0, profiles.Count - 1);
        var opened = 0;
        foreach (var profile in profiles)
        {
            Assert.Equal("evented", profile.GetProperty("type").GetString());
            Assert.Equal("milliseconds", profile.GetProperty("unit").GetString());
            Assert.NotEmpty(profile.GetProperty("name").GetString()!);
            var (at, open) = (profile.GetProperty("startValue").GetDouble(), new Stack<int>());
            foreach (var one in profile.GetProperty("events").EnumerateArray())
            {
                Assert.Equal(["type", "at", "frame"], Members(one));
                Assert.True(one.GetProperty("at").GetDouble() >= at);
                at = one.GetProperty("at").GetDouble();
                var frame = one.GetProperty("frame").GetInt32();
                Assert.InRange(frame, 0, frames.Count - 1);
                if (one.GetProperty("type").GetString() == "O")
                    open.Push(frame);
                else
                    Assert.Equal(frame, open.Pop());
                opened = Math.Max(opened, open.Count);
            }
            Assert.Empty(open);
            Assert.Equal(at, profile.GetProperty("endValue").GetDouble());
        }
        Assert.Equal(3, opened); // Checkout, Price, Discount
    }

    [Fact]
    public void An_export_without_spans_is_a_file_that_viewers_open()
    {
        Assert.Empty(OtlpFormat.Write([]));
        foreach (var write in (Action<Stream, IReadOnlyCollection<Span>>[])[PerfettoFormat.Write, SpeedscopeFormat.Write])
        {
            using var stream = new MemoryStream();
            write(stream, []);
            JsonDocument.Parse(stream.ToArray());
        }
    }

    private static byte[] Written(Action<Stream, IReadOnlyCollection<Span>> write)
    {
        using var stream = new MemoryStream();
        write(stream, s_spans);
        return stream.ToArray();
    }

    private static IEnumerable<string> Members(JsonElement json) => json.EnumerateObject().Select(m => m.Name);

    private static void CheckAttributes(JsonElement owner)
    {
        foreach (var attribute in owner.GetProperty("attributes").EnumerateArray())
        {
            Assert.Equal(["key", "value"], Members(attribute));
            var value = attribute.GetProperty("value").EnumerateObject().Single();
            switch (value.Name)
            {
                case "stringValue":
                    Assert.Equal(JsonValueKind.String, value.Value.ValueKind);
                    break;
                case "intValue":
                    _ = long.Parse(value.Value.GetString()!, CultureInfo.InvariantCulture);
                    break;
                case "doubleValue":
                    Assert.Equal(JsonValueKind.Number, value.Value.ValueKind);
                    break;
                default:
                    Assert.Equal("boolValue", value.Name);
                    break;
            }
        }
        var keys = owner.GetProperty("attributes").EnumerateArray().Select(a => a.GetProperty("key").GetString()).ToList();
        Assert.Equal(keys.Count, keys.Distinct().Count());
    }
}
