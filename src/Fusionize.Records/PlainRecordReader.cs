using System.Collections.Immutable;
using System.Text;

namespace Fusionize.Records;

/// <summary>
/// Reads records exactly as our own writers write them, without failures: nearly all records have this form, and this is several times as fast as a
/// JSON reader. It gives up on everything else.
/// </summary>
internal sealed class PlainRecordReader(StringPool names)
{
    private const int MaxCalls = 100_000;

    /// <summary>Limit of the calls of a line that are remembered.</summary>
    private const int MaxKnownCalls = 64;

    // Enough slots for the interleaved lines of a few functions. With more functions, they displace each other.
    private readonly LineHead?[] _heads = new LineHead?[4];
    private int _nextHead;
    private CallRecord[] _calls = new CallRecord[64];

    /// <summary>Null for a record of another shape.</summary>
    public InvocationRecord? TryRead(ReadOnlySpan<byte> line, string function, string instance)
    {
        var json = new TraceLineCursor(line);
        if (
            ReadHead(ref json) is not { } head
            || !json.Text(out var requestId)
            || !json.Skip(",\"trace\":\""u8)
            || !json.Text(out var trace)
            || !json.Skip(",\"span\":\""u8)
            || !json.Text(out var span)
        )
            return null;
        // Earlier versions wrote null where there is no parent, false, and zeros.
        ReadOnlySpan<byte> parent = default;
        if (!json.Skip(",\"parent\":null"u8))
            json.String(",\"parent\":"u8, out parent);
        if (ReadTask(ref json, head) is not { } task)
            return null;
        var initMs = 0.0;
        if (task.HasInit && (!json.Number([], out initMs) || !json.Skip(",\"start\":"u8)))
            return null;
        if (
            !json.Number([], out var start)
            || !json.Number(",\"ms\":"u8, out var ms)
            || !json.Number(",\"cpuMs\":"u8, out var cpuMs)
            || !json.Whole(",\"memMB\":"u8, out var memoryMB)
            || memoryMB > int.MaxValue
        )
            return null;
        if (!ReadCalls(ref json, task, out var count) || !json.Skip(",\"error\":null"u8))
            return null;
        var billedMs = RecordJson.BilledMs(ms, initMs);
        if (
            !ReadStored(ref json, ref function, ref instance, ref billedMs, out var maxMemoryMB, out var isReported)
            || !json.Skip("}"u8)
            || !json.IsAtEnd
        )
            return null;
        return new()
        {
            App = head.App,
            SetupId = head.Setup,
            Group = head.Group,
            Function = function,
            Instance = instance,
            // Printable ASCII, so the conversion that checks nothing is enough.
            RequestId = Encoding.Latin1.GetString(requestId),
            TraceId = Encoding.Latin1.GetString(trace),
            SpanId = Encoding.Latin1.GetString(span),
            ParentSpanId = parent.IsEmpty ? null : Encoding.Latin1.GetString(parent),
            Task = task.Task,
            IsRoot = task.IsRoot,
            IsCold = task.IsCold,
            InitMs = initMs,
            StartMs = start,
            DurationMs = ms,
            BilledMs = billedMs,
            CpuMs = cpuMs,
            MemoryMB = (int)memoryMB,
            MaxMemoryUsedMB = maxMemoryMB,
            HasReport = isReported,
            Calls = count == 0 ? [] : ImmutableArray.Create(_calls, 0, count),
        };
    }

    /// <summary>The members of a stored record after those of the trace line; a trace line has none of them.</summary>
    private bool ReadStored(
        ref TraceLineCursor json,
        ref string function,
        ref string instance,
        ref long billedMs,
        out int? maxMemoryMB,
        out bool isReported
    )
    {
        (maxMemoryMB, isReported) = (null, false);
        if (!json.String(",\"function\":"u8, out var name))
            return true;
        function = names.Get(name);
        if (json.String(",\"instance\":"u8, out name))
            instance = names.Get(name);
        if (!json.Whole(",\"billedMs\":"u8, out billedMs))
            return false;
        if (json.Whole(",\"maxMB\":"u8, out var max))
            maxMemoryMB = max <= int.MaxValue ? (int)max : null;
        return json.Flag(",\"reported\":"u8, out isReported) && max <= int.MaxValue;
    }

    private bool ReadCalls(ref TraceLineCursor json, LineTask task, out int count)
    {
        count = 0;
        if (!json.Skip(",\"calls\":["u8))
            return false;
        LineCall? before = null;
        while (!json.Skip("]"u8))
        {
            if (count > 0 && !json.Skip(","u8))
                return false;
            if (count == _calls.Length)
                Array.Resize(ref _calls, Math.Min(count * 2, MaxCalls));
            if (
                count == MaxCalls
                || ReadCall(ref json, task, before, count) is not { } call
                || !json.Number([], out var at)
                || !json.Number(",\"ms\":"u8, out var ms)
            )
                return false;
            json.Whole(",\"in\":"u8, out var input);
            json.Whole(",\"out\":"u8, out var output);
            if (!json.Skip("}"u8))
                return false;
            _calls[count++] = new(call.From, call.To, call.Kind, call.Where, at, ms, input, output);
            before = call;
        }
        return true;
    }

    private LineHead? ReadHead(ref TraceLineCursor json)
    {
        foreach (var known in _heads)
        {
            if (known is not null && json.Skip(known.Text))
                return known;
        }
        var from = json.Rest;
        if (
            !json.Skip(RecordJson.Prefix)
            || !json.String("\"app\":"u8, out var app)
            || !json.String(",\"setup\":"u8, out var setup)
            || !json.String(",\"group\":"u8, out var group)
            || !json.Skip(",\"requestId\":\""u8)
        )
            return null;
        var head = new LineHead(from[..(from.Length - json.Rest.Length)], names.Get(app), names.Get(setup), names.Get(group));
        if (head.Text.Length <= LinePart.MaxLength)
            _heads[_nextHead++ % _heads.Length] = head;
        return head;
    }

    private LineTask? ReadTask(ref TraceLineCursor json, LineHead head)
    {
        if (head.Task is { } known && json.Skip(known.Text))
            return known;
        var from = json.Rest;
        if (!json.String(",\"task\":"u8, out var task))
            return null;
        json.Flag(",\"root\":"u8, out var root);
        json.Flag(",\"cold\":"u8, out var cold);
        // The next member's name is part of the comparison. Without it, the part would also match lines with more members.
        var hasInit = json.Skip(",\"initMs\":"u8);
        if (!hasInit && !json.Skip(",\"start\":"u8))
            return null;
        var part = new LineTask(from[..(from.Length - json.Rest.Length)], names.Get(task), root, cold, hasInit);
        if (part.Text.Length <= LinePart.MaxLength)
            head.Task = part;
        return part;
    }

    private LineCall? ReadCall(ref TraceLineCursor json, LineTask task, LineCall? before, int number)
    {
        var expected = before is null ? task.Call : before.Next;
        if (expected is not null && json.Skip(expected.Text))
            return expected;
        var rest = json.Rest;
        if (!json.String("{\"from\":"u8, out var from) || !json.String(",\"to\":"u8, out var to))
            return null;
        var kind = json.Skip(",\"kind\":\"async\""u8) ? CallKind.Async : CallKind.Sync;
        if (kind == CallKind.Sync)
            json.Skip(",\"kind\":\"sync\""u8);
        var where = json.Skip(",\"where\":\"remote\""u8) ? CallSite.Remote : CallSite.Local;
        if (where == CallSite.Local)
            json.Skip(",\"where\":\"local\""u8);
        if (!json.Skip(",\"at\":"u8))
            return null;
        var call = new LineCall(rest[..(rest.Length - json.Rest.Length)], names.Get(from), names.Get(to), kind, where);
        if (call.Text.Length > LinePart.MaxLength || number >= MaxKnownCalls)
            return call;
        if (before is null)
            task.Call = call;
        else
            before.Next = call;
        return call;
    }
}
