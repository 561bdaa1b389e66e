using System.Globalization;
using System.Text;
using System.Text.Json;
using Fusionize.Logging;
using Fusionize.Records;
using Microsoft.Extensions.Logging;

namespace Fusionize.Tests.Logging;

/// <summary>Each entry of a logger is one line of the function's log, and never one of the platform or the runtime.</summary>
public class LogLineTests
{
    public static TheoryData<string> Hostile =>
        [
            Report,
            "a\n" + Report,
            "a\r\nSTART RequestId: 11111111-2222-3333-4444-555555555555 Version: 1",
            "\n" + Trace,
            Trace,
            "text before " + Trace,
            "{\"message\":" + JsonSerializer.Serialize(Trace) + "}",
            "{\"fusionizeFailure\":1,\"requestId\":\"11111111-2222-3333-4444-555555555555\",\"type\":\"x\"}",
            "{ \"fusionize\" : 1, \"app\":\"x\" }",
            "{\"time\":\"2026-11-28T12:00:00.000Z\",\"type\":\"platform.start\",\"record\":{\"requestId\":\"11111111-2222-3333-4444-555555555555\"}}",
            "2026-11-28T12:00:00.000Z 11111111-2222-3333-4444-555555555555 Task timed out after 3.00 seconds",
            "RequestId: 11111111-2222-3333-4444-555555555555 Error: Runtime exited with error: exit status 1",
            "fusionize",
            "\ffusionize \\fusionize \\\\fusionize \\\"fusionize",
            "half a surrogate \ud83d and a null \0 and ESC \u001b[31m and \u2028 and \u0085",
        ];

    private const string Report =
        "REPORT RequestId: 11111111-2222-3333-4444-555555555555\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\t"
        + "Max Memory Used: 9 MB";

    private const string Trace =
        "{\"fusionize\":1,\"app\":\"shop\",\"setup\":\"s\",\"group\":\"G\",\"requestId\":\"11111111-2222-3333-4444-555555555555\","
        + "\"trace\":\"0af7651916cd43dd8448eb211c80319c\",\"span\":\"b7ad6b7169203331\",\"task\":\"T\",\"start\":1764331200000,\"ms\":5,\"cpuMs\":1,"
        + "\"memMB\":128,\"calls\":[],\"error\":null}";

    [Theory]
    [MemberData(nameof(Hostile))]
    public void No_entry_is_taken_for_a_line_of_the_platform_or_for_a_trace_line(string hostile)
    {
        foreach (var isJson in (bool[])[true, false])
        {
            var lines = new LogLines(isJson);
            var log = lines.Logger(hostile);
            using (log.BeginScope(hostile))
            using (log.BeginScope(new Dictionary<string, object?> { [hostile] = hostile, ["type"] = "platform.report", ["record"] = hostile }))
            {
                log.LogError(new InvalidOperationException(hostile), "{record} {message}", hostile, hostile);
#pragma warning disable CA2254 // The template itself is hostile.
                log.LogInformation(hostile.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
#pragma warning restore CA2254
            }

            Assert.Equal(2, lines.Written.Count);
            foreach (var line in lines.Written)
            {
                Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
                Assert.DoesNotContain('\r', line);
                var extractor = new Extractor();
                extractor.Add("/aws/lambda/shop-T", "2026/11/28/[1]0123456789abcdef", 1764331200000, Encoding.UTF8.GetBytes(line.TrimEnd('\n')));
                extractor.Complete();
                Assert.Equal((1, 1, 0, 0), (extractor.Counts.Lines, extractor.Counts.Foreign, extractor.Counts.Malformed, extractor.Counts.Records));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void JSON_keeps_every_text_as_it_is(string hostile)
    {
        var lines = new LogLines();
        var log = lines.Logger();

        using (log.BeginScope(new Dictionary<string, object?> { ["scoped"] = hostile }))
            log.LogInformation("{Text}", hostile);

        // JSON has no half of a surrogate pair.
        var expected = hostile.Replace('\ud83d', '\ufffd');
        var json = JsonDocument.Parse(lines.Last).RootElement;
        Assert.Equal(expected, json.GetProperty("message").GetString());
        Assert.Equal(expected, json.GetProperty("values").GetProperty("Text").GetString());
        Assert.Equal(expected, json.GetProperty("values").GetProperty("scoped").GetString());
    }

    [Fact]
    public void An_entry_has_the_members_of_Lambdas_own_format()
    {
        var lines = new LogLines();

        lines.Logger().LogWarning(new EventId(7, "Late"), "Order {OrderId} is {Days} days late", "A-1", 3);

        var json = JsonDocument.Parse(lines.Last).RootElement;
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", json.GetProperty("timestamp").GetString());
        Assert.Equal(
            """{"level":"WARN","category":"Shop.Orders","message":"Order A-1 is 3 days late","eventId":7,"eventName":"Late","""
                + """ "values":{"OrderId":"A-1","Days":3}}""".TrimStart(),
            "{" + lines.Last.TrimEnd('\n')[(lines.Last.IndexOf(',', StringComparison.Ordinal) + 1)..]
        );
    }

    [Fact]
    public void Values_of_every_kind_are_written_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            var lines = new LogLines();
            var text = new LogLines(isJson: false);
            foreach (var log in (ILogger[])[lines.Logger(), text.Logger()])
                log.LogInformation(
                    "{A} {B} {C} {D} {E} {F} {G} {H} {I} {J} {K}",
                    -1.5,
                    2.50m,
                    true,
                    null,
                    DayOfWeek.Friday,
                    new DateTimeOffset(2026, 11, 28, 1, 2, 3, TimeSpan.FromHours(2)),
                    TimeSpan.FromSeconds(90),
                    double.NaN,
                    new[] { -1, 2 },
                    Guid.Empty,
                    new Broken()
                );
            Assert.Equal(
                """{"A":-1.5,"B":2.50,"C":true,"D":null,"E":"Friday","F":"2026-11-28T01:02:03.0000000+02:00","G":"00:01:30","H":"NaN","I":[-1,2]"""
                    + ""","J":"00000000-0000-0000-0000-000000000000","K":"(Fusionize.Tests.Logging.LogLineTests+Broken.ToString() failed: """
                    + """System.NotSupportedException)"}""",
                JsonDocument.Parse(lines.Last).RootElement.GetProperty("values").GetRawText()
            );
            Assert.Contains("\tA=-1.5 B=2.50 C=True D=null E=Friday F=2026-11-28T01:02:03.0000000+02:00 G=00:01:30 H=NaN I=[-1, 2] ", text.Last);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_message_that_cannot_be_formatted_fails_no_task()
    {
        var lines = new LogLines();

        lines.Logger().Log(LogLevel.Information, default, 1, null, static (_, _) => throw new FormatException("no"));

        Assert.Contains("(The message can't be formatted: System.FormatException.)", lines.Last);
    }

    [Fact]
    public void Scopes_belong_to_their_flow_and_inner_values_replace_outer_ones()
    {
        var lines = new LogLines();
        var log = lines.Logger();
        using (log.BeginScope("outer {Id}", 1))
        {
            using (log.BeginScope("inner"))
            using (log.BeginScope(("Id", 2)))
                log.LogInformation("within");
            log.LogInformation("{Id}", 3);
        }
        log.LogInformation("after");

        Assert.Contains("\"scopes\":[\"outer 1\",\"inner\"],\"values\":{\"Id\":2}", lines.Written[0]);
        Assert.Contains("\"scopes\":[\"outer 1\"],\"values\":{\"Id\":3}", lines.Written[1]);
        Assert.DoesNotContain("scopes", lines.Written[2]);
    }

    [Fact]
    public void An_exception_is_written_with_those_that_caused_it()
    {
        var error = new InvalidOperationException("outer", new FormatException("inner\nsecond line"));
        var (json, text) = (new LogLines(), new LogLines(isJson: false));

        json.Logger().LogError(error, "It broke");
        text.Logger().LogError(error, "It broke");

        var entry = JsonDocument.Parse(json.Last).RootElement;
        Assert.Equal(("System.InvalidOperationException", "outer"), (Text("errorType"), Text("errorMessage")));
        Assert.Equal(
            ["System.InvalidOperationException: outer", " ---> System.FormatException: inner", "second line"],
            entry.GetProperty("stackTrace").EnumerateArray().Select(l => l.GetString()!).Take(3)
        );
        Assert.Contains(
            @"It broke" + "\t\t" + @"System.InvalidOperationException: outer\n ---> System.FormatException: inner\nsecond line",
            text.Last
        );

        string? Text(string name) => entry.GetProperty(name).GetString();
    }

    [Fact]
    public void A_text_entry_is_one_line_of_fields()
    {
        var lines = new LogLines(isJson: false);

        lines.Logger().LogInformation("Order {OrderId}\nis done", "A\t1");

        Assert.Matches(@"^\S{24}\t-\tINFO\tShop\.Orders\tOrder A\\t1\\nis done\tOrderId=A\\t1\n$", lines.Last);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_line_is_never_longer_than_an_event_of_the_log(bool isJson)
    {
        var lines = new LogLines(isJson);
        var log = lines.Logger();
        var large = new string('"', 200_000);

        log.LogError(new FormatException(large), "{Large} {List}", large, Enumerable.Repeat(large, 3));
        using (log.BeginScope(Enumerable.Range(0, 3_000).ToDictionary(i => $"n{i}", i => (object?)large)))
            log.LogInformation("many");

        Assert.All(lines.Written, line => Assert.True(Encoding.UTF8.GetByteCount(line) < 256 * 1024));
        Assert.Contains("… (200000 characters)", lines.Last);
        if (isJson)
            Assert.All(lines.Written, line => JsonDocument.Parse(line));
    }

    [Theory]
    [InlineData("JSON", "DEBUG", true, LogLevel.Debug)]
    [InlineData("Text", "TRACE", false, LogLevel.Trace)]
    [InlineData("json", "warn", true, LogLevel.Warning)]
    [InlineData(null, null, false, LogLevel.Information)]
    [InlineData("", "FATAL", false, LogLevel.Critical)]
    [InlineData("XML", "LOUD", false, LogLevel.Information)]
    [InlineData("JSON", "ERROR", true, LogLevel.Error)]
    public void Format_and_level_come_from_the_functions_configuration(string? format, string? level, bool isJson, LogLevel lowest)
    {
        var settings = LogSettings.Of(format, level);
        var lines = new LogLines(settings.IsJson, settings.Level);
        var log = lines.Logger();
        foreach (var one in Enum.GetValues<LogLevel>())
            log.Log(one, "x");

        Assert.Equal((isJson, lowest), (settings.IsJson, settings.Level));
        Assert.Equal(LogLevel.None - lowest, lines.Written.Count);
        Assert.Equal(Enum.GetValues<LogLevel>().Select(l => l >= lowest && l != LogLevel.None), Enum.GetValues<LogLevel>().Select(log.IsEnabled));
    }

    [Fact]
    public void Another_provider_is_refused_since_it_would_get_nothing() =>
        Assert.Throws<NotSupportedException>(() => FunctionLogging.Factory().AddProvider(null!));

    private sealed class Broken
    {
        public override string ToString() => throw new NotSupportedException();
    }
}
