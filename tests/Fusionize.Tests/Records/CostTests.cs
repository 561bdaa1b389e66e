using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Tests.Records;

public class CostTests
{
    private const string Setup = "0123456789abcdef";

    /// <summary>Fifty small logs; what each costs is added up here by the price list alone, in tenths of a nanodollar.</summary>
    [Fact]
    public void What_small_logs_cost_is_what_the_price_list_says()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var architecture = seed % 2 == 0 ? Architectures.X64 : Architectures.Arm64;
            var memory = (int[])[128, 512, 1769, 10_240];
            var size = memory[seed / 2 % memory.Length];
            var (lines, expected, roots) = (new List<LogEvent>(), 0m, 0);
            var time = 1_763_680_000_000L;
            var retried = Guid.NewGuid();
            for (var i = 0; i < 12; i++)
            {
                // One request fails, and its second attempt, a minute later, has the same id.
                var id = i is 3 or 8 ? retried : Guid.NewGuid();
                time += i == 8 ? 120_000 : 5_000;
                var (isCold, isRestored, timesOut) = (i == 0 && seed % 3 != 0, i == 0 && seed % 3 == 0, i == 3 || i == 10);
                var duration = timesOut ? 3000.00m : random.Next(1, 200_000) / 100m;
                var start = isCold ? 61.25m : isRestored ? 142.5m : 0m;
                var billed = (long)Math.Ceiling(duration + start);
                expected += billed / 1000m * (size / 1024m) * (architecture == "arm64" ? 0.0000133334m : 0.0000166667m) + 0.0000002m;
                roots++;
                var (init, restore) = (isCold ? start : (decimal?)null, isRestored ? start : (decimal?)null);
                lines.AddRange(Request(id, time, duration, init, restore, billed, size, timesOut, seed % 5 < 2, i));
            }
            if (seed % 4 == 1)
                random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(lines));

            var setup = new FusionSetup("iot", [new FusionGroup("Look", ["Look"], ["Look"], size, architecture, [])]);
            var outcome = SetupOutcome.Of(ExtractorTests.Extract(lines), setup);

            Assert.Equal((12, 2), (outcome.Requests, outcome.Errors));
            Assert.Equal((double)(expected / roots * 1_000_000m), outcome.CostPerMillion, 1e-6);
        }
    }

    private static IEnumerable<LogEvent> Request(
        Guid id,
        long time,
        decimal duration,
        decimal? init,
        decimal? restore,
        long billed,
        int memory,
        bool timesOut,
        bool json,
        int number
    )
    {
        var trace =
            $$"""{"fusionize":1,"app":"iot","setup":"{{Setup}}","group":"Look","requestId":"{{id}}","trace":"{{id:N}}","span":"{{number + 1:x16}}","task":"Look","root":true,{{(number == 0 ? "\"cold\":true,\"initMs\":60," : "")}}"start":{{time}},"ms":{{duration}},"cpuMs":1,"memMB":{{memory}},"calls":[],"error":null}""";
        var end = time + (long)duration;
        if (!json)
        {
            var cold = init is { } i ? $"Init Duration: {i} ms\t" : "";
            var restored = restore is { } r ? $"Restore Duration: {r} ms\tBilled Restore Duration: {Math.Ceiling(r)} ms\t" : "";
            yield return Line(time, $"START RequestId: {id} Version: 4");
            if (!timesOut)
                yield return Line(end, trace);
            yield return Line(end + 1, $"END RequestId: {id}");
            yield return Line(
                end + 1,
                $"REPORT RequestId: {id}\tDuration: {duration:0.00} ms\tBilled Duration: {billed} ms\tMemory Size: {memory} MB\t"
                    + $"Max Memory Used: 60 MB\t{cold}{restored}{(timesOut ? "Status: timeout" : "")}"
            );
            yield break;
        }
        string[] metrics =
        [
            $"\"durationMs\":{duration}",
            $"\"billedDurationMs\": {billed}.0",
            $"\"memorySizeMB\" : {memory}",
            .. init is null ? (string[])[] : [$"\"initDurationMs\":{init}"],
            .. restore is null ? (string[])[] : [$"\"restoreDurationMs\":{restore}"],
        ];
        string[] members = [$"\"requestId\":\"{id}\"", $"\"status\":\"{(timesOut ? "timeout" : "success")}\"", $"\"metrics\":{{{Any(metrics)}}}"];
        yield return Line(time, $$"""{"time":"t","type":"platform.start","record":{"requestId":"{{id}}","version":"4"} }""");
        if (!timesOut)
            yield return Line(end, trace);
        yield return Line(end + 1, $"{{{Any("\"time\":\"t\"", "\"type\" : \"platform.report\"", $"\"record\":{{{Any(members)}}}")}}}");

        string Any(params string[] parts) => string.Join(", ", number % 2 == 0 ? parts : parts.Reverse());
    }

    private static LogEvent Line(long time, string message) =>
        new("/aws/lambda/iot-Look", "2026/11/20/[4]a", DateTimeOffset.FromUnixTimeMilliseconds(time), message);
}
