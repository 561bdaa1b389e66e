using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Fusionize.CompilerServices;
using Fusionize.Hosting;
using Fusionize.Tests.Infrastructure;
using Xunit.Abstractions;

namespace Fusionize.Tests.Functions;

public sealed class RequestParserTests(ITestOutputHelper output)
{
    private const string Envelope =
        """{"fusionize":1,"task":"CheckSensor","traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","caller":"AnalyzeSensor","deadline":1763680000123,"args":{"reading":{"sensorId":"a\"}{","values":[1,[2]]},"note":null}}""";

    [Fact]
    public void The_short_way_reads_what_this_library_writes()
    {
        var request = EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(Envelope), "Other")!;
        Assert.Equal("CheckSensor", request.Task);
        Assert.True(request.HasCaller);
        Assert.Equal(1763680000123, request.DeadlineMs);
        Assert.Equal(0xb7ad6b7169203331, request.Trace.Span);
        Assert.Equal("""{"reading":{"sensorId":"a\"}{","values":[1,[2]]},"note":null}""", Encoding.UTF8.GetString(request.Json.Span));
    }

    [Theory]
    [InlineData("""{"fusionize":1,"task":"CheckS\u0065nsor","args":{}}""")]
    [InlineData("""{ "fusionize":1,"task":"CheckSensor","args":{}}""")]
    [InlineData("""{"fusionize":1, "task":"CheckSensor","args":{}}""")]
    [InlineData("""{"task":"CheckSensor","fusionize":1,"args":{}}""")]
    [InlineData("""{"fusionize":1,"task":"CheckSensor","unknown":"x","args":{}}""")]
    [InlineData("""{"fusionize":1,"task":"CheckSensor","deadline":1.5e3,"args":{}}""")]
    [InlineData("""{"fusionize":1,"task":"CheckSensor","caller":null}""")]
    public void What_others_may_write_is_read_the_long_way(string json)
    {
        Assert.Null(EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(json), "Other"));
        Assert.Equal("CheckSensor", RequestParser.Parse(Encoding.UTF8.GetBytes(json), "Other", isCall: true).Task);
    }

    /// <summary>Whatever is done to an envelope, it is read as JSON reads it, or refused by name; nothing else comes out.</summary>
    [Fact]
    public void Both_ways_agree_on_damaged_envelopes()
    {
        var bytes = Encoding.UTF8.GetBytes(Envelope);
        var damage =
            from position in Gen.Choose(0, bytes.Length - 1)
            from kind in Gen.Choose(0, 3)
            from value in Gen.Elements("{}[]\",:\\ 01ae\0\u007f".Select(c => (byte)c).ToArray())
            select (position, kind, value);
        Prop.ForAll(damage.ListOf(2).ToArbitrary(), list =>
            {
                var payload = list.Aggregate(bytes, (json, d) => Damaged(json, d.position % json.Length, d.kind, d.value));
                return Outcome(payload) == Expected(payload);
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000).WithReplay(TestSeed.WrittenTo(output), 1UL));
    }

    private static byte[] Damaged(byte[] json, int position, int kind, byte value) =>
        kind switch
        {
            0 => [.. json[..position], .. json[(position + 1)..]],
            1 => [.. json[..position], value, .. json[position..]],
            2 => [.. json[..position], value, .. json[(position + 1)..]],
            _ => json[..Math.Max(position, 1)],
        };

    private static string Outcome(byte[] payload)
    {
        try
        {
            var request = RequestParser.Parse(payload, "Default", isCall: true);
            var names = new List<string>();
            var arguments = request.Arguments(null);
            while (arguments.Next())
            {
                names.Add(
                    arguments.Is("reading"u8) ? "reading"
                    : arguments.Is("note"u8) ? "note"
                    : "other"
                );
                if (names[^1] != "other")
                    arguments.Read(TestJson.Default.JsonElement);
            }
            return $"{request.Form} {request.Task} {request.HasCaller} {request.DeadlineMs} {request.Trace.Span:x} {string.Join(',', names)}";
        }
        catch (InvalidRequestException)
        {
            return "refused";
        }
    }

    // The document says what the JSON means; of a member that is there twice it gives the last, as the parser does.
    private static string Expected(byte[] payload)
    {
        if (string.IsNullOrWhiteSpace(Encoding.UTF8.GetString(payload)))
            return "Plain Default False 0 0 ";
        try
        {
            using var document = JsonDocument.Parse(payload);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return "refused";
            // From outside, a payload with members has at least one that the task knows.
            if (!root.TryGetProperty("fusionize", out var version))
                return Names(root) is { Length: > 0 } names && names.Split(',').All(n => n == "other")
                    ? "refused"
                    : $"Plain Default False 0 0 {Names(root)}";
            if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != 1)
                return "refused";
            if (Text(root, "task") is not { Length: > 0 } task)
                return "refused";
            var hasArgs = root.TryGetProperty("args", out var args);
            if (hasArgs && args.ValueKind != JsonValueKind.Object)
                return "refused";
            var deadline =
                root.TryGetProperty("deadline", out var d) && d.ValueKind == JsonValueKind.Number && d.TryGetInt64(out var ms) && ms > 0 ? ms : 0;
            Fusionize.Tracing.TraceContext.TryParse(Encoding.UTF8.GetBytes(Text(root, "traceparent") ?? ""), out var trace);
            return $"Envelope {task} {Text(root, "caller") is not null} {deadline} {trace.Span:x} {(hasArgs ? Names(args) : "")}";
        }
        catch (JsonException)
        {
            return "refused";
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Names(JsonElement args) =>
        string.Join(
            ',',
            args.EnumerateObject()
                .Select(p =>
                    p.Name.Equals("reading", StringComparison.OrdinalIgnoreCase) ? "reading"
                    : p.Name.Equals("note", StringComparison.OrdinalIgnoreCase) ? "note"
                    : "other"
                )
        );
}
