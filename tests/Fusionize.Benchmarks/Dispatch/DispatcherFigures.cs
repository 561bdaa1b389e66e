using System.Text;
using System.Text.Json;
using Fusionize.Benchmarks.Infrastructure;
using Fusionize.Hosting;
using Fusionize.Json;

namespace Fusionize.Benchmarks.Dispatch;

/// <summary>Envelope in, task, answer out.</summary>
internal static class DispatcherFigures
{
    private static readonly byte[] s_reading = """{"sensorId":"sensor-1","value":20.5}"""u8.ToArray();

    public static void Measure(Report report)
    {
        foreach (var tasks in (int[])[1, 10, 100, 1000])
            Measure(report, tasks);
    }

    private static void Measure(Report report, int tasks)
    {
        report.Heading($"Dispatch in a group of {tasks} task{(tasks == 1 ? "" : "s")}");
        var names = Enumerable.Range(0, tasks).Select(GeneratedDispatcher.TaskName).ToArray();
        // Ten of the tasks get the requests, so that finding a task is measured, not how many tasks' code the processor can keep near.
        var envelopes = Enumerable.Range(0, Math.Min(tasks, 10)).Select(i => Envelope(names[i * tasks / Math.Min(tasks, 10)])).ToArray();
        var generated = GeneratedDispatcher.Build(tasks);
        var dictionary = new DictionaryDispatcher(names);
        var reflection = new ReflectionDispatcher(names);
        var response = new ByteBuffer(4096);
        var next = 0;
        byte[] Next() => envelopes[next = (next + 7) % envelopes.Length];

        var measured = Timing.Compare(new Variant("serialization", n =>
            {
                for (var i = 0; i < n; i++)
                    Serialize(response);
            }), new Variant("envelope", n =>
            {
                for (var i = 0; i < n; i++)
                    RequestParser.Parse(Next(), "Check0", isCall: true);
            }), new Variant("generated", n =>
            {
                for (var i = 0; i < n; i++)
                {
                    response.Clear();
                    generated.DispatchAsync(RequestParser.Parse(Next(), "Check0", isCall: true), response, default).GetAwaiter().GetResult();
                }
            }), new Variant("dictionary", n =>
            {
                for (var i = 0; i < n; i++)
                    dictionary.DispatchAsync(Next(), default).GetAwaiter().GetResult();
            }), new Variant("reflection", n =>
            {
                for (var i = 0; i < n; i++)
                    reflection.DispatchAsync(Next(), default).GetAwaiter().GetResult();
            }));

        var group = $"{tasks} task{(tasks == 1 ? "" : "s")}";
        report.Add($"{group}: serialization alone", measured[0].Nanoseconds, "ns");
        report.Add($"{group}: reading the envelope", measured[1].Nanoseconds, "ns");
        report.Add($"{group}: generated", measured[2].Nanoseconds, "ns");
        report.Add($"{group}: generated, beyond serialization", measured[2].Nanoseconds - measured[0].Nanoseconds, "ns", Target.AtMost(1000));
        report.Add($"{group}: dictionary of delegates", measured[3].Nanoseconds, "ns");
        report.Add($"{group}: reflection", measured[4].Nanoseconds, "ns");
        report.Add($"{group}: generated, allocated", measured[2].Bytes, "B");
        report.Add($"{group}: dictionary of delegates, allocated", measured[3].Bytes, "B");
        report.Add($"{group}: reflection, allocated", measured[4].Bytes, "B");
    }

    /// <summary>What any dispatcher must do with this request: read the arguments, write the result.</summary>
    private static void Serialize(ByteBuffer response)
    {
        response.Clear();
        var reading = JsonSerializer.Deserialize(s_reading, BenchJson.Default.Reading)!;
        using var json = new Utf8JsonWriter(response);
        JsonSerializer.Serialize(json, new Verdict(reading.Value < 100), BenchJson.Default.Verdict);
    }

    private static byte[] Envelope(string task) =>
        Encoding.UTF8.GetBytes(
            $$$$"""{"fusionize":1,"task":"{{{{task}}}}","traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","caller":"AnalyzeSensor","deadline":1763680000123,"args":{"reading":{"sensorId":"sensor-1","value":20.5}}}"""
        );
}
