using System.Text;
using System.Text.Json;

namespace Fusionize.Records;

/// <summary>The kinds of lines that the platform writes.</summary>
internal enum PlatformEvent : byte
{
    /// <summary>Not a line of the platform, or not about a request.</summary>
    None,

    /// <summary>An instance starts.</summary>
    Init,
    Start,
    Report,

    /// <summary>A separate line tells that a request ended its process. Not all REPORT lines tell that.</summary>
    Exit,

    /// <summary>A separate line tells that a request timed out.</summary>
    TimeOut,

    /// <summary>It looks like a line of the platform but can't be read.</summary>
    Unreadable,
}

/// <summary>
/// Reads the platform's lines in both formats. Members may have any order and white space, and whole numbers may have decimals. A line that only
/// looks like a platform line is <see cref="PlatformEvent.Unreadable"/>.
/// </summary>
internal static class PlatformLine
{
    // Objects of the platform aren't nested deeper than this.
    private const int MaxDepth = 16;
    private const int MaxVersion = 200;

    // 2026-11-28T12:00:00.000Z
    private const int TimeLength = 24;

    private static ReadOnlySpan<byte> TextStart => "START RequestId: "u8;

    private static ReadOnlySpan<byte> TextExit => "RequestId: "u8;

    private static ReadOnlySpan<byte> TextTimeOut => " Task timed out after "u8;

    private static ReadOnlySpan<byte> JsonMark => "\"platform."u8;

    /// <param name="id">The request's id. For REPORT, it is in <paramref name="report"/>.</param>
    /// <param name="version">The function's version, for START.</param>
    public static PlatformEvent Read(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> version, out ReportLine report)
    {
        id = version = default;
        report = default;
        if (line.Length < 10)
            return PlatformEvent.None;
        if (line[0] == 'S' && line.StartsWith(TextStart))
            return ReadStart(line[TextStart.Length..], out id, out version);
        if (line[0] == 'R' && line.StartsWith(ReportLine.TextPrefix))
            return ReportLine.TryReadText(line[ReportLine.TextPrefix.Length..], out report) ? PlatformEvent.Report : PlatformEvent.Unreadable;
        if (line[0] == 'I' && line.StartsWith("INIT_START "u8))
            return PlatformEvent.Init;
        if (line[0] == 'R' && line.StartsWith(TextExit))
            return IsIdBefore(" Error: "u8, line[TextExit.Length..], out id) ? PlatformEvent.Exit : PlatformEvent.None;
        if (line[0] is >= (byte)'0' and <= (byte)'9')
            return
                line.Length > TimeLength
                && line[TimeLength - 1] == 'Z'
                && line[TimeLength] == ' '
                && IsIdBefore(TextTimeOut, line[(TimeLength + 1)..], out id)
                ? PlatformEvent.TimeOut
                : PlatformEvent.None;
        if ((line[0] != '{' && line.TrimStart(" \t\r\n"u8) is not [(byte)'{', ..]) || line.IndexOf(JsonMark) < 0)
            return PlatformEvent.None;
        try
        {
            return ReadJson(line, out id, out version, out report);
        }
        // The reader's own exceptions, and those for a value of another type or a string that isn't Unicode.
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return PlatformEvent.Unreadable;
        }
    }

    private static bool IsIdBefore(ReadOnlySpan<byte> mark, ReadOnlySpan<byte> text, out ReadOnlySpan<byte> id)
    {
        var end = text.IndexOf((byte)' ');
        id = end < 0 ? default : text[..end];
        return RequestKey.IsId(id) && text[end..].StartsWith(mark);
    }

    private static PlatformEvent ReadStart(ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> version)
    {
        var end = rest.IndexOf((byte)' ');
        id = (end < 0 ? rest : rest[..end]).Trim("\r\n"u8);
        version = default;
        if (!RequestKey.IsId(id) || end < 0 || !rest[end..].StartsWith(" Version: "u8))
            return PlatformEvent.Unreadable;
        version = rest[(end + " Version: ".Length)..].Trim(" \t\r\n"u8);
        return version.Length is > 0 and <= MaxVersion ? PlatformEvent.Start : PlatformEvent.Unreadable;
    }

    private static PlatformEvent ReadJson(
        ReadOnlySpan<byte> line,
        out ReadOnlySpan<byte> id,
        out ReadOnlySpan<byte> version,
        out ReportLine report
    )
    {
        id = version = default;
        report = default;
        var json = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = MaxDepth });
        var kind = PlatformEvent.None;
        var record = ReadOnlySpan<byte>.Empty;
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isType = json.ValueTextEquals("type"u8);
            var isRecord = json.ValueTextEquals("record"u8);
            json.Read();
            if (isType)
                kind = json.TokenType == JsonTokenType.String ? KindOf(ref json) : PlatformEvent.None;
            var start = (int)json.TokenStartIndex;
            json.Skip();
            if (isRecord)
                record = line[start..(int)json.BytesConsumed];
        }
        if (kind is PlatformEvent.None or PlatformEvent.Init)
            return kind;
        // Text after the object: another line was appended without a line end.
        if (json.TokenType != JsonTokenType.EndObject || json.Read() || record is not [(byte)'{', ..])
            return PlatformEvent.Unreadable;
        return ReadRecord(record, kind, out id, out version, out report);
    }

    private static PlatformEvent KindOf(ref Utf8JsonReader json) =>
        json.ValueTextEquals("platform.start"u8) ? PlatformEvent.Start
        : json.ValueTextEquals("platform.initStart"u8) ? PlatformEvent.Init
        : json.ValueTextEquals("platform.report"u8) ? PlatformEvent.Report
        : PlatformEvent.None;

    private static PlatformEvent ReadRecord(
        ReadOnlySpan<byte> record,
        PlatformEvent kind,
        out ReadOnlySpan<byte> id,
        out ReadOnlySpan<byte> version,
        out ReportLine report
    )
    {
        id = version = default;
        report = default;
        var json = new Utf8JsonReader(record, new JsonReaderOptions { MaxDepth = MaxDepth });
        var metrics = new Metrics();
        string? status = null;
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("requestId"u8))
                id = Text(ref json);
            else if (json.ValueTextEquals("version"u8))
                version = Text(ref json);
            else if (json.ValueTextEquals("status"u8))
                status = Encoding.UTF8.GetString(Text(ref json));
            else if (json.ValueTextEquals("metrics"u8) && kind == PlatformEvent.Report)
                metrics.Read(ref json);
            else
                json.Skip();
        }
        if (!RequestKey.IsId(id) || version.Length > MaxVersion)
            return PlatformEvent.Unreadable;
        if (kind != PlatformEvent.Report)
            return kind;
        return ReportLine.TryCreate(
            id,
            metrics.DurationMs,
            metrics.BilledMs,
            metrics.MemoryMB,
            metrics.MaxMemoryMB,
            metrics.InitMs,
            metrics.RestoreMs,
            status is null or "success" ? null : status,
            out report
        )
            ? PlatformEvent.Report
            : PlatformEvent.Unreadable;
    }

    /// <summary>A string without escapes: ids, versions and states need none.</summary>
    private static ReadOnlySpan<byte> Text(scoped ref Utf8JsonReader json) =>
        json.Read() && json.TokenType == JsonTokenType.String && !json.ValueIsEscaped ? json.ValueSpan : throw new FormatException();

    private ref struct Metrics
    {
        public double? DurationMs;
        public double? BilledMs;
        public double? MemoryMB;
        public double? MaxMemoryMB;
        public double? InitMs;
        public double? RestoreMs;

        public void Read(ref Utf8JsonReader json)
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                throw new FormatException();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("durationMs"u8))
                    DurationMs = Number(ref json);
                else if (json.ValueTextEquals("billedDurationMs"u8))
                    BilledMs = Number(ref json);
                else if (json.ValueTextEquals("memorySizeMB"u8))
                    MemoryMB = Number(ref json);
                else if (json.ValueTextEquals("maxMemoryUsedMB"u8))
                    MaxMemoryMB = Number(ref json);
                else if (json.ValueTextEquals("initDurationMs"u8))
                    InitMs = Number(ref json);
                else if (json.ValueTextEquals("restoreDurationMs"u8))
                    RestoreMs = Number(ref json);
                else
                    json.Skip();
            }
        }

        private static double Number(ref Utf8JsonReader json) =>
            json.Read() && json.TokenType == JsonTokenType.Number ? json.GetDouble() : throw new FormatException();
    }
}
