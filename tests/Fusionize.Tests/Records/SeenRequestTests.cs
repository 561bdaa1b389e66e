using Fusionize.Records;

namespace Fusionize.Tests.Records;

/// <summary>No request is overlooked because its instance died before it wrote a trace line.</summary>
public class SeenRequestTests
{
    private const string LogGroup = "/aws/lambda/iot-Look";
    private const long Start = 1_763_680_000_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_request_that_dies_is_counted_with_its_cold_start_and_cost(bool json)
    {
        // Five instances; each dies with its first request, and nothing in the log ever says the setup.
        var extractor = new Extractor(
            new() { Functions = new Dictionary<string, StreamIdentity> { ["iot-Look"] = new("iot", "0123456789abcdef", "Look", IsRoot: true) } }
        );
        foreach (var line in Enumerable.Range(0, 5).SelectMany(i => Died(i, json)))
            extractor.Add(line);
        extractor.Complete();
        var records = ExtractorTests.Drain(extractor);
        Assert.Equal(5, records.Count);
        Assert.All(
            records,
            r =>
            {
                Assert.Equal(("0123456789abcdef", "Look", true, true), (r.SetupId, r.Group, r.IsRoot, r.IsCold));
                Assert.Equal((3100L, 128, 77, "Runtime.timeout"), (r.BilledMs, r.MemoryMB, r.MaxMemoryUsedMB, r.Error!.Type));
            }
        );
        Assert.Equal(5, extractor.Counts.Unidentified);
        Assert.Equal((5, 5), (SetupOutcome.Of(records).Errors, SetupOutcome.Of(records).ColdStarts));
    }

    [Fact]
    public void A_request_that_dies_belongs_to_the_setup_that_other_instances_of_its_version_name()
    {
        var log = new SyntheticLog(3, 1, 2).Lines.Select(l =>
            l with
            {
                LogGroup = LogGroup,
                Stream = l.Stream.Replace("[1]", "[3]other"),
                Message = l.Message.Replace("Version: 1", "Version: 3"),
            }
        );
        // Read first, decided last.
        var records = ExtractorTests.Extract([.. Died(0, false), .. log]);
        Assert.Equal(4, records.Count);
        Assert.All(records, r => Assert.Equal("0123456789abcdef", r.SetupId));
    }

    /// <summary>REPORT lines don't say everywhere that a request failed; then a line of its own does.</summary>
    [Fact]
    public void A_request_that_died_by_a_line_of_its_own_is_counted()
    {
        var lines = Died(1, json: false).Select(l => l with { Message = l.Message.Replace("Status: timeout", "", StringComparison.Ordinal) });
        var record = Assert.Single(ExtractorTests.Extract([.. lines]));
        Assert.Equal(("Runtime.timeout", 3100L), (record.Error!.Type, record.BilledMs));
    }

    private static IEnumerable<LogEvent> Died(int instance, bool json)
    {
        var id = $"00000000-0000-4000-8000-00000000000{instance}";
        if (json)
        {
            yield return Line(instance, 100, $$"""{"type":"platform.start", "record":{"version":"3","requestId":"{{id}}"},"time":"x"}""");
            yield return Line(
                instance,
                3101,
                $$$"""
                { "record" : {"status":"timeout","metrics":{"maxMemoryUsedMB":77.0,"initDurationMs":1e2,"memorySizeMB":128.0,"billedDurationMs":3100.0,"durationMs":3000}, "requestId":"{{{id}}}"}, "type" : "platform.report" }
                """
            );
            yield break;
        }
        yield return Line(instance, 0, "INIT_START Runtime Version: dotnet:10");
        yield return Line(instance, 100, $"START RequestId: {id} Version: 3");
        yield return Line(instance, 3100, $"2026-11-20T12:00:00.000Z {id} Task timed out after 3.00 seconds");
        yield return Line(instance, 3101, $"END RequestId: {id}");
        yield return Line(
            instance,
            3101,
            $"REPORT RequestId: {id}\tDuration: 3000.00 ms\tBilled Duration: 3100 ms\tMemory Size: 128 MB\tMax Memory Used: 77 MB\tInit Duration: "
                + $"100.00 ms\tStatus: timeout"
        );
    }

    private static LogEvent Line(int instance, long ms, string text) =>
        new(LogGroup, $"2026/11/20/[3]{instance}", DateTimeOffset.FromUnixTimeMilliseconds(Start + ms), text);
}
