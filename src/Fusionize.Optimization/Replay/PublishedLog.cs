using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Optimization.Replay;

/// <summary>
/// Published records as a log source. Each record becomes the trace line of a function and the platform's REPORT line; each setup is a log stream.
/// </summary>
/// <param name="lines">One array per record: <c>[setup, trace, function, memoryMB, billedMs, maxMemUsedMB, isRoot, isCold, startMs, durMs,
/// internalMs, calls, selfTimes?]</c>. The first record of a trace starts relative to its setup, the others relative to that record.</param>
/// <param name="file">The file's name, for messages.</param>
/// <param name="setupOf">The id of the setup that a key of the series stands for.</param>
internal sealed class PublishedLog(PublishedHeader header, string app, IEnumerator<string> lines, string file, Func<string, string> setupOf)
    : IRawLogSource,
        IRawLogPart
{
    private const string LogGroupPrefix = "/aws/lambda/";

    private readonly Dictionary<(int Setup, int Trace), (double Start, int Count)> _traces = [];
    private readonly Dictionary<string, string> _groups = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _line = new();
    private int _number = 1;

    /// <summary>Records read.</summary>
    public int Records { get; private set; }

    /// <summary>By request: the run times of the invocations that the record merges, where there are several.</summary>
    public Dictionary<string, ImmutableArray<double>> SelfMs { get; } = new(StringComparer.Ordinal);

    public async IAsyncEnumerable<IRawLogPart> ReadAsync(LogQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        yield return this;
    }

    public bool Read(RawLineHandler handler)
    {
        do
        {
            if (!lines.MoveNext())
                return false;
            _number++;
        } while (lines.Current.Length == 0);
        try
        {
            using var json = JsonDocument.Parse(lines.Current);
            Write(json.RootElement, handler);
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or FormatException or IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            throw new FusionizeException(ReplayCodes.BadRecords, file, $"Not a record: {e.Message}", inner: e) { Place = $"line {_number}" };
        }
        Records++;
        return true;
    }

    private void Write(JsonElement record, RawLineHandler handler)
    {
        var (setup, trace, function) = (record[0].GetInt32(), record[1].GetInt32(), record[2].GetString()!);
        var start = record[8].GetDouble();
        var (first, count) = (header.SetupT0[setup] + start, 0);
        if (_traces.TryGetValue((setup, trace), out var known))
            (first, count, start) = (known.Start, known.Count, known.Start + start);
        else
            start = first;
        _traces[(setup, trace)] = (first, count + 1);

        var key = header.Setups[setup];
        var isRoot = record[6].GetInt32() != 0;
        var request = $"{key}-{trace}-{count}";
        var invocation = new InvocationRecord
        {
            App = app,
            SetupId = setupOf(key),
            Group = function,
            Function = function,
            RequestId = request,
            TraceId = $"{key}-{trace}",
            SpanId = $"{count}",
            ParentSpanId = isRoot ? null : "0",
            Task = function,
            IsRoot = isRoot,
            IsCold = record[7].GetInt32() != 0,
            StartMs = start,
            DurationMs = record[10].GetDouble(),
            MemoryMB = record[3].GetInt32(),
            Calls = [.. record[11].EnumerateArray().Select(c => Call(function, c))],
        };
        if (record.GetArrayLength() > 12)
            SelfMs[request] = [.. record[12].EnumerateArray().Select(t => t.GetDouble())];
        if (!_groups.TryGetValue(function, out var group))
            _groups.Add(function, group = LogGroupPrefix + function);

        // Merged records: the duration and the time inside belong to different invocations.
        var billed = record[4].GetInt64();
        var duration = Math.Max(Math.Max(record[9].GetDouble(), invocation.DurationMs), billed - 100);
        _line.ResetWrittenCount();
        _line.Write(Encoding.UTF8.GetBytes($"START RequestId: {request} Version: 1"));
        handler(group, key, (long)start, _line.WrittenSpan);
        _line.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_line, RecordJson.WriterOptions))
            RecordJson.WriteTraceLine(writer, invocation);
        handler(group, key, (long)(start + invocation.DurationMs), _line.WrittenSpan);
        _line.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_line))
        {
            writer.WriteStartObject();
            writer.WriteString("time"u8, DateTimeOffset.FromUnixTimeMilliseconds((long)start));
            writer.WriteString("type"u8, "platform.report"u8);
            writer.WriteStartObject("record"u8);
            writer.WriteString("requestId"u8, request);
            writer.WriteString("status"u8, "success"u8);
            writer.WriteStartObject("metrics"u8);
            writer.WriteNumber("durationMs"u8, duration);
            writer.WriteNumber("billedDurationMs"u8, billed);
            writer.WriteNumber("memorySizeMB"u8, invocation.MemoryMB);
            writer.WriteNumber("maxMemoryUsedMB"u8, record[5].GetInt32());
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        handler(group, key, (long)(start + duration), _line.WrittenSpan);
    }

    private static CallRecord Call(string from, JsonElement call)
    {
        var how = call[1].GetString()!;
        return new(
            from,
            call[0].GetString()!,
            how[1] == 'S' ? CallKind.Sync : CallKind.Async,
            how[0] == 'L' ? Fusionize.Records.CallSite.Local : Fusionize.Records.CallSite.Remote,
            AtMs: 0,
            Ms: call[2].GetDouble()
        );
    }
}

/// <summary>The first line of a file of published records.</summary>
internal sealed record PublishedHeader(string Series, string Kind, ImmutableArray<string> Setups, ImmutableArray<double> SetupT0);
