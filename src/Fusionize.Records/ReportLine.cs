using System.Text;

namespace Fusionize.Records;

/// <summary>The platform's REPORT of an invocation, in either of Lambda's log formats.</summary>
/// <param name="Key">Represents the request id. The id itself is kept only for a failure, or if it can't be computed from the key.</param>
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
    /// <summary>The longest possible request with the longest INIT, and a margin.</summary>
    public const double MaxRunMs = 900_000 + 30_000;

    public const double MaxMemoryMB = 10_240;

    private const double MaxRoundingMs = 101;

    // A failed INIT is billed with the request that fails with it.
    private const double MaxFailedInitMs = 30_000;

    private const int MaxStatus = 64;

    public static ReadOnlySpan<byte> TextPrefix => "REPORT RequestId: "u8;

    /// <summary><c>REPORT RequestId: …\tDuration: 12.34 ms\tBilled Duration: 75 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\tInit Duration: 61.20
    /// ms\t</c></summary>
    public static bool TryReadText(ReadOnlySpan<byte> rest, out ReportLine report)
    {
        if (TryReadPlain(rest, out report))
            return true;
        double? duration = null,
            billed = null,
            memory = null,
            maxMemory = null,
            init = null,
            restore = null;
        string? failure = null;
        // A whole line ends with a tab, with the status, or with a line end (after which X-Ray's ids may follow). Any other line is torn.
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
                case (byte)'R':
                    restore = Value(field, "Restore Duration: "u8, " ms"u8) ?? restore;
                    break;
                case (byte)'S' when field.StartsWith("Status: "u8):
                    failure = field.SequenceEqual("Status: success"u8) ? null : Encoding.UTF8.GetString(field["Status: "u8.Length..]);
                    isWhole = true;
                    break;
            }
        }
        return isWhole && TryCreate(id, duration, billed, memory, maxMemory, init, restore, failure, out report);
    }

    /// <summary>Checks the figures of a line against the platform's limits.</summary>
    /// <param name="failure">How the invocation failed, by the platform; null if it didn't.</param>
    /// <param name="restoreMs">Duration of restoring a snapshot, which Lambda bills instead of an INIT.</param>
    public static bool TryCreate(
        ReadOnlySpan<byte> id,
        double? durationMs,
        double? billedMs,
        double? memoryMB,
        double? maxMemoryMB,
        double? initMs,
        double? restoreMs,
        string? failure,
        out ReportLine report
    )
    {
        report = default;
        if (
            id.IsEmpty
            || durationMs is not (>= 0 and <= MaxRunMs)
            || billedMs is not (>= 0 and <= MaxRunMs)
            || billedMs != Math.Floor(billedMs.Value)
            || memoryMB is not (> 0 and <= MaxMemoryMB)
            || memoryMB != Math.Floor(memoryMB.Value)
            || maxMemoryMB is not (null or (>= 0 and <= 2 * MaxMemoryMB))
            || initMs is not (null or (>= 0 and <= MaxRunMs))
            || restoreMs is not (null or (>= 0 and <= MaxRunMs))
            || !RequestKey.IsId(id)
            || failure is { Length: > MaxStatus }
            || failure?.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') == false
            // Time-outs are billed a little below their duration. Until 2020, Lambda billed whole hundreds of milliseconds.
            || billedMs > durationMs + (initMs ?? 0) + (restoreMs ?? 0) + (failure is null ? MaxRoundingMs : MaxFailedInitMs)
        )
            return false;
        var key = RequestKey.Of(id, out var isWhole);
        report = new(
            key,
            failure is null && isWhole ? "" : Encoding.UTF8.GetString(id),
            durationMs.Value,
            (long)billedMs.Value,
            (int)memoryMB.Value,
            (int?)maxMemoryMB,
            initMs ?? restoreMs,
            failure
        );
        return true;
    }

    /// <summary>Reads a line exactly as Lambda writes it for an invocation that didn't fail. Nearly all lines are such lines.</summary>
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
        return TryCreate(id, duration, billed, memory, maxMemory, init, null, null, out report);
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
}
