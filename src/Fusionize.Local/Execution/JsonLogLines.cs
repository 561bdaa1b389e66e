using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fusionize.Local.Functions;

namespace Fusionize.Local.Execution;

/// <summary>Lambda's JSON format: one object a line, with a time, a type and a record.</summary>
internal sealed class JsonLogLines(FunctionConfiguration function) : LogLines(function)
{
    private bool Quiet => Function.Logging.System >= LogLevel.Warn;

    public override string InitStart(string version) => Quiet ? "" : Line("platform.initStart", json =>
            {
                json.WriteString("initializationType", "on-demand");
                json.WriteString("phase", "init");
                json.WriteString("runtimeVersion", Function.Runtime + ":local");
                json.WriteString("runtimeVersionArn", $"arn:aws:lambda:local::runtime:{Function.Runtime}");
                json.WriteString("functionName", Function.Name);
                json.WriteString("functionVersion", version);
            });

    public override string InitReport(double milliseconds, string phase, Outcome outcome) => Line("platform.initReport", json =>
        {
            json.WriteString("initializationType", "on-demand");
            json.WriteString("phase", phase);
            Status(json, outcome);
            json.WriteStartObject("metrics");
            Milliseconds(json, "durationMs", milliseconds);
            json.WriteEndObject();
        });

    public override string Start(string requestId, string version) => Quiet ? "" : Line("platform.start", json =>
            {
                json.WriteString("requestId", requestId);
                json.WriteString("version", version);
            });

    public override string End(string requestId) => Function.Logging.System != LogLevel.Debug ? "" : Line("platform.runtimeDone", json =>
            {
                json.WriteString("requestId", requestId);
                json.WriteString("status", "success");
            });

    public override string TimedOut(string requestId, int seconds) =>
        Fault(string.Create(CultureInfo.InvariantCulture, $"{requestId} Task timed out after {seconds}.00 seconds"));

    public override string Fault(string message) => Write("platform.fault", json => json.WriteString("record", message));

    public override string Report(string requestId, double durationMs, double initMs, long maxMemoryMB, Outcome? outcome) =>
        Quiet && outcome is null ? "" : Line("platform.report", json =>
            {
                json.WriteString("requestId", requestId);
                json.WriteStartObject("metrics");
                Milliseconds(json, "durationMs", durationMs);
                json.WriteNumber("billedDurationMs", BilledMs(durationMs, initMs));
                json.WriteNumber("memorySizeMB", Function.MemoryMB);
                json.WriteNumber("maxMemoryUsedMB", maxMemoryMB);
                if (initMs > 0)
                    Milliseconds(json, "initDurationMs", initMs);
                json.WriteEndObject();
                Status(json, outcome);
            });

    private static void Status(Utf8JsonWriter json, Outcome? outcome)
    {
        json.WriteString("status", outcome?.Status ?? "success");
        if (outcome?.ErrorType is { } type)
            json.WriteString("errorType", type);
    }

    private static void Milliseconds(Utf8JsonWriter json, string name, double value) => json.WriteNumber(name, Math.Round(value, 3));

    private static string Line(string type, Action<Utf8JsonWriter> record) => Write(type, json =>
        {
            json.WriteStartObject("record");
            record(json);
            json.WriteEndObject();
        });

    private static string Write(string type, Action<Utf8JsonWriter> rest)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("type", type);
            rest(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}
