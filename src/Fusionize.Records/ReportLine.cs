using System.Text;
using System.Text.Json;

namespace Fusionize.Records;

/// <summary>What the platform says of an invocation, in either of Lambda's log formats.</summary>
/// <param name="Key">Stands for the request id; the id itself is kept only where a failure is to be reported.</param>
internal readonly record struct ReportLine(
    Guid Key,
    string RequestId,
    double DurationMs,
    long BilledMs,
    int MemoryMB,
    int? MaxMemoryUsedMB,
    double? InitMs,
    string? Failure
)
{
    public static ReadOnlySpan<byte> TextPrefix => "REPORT RequestId: "u8;

    private static ReadOnlySpan<byte> JsonPrefix => "{\"time\":"u8;

    private static ReadOnlySpan<byte> JsonType => "\"platform.report\""u8;

    public static bool IsReport(ReadOnlySpan<byte> line) =>
        line.StartsWith(TextPrefix) || (line.StartsWith(JsonPrefix) && line.IndexOf(JsonType) >= 0);

    public static bool TryRead(ReadOnlySpan<byte> line, out ReportLine report) =>
        line.StartsWith(TextPrefix) ? TryReadText(line[TextPrefix.Length..], out report) : TryReadJson(line, out report);

    /// <summary><c>REPORT RequestId: …\tDuration: 12.34 ms\tBilled Duration: 75 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\tInit Duration: 61.20
    /// ms\t</c></summary>
    private static bool TryReadText(ReadOnlySpan<byte> rest, out ReportLine report)
    {
        if (TryReadPlain(rest, out report))
            return true;
        double? duration = null,
            billed = null,
            memory = null,
            maxMemory = null,
            init = null;
        string? failure = null;
        // A whole line ends with a tab, or a line end (behind which X-Ray's ids may follow), or the status. Without: torn.
        var end = rest.IndexOf((byte)'\n');
        var isWhole = end >= 0 || rest.EndsWith("\t"u8);
        if (end >= 0)
            rest = rest[..end];
        var id = Field(ref rest);
        while (!rest.IsEmpty)
        {
            var field = Field(ref rest);
            switch (field.IsEmpty ? (byte)0 : field[0])
            {
                case (byte)'D':
                    duration = Value(field, "Duration: "u8, " ms"u8) ?? duration;
                    break;
                case (byte)'B':
                    billed = Value(field, "Billed Duration: "u8, " ms"u8) ?? billed;
                    break;
                case (byte)'M':
                    memory = Value(field, "Memory Size: "u8, " MB"u8) ?? memory;
                    maxMemory = Value(field, "Max Memory Used: "u8, " MB"u8) ?? maxMemory;
                    break;
                case (byte)'I':
                    init = Value(field, "Init Duration: "u8, " ms"u8) ?? init;
                    break;
                case (byte)'S' when field.StartsWith("Status: "u8):
                    failure = Encoding.UTF8.GetString(field["Status: "u8.Length..]);
                    break;
            }
        }
        if (!(isWhole || failure is not null) || id.IsEmpty || duration is null || billed is null || memory is null)
            return false;
        report = new(
            RequestKey.Of(id),
            failure is null ? "" : Encoding.UTF8.GetString(id),
            duration.Value,
            (long)billed.Value,
            (int)memory.Value,
            (int?)maxMemory,
            init,
            failure
        );
        return true;
    }

    /// <summary>The line of an invocation that didn't fail, as Lambda writes it: nearly all of them.</summary>
    private static bool TryReadPlain(ReadOnlySpan<byte> rest, out ReportLine report)
    {
        report = default;
        var end = rest.IndexOf((byte)'\t');
        if (end <= 0)
            return false;
        var id = rest[..end].Trim(" \r"u8);
        var line = new TraceLineCursor(rest[end..]);
        if (
            !line.Number("\tDuration: "u8, out var duration)
            || !line.Number(" ms\tBilled Duration: "u8, out var billed)
            || !line.Number(" ms\tMemory Size: "u8, out var memory)
            || !line.Number(" MB\tMax Memory Used: "u8, out var maxMemory)
            || !line.Skip(" MB\t"u8)
        )
            return false;
        double? init = null;
        if (line.Number("Init Duration: "u8, out var cold) && line.Skip(" ms\t"u8))
            init = cold;
        if (!line.IsAtEnd)
            return false;
        report = new(RequestKey.Of(id), "", duration, (long)billed, (int)memory, (int)maxMemory, init, null);
        return true;
    }

    private static ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> rest)
    {
        var tab = rest.IndexOf((byte)'\t');
        var field = tab < 0 ? rest : rest[..tab];
        rest = tab < 0 ? [] : rest[(tab + 1)..];
        return field.Trim(" \r"u8);
    }

    private static double? Value(ReadOnlySpan<byte> field, ReadOnlySpan<byte> name, ReadOnlySpan<byte> unit)
    {
        var cursor = new TraceLineCursor(field);
        return cursor.Number(name, out var value) && cursor.Skip(unit) && cursor.IsAtEnd ? value : null;
    }

    private static bool TryReadJson(ReadOnlySpan<byte> line, out ReportLine report)
    {
        report = default;
        try
        {
            var reader = new Utf8JsonReader(line);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (root.GetProperty("type").GetString() != "platform.report")
                return false;
            var record = root.GetProperty("record");
            var metrics = record.GetProperty("metrics");
            var status = record.TryGetProperty("status", out var s) ? s.GetString() : null;
            var requestId = record.GetProperty("requestId").GetString()!;
            report = new(
                RequestKey.Of(Encoding.UTF8.GetBytes(requestId)),
                requestId,
                metrics.GetProperty("durationMs").GetDouble(),
                (long)metrics.GetProperty("billedDurationMs").GetDouble(),
                metrics.GetProperty("memorySizeMB").GetInt32(),
                metrics.TryGetProperty("maxMemoryUsedMB", out var max) ? max.GetInt32() : null,
                metrics.TryGetProperty("initDurationMs", out var init) ? init.GetDouble() : null,
                status is null or "success" ? null : status
            );
            return true;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }
}
