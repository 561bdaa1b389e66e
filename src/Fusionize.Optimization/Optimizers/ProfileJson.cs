using System.Buffers;
using System.Text.Json;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Optimization.Optimizers;

/// <summary>
/// An optimizer's input as JSON: the application, the goal, and per measured round the setup, its outcome, and statistics of its
/// functions and of the calls between tasks.
/// </summary>
public static class ProfileJson
{
    /// <summary>The input as UTF-8 JSON.</summary>
    public static ReadOnlyMemory<byte> Write(OptimizationInput input)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("fusionize", 1);
            json.WriteString("app", input.App.App);
            json.WriteString("goal", input.Goal.ToString());
            WriteApp(json, input.App);
            json.WriteStartArray("rounds");
            foreach (var measured in input.History)
                WriteRound(json, measured);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private static void WriteApp(Utf8JsonWriter json, AppModel app)
    {
        json.WriteStartArray("tasks");
        foreach (var task in app.Tasks)
        {
            json.WriteStartObject();
            json.WriteString("id", task.Id);
            json.WriteBoolean("entry", task.IsEntry);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("calls");
        foreach (var call in app.Calls)
        {
            json.WriteStartObject();
            json.WriteString("from", call.From);
            json.WriteString("to", call.To);
            json.WriteString("kind", Word(call.Kind));
            json.WriteString("multiplicity", call.Multiplicity.ToString().ToLowerInvariant());
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteRound(Utf8JsonWriter json, MeasuredSetup measured)
    {
        var outcome = SetupOutcome.Of(measured.Records, measured.Setup);
        json.WriteStartObject();
        json.WriteNumber("round", measured.Round);
        json.WriteBoolean("disturbed", measured.IsDisturbed);
        json.WritePropertyName("setup");
        json.WriteRawValue(measured.Setup.ToJson());
        json.WriteString("notation", measured.Setup.Notation);
        json.WriteStartObject("outcome");
        json.WriteNumber("requests", outcome.Requests);
        json.WriteNumber("errors", outcome.Errors);
        json.WriteNumber("p50", outcome.P50);
        json.WriteNumber("p95", outcome.P95);
        json.WriteNumber("p99", outcome.P99);
        json.WriteNumber("mean", outcome.Mean);
        json.WriteNumber("costPerMillion", outcome.CostPerMillion);
        json.WriteNumber("coldStarts", outcome.ColdStarts);
        json.WriteNumber("invocationsPerRequest", outcome.InvocationsPerRequest);
        json.WriteNumber("doubleBilledMs", outcome.DoubleBilledMs);
        json.WriteEndObject();
        WriteProfile(json, Profile.Of(measured.Records.Where(r => r.SetupId == measured.Setup.Id)));
        json.WriteEndObject();
    }

    private static void WriteProfile(Utf8JsonWriter json, Profile profile)
    {
        json.WriteStartArray("functions");
        foreach (var (key, function) in profile.Functions)
        {
            json.WriteStartObject();
            json.WriteString("group", key.Group);
            json.WriteNumber("memoryMB", key.MemoryMB);
            json.WriteNumber("invocations", function.Invocations);
            json.WriteNumber("coldStarts", function.ColdStarts);
            json.WriteNumber("errors", function.Errors);
            json.WriteNumber("maxMemoryUsedMB", function.MaxMemoryUsedMB);
            Write(json, "durationMs", function.DurationMs);
            Write(json, "billedMs", function.BilledMs);
            Write(json, "cpuMs", function.CpuMs);
            Write(json, "initMs", function.InitMs);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("edges");
        foreach (var (key, edge) in profile.Edges)
        {
            json.WriteStartObject();
            json.WriteString("from", key.From);
            json.WriteString("to", key.To);
            json.WriteString("kind", Word(key.Kind));
            json.WriteString("where", key.Where == CallSite.Local ? "local" : "remote");
            json.WriteNumber("errors", edge.Errors);
            Write(json, "ms", edge.Ms);
            Write(json, "inBytes", edge.InBytes);
            Write(json, "outBytes", edge.OutBytes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, DDSketch sketch)
    {
        if (sketch.Count == 0)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteNumber("count", sketch.Count);
        json.WriteNumber("mean", sketch.Mean);
        json.WriteNumber("deviation", sketch.StandardDeviation);
        json.WriteNumber("p50", sketch.Quantile(0.50));
        json.WriteNumber("p95", sketch.Quantile(0.95));
        json.WriteNumber("p99", sketch.Quantile(0.99));
        json.WriteEndObject();
    }

    private static string Word(CallKind kind) => kind == CallKind.Sync ? "sync" : "async";
}
