using System.Globalization;
using System.Runtime.CompilerServices;
using Fusionize.Records;

namespace Fusionize.Tests.Records;

/// <summary>The log of a function as the platform would write it: START, the application's own lines, trace line, END, REPORT.</summary>
internal sealed class SyntheticLog : ILogSource
{
    public SyntheticLog(int invocations, int streams, int seed)
    {
        Invocations = invocations;
        var random = new Random(seed);
        var bytes = new byte[16];
        var begin = 1_763_680_000_000L;
        // An instance serves one request after the other.
        var free = new long[streams];
        for (var i = 0; i < invocations; i++)
        {
            begin += random.Next(20, 120);
            random.NextBytes(bytes);
            var id = new Guid(bytes);
            var ms = random.Next(1, 20_000) / 100.0;
            var cold = random.NextDouble() < 0.05;
            var billed = Math.Ceiling(ms + 1 + (cold ? 60 : 0));
            var instance = random.Next(streams);
            var stream = $"2026/11/20/[1]{instance}";
            var time = Math.Max(begin, free[instance]);
            free[instance] = time + (long)ms + 2;
            Add(stream, time, $"START RequestId: {id} Version: 1");
            Add(stream, time, $"{{\"level\":\"info\",\"message\":\"invocation {i}\"}}");
            Add(
                stream,
                time + (long)ms,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"fusionize":1,"app":"iot","setup":"0123456789abcdef","group":"AnalyzeSensor","requestId":"{{id}}","trace":"{{id:N}}","span":"{{i + 1:x15}}0","parent":null,"task":"AnalyzeSensor","root":true,"cold":{{(cold ? "true" : "false")}},"initMs":{{(cold ? 60 : 0)}},"start":{{time}},"ms":{{ms}},"cpuMs":1.5,"memMB":128,"calls":[{"from":"AnalyzeSensor","to":"CheckSensor","kind":"sync","where":"local","at":0.4,"ms":{{ms / 2}},"in":0,"out":0}],"error":null}"""
                )
            );
            Add(stream, time + (long)ms + 1, $"END RequestId: {id}");
            Add(
                stream,
                time + (long)ms + 1,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"REPORT RequestId: {id}\tDuration: {ms + 0.5:0.00} ms\tBilled Duration: {billed} ms\tMemory Size: 128 MB\tMax Memory Used: 40 "
                        + $"MB\t{(cold ? "Init Duration: 60.00 ms\t" : "")}"
                )
            );
        }
    }

    public int Invocations { get; }

    public List<LogEvent> Lines { get; } = [];

    /// <summary>The same with the platform's lines in Lambda's JSON format, which has no END.</summary>
    public SyntheticLog InJson()
    {
        var lines = Lines
            .Where(l => !l.Message.StartsWith("END ", StringComparison.Ordinal))
            .Select(l => l with { Message = Json(l.Message) }).ToList();
        Lines.Clear();
        Lines.AddRange(lines);
        return this;

        static string Json(string text)
        {
            var parts = text.Split(' ', '\t');
            return text.StartsWith("START ", StringComparison.Ordinal)
                    ? $$"""{"time":"2026-11-20T12:00:00.000Z","type":"platform.start","record":{"requestId":"{{parts[2]}}","version":"{{parts[4]}}"}""" + "}"
                : text.StartsWith("REPORT ", StringComparison.Ordinal)
                    ? Report(parts, text.Contains("Init"))
                : text;
        }

        static string Report(string[] parts, bool isCold) =>
            $$"""{"time":"2026-11-20T12:00:00.000Z","type":"platform.report","record":{"requestId":"{{parts[2]}}","metrics":{"durationMs":{{parts[4]}},"""
            + $"\"billedDurationMs\":{parts[8]}.0,\"memorySizeMB\":128,\"maxMemoryUsedMB\":40{(isCold ? ",\"initDurationMs\":60" : "")}}},"
            + "\"status\":\"success\"}}";
    }

    public async IAsyncEnumerable<LogEvent> ReadAsync(LogQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var line in Lines.Where(l => l.Timestamp >= query.From && query.LogGroups.Contains(l.LogGroup)))
        {
            await Task.Yield();
            yield return line;
        }
    }

    private void Add(string stream, long time, string message) =>
        Lines.Add(new("/aws/lambda/iot-AnalyzeSensor", stream, DateTimeOffset.FromUnixTimeMilliseconds(time), message));
}
