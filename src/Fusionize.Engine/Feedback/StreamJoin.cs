using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Fusionize.Engine.Feedback;

/// <summary>Joins the trace and REPORT lines of one log stream, and remembers for a while which are done.</summary>
internal sealed class StreamJoin
{
    private const string LogGroupPrefix = "/aws/lambda/";
    private const int DoneBytes = 40;

    /// <summary>A REPORT line follows its trace line within milliseconds; the attempts of an asynchronous invocation, which share a request id, are a minute apart.</summary>
    private const long MaxDistanceMs = 20_000;

    /// <summary>More lines under one request id than any platform writes: the application's own output imitates them.</summary>
    private const int MaxAttempts = 32;

    private readonly Extractor _owner;
    private readonly Dictionary<Guid, Attempt> _attempts = [];
    private readonly Queue<(long Time, Guid Key, Attempt Attempt)> _byArrival = new();
    private StreamIdentity? _identity;

    public StreamJoin(Extractor owner, string logGroup, string stream)
    {
        _owner = owner;
        LogGroup = logGroup;
        Stream = stream;
        Function = logGroup.StartsWith(LogGroupPrefix, StringComparison.Ordinal) ? logGroup[LogGroupPrefix.Length..] : logGroup;
        Node = new(this);
    }

    public string LogGroup { get; }

    public string Stream { get; }

    public string Function { get; }

    public LinkedListNode<StreamJoin> Node { get; }

    /// <summary>Lines older than this can't be told from lines that are done.</summary>
    public long Horizon { get; private set; } = long.MinValue;

    public long Newest { get; private set; } = long.MinValue;

    public long OldestPending => _byArrival.Where(a => a.Attempt.IsPending).Select(a => a.Time).DefaultIfEmpty(long.MaxValue).Min();

    /// <returns>False for a line that came before.</returns>
    public bool AddTrace(long time, InvocationRecord record)
    {
        _identity = new(record.App, record.SetupId, record.Group, record.IsRoot);
        var key = RequestKey.Of(record.RequestId);
        var span = SpanOf(record);
        Attempt? best = null;
        var count = 0;
        for (var a = _attempts.GetValueOrDefault(key); a is not null; a = a.Next)
        {
            if (a.Span == span || ++count == MaxAttempts)
                return false;
            if (a is { Span: 0, Report: null } && Distance(a, time) <= MaxDistanceMs)
                return CloseLate(a.Span = span);
            if (a.Span == 0 && a.Report is { } report && Fit(record, time, report, a.Time) && (best is null || Distance(a, time) < Distance(best, time)))
                best = a;
        }
        if (best is null)
        {
            Remember(time, key, new() { Time = time, Span = span, Trace = record });
            return true;
        }
        best.Span = span;
        Join(best, record, best.Report!.Value);
        return true;
    }

    /// <returns>False for a line that came before.</returns>
    public bool AddReport(long time, in ReportLine report)
    {
        var key = report.Key;
        var identity = IdentityOf(time, report);
        Attempt? best = null;
        var count = 0;
        for (var a = _attempts.GetValueOrDefault(key); a is not null; a = a.Next)
        {
            if (a.ReportId == identity || ++count == MaxAttempts)
                return false;
            if (a is { ReportId: 0, Trace: null } && Distance(a, time) <= MaxDistanceMs)
                return CloseLate(a.ReportId = identity);
            if (a.ReportId == 0 && a.Trace is { } trace && Fit(trace, a.Time, report, time) && (best is null || Distance(a, time) < Distance(best, time)))
                best = a;
        }
        if (best is null)
        {
            Remember(time, key, new() { Time = time, ReportId = identity, Report = report });
            return true;
        }
        best.ReportId = identity;
        Join(best, best.Trace!, report);
        return true;
    }

    /// <summary>Moves the stream's time on and lets go of what no line can belong to any more.</summary>
    public void Advance(long time, long latenessMs)
    {
        if (time <= Newest)
            return;
        Newest = time;
        Horizon = Math.Max(Horizon, time - latenessMs);
        while (_byArrival.TryPeek(out var oldest) && oldest.Time < Horizon)
            ForgetOldest();
    }

    /// <summary>Gives what still waits for its other half as it is.</summary>
    public void FlushPending()
    {
        foreach (var (_, _, attempt) in _byArrival)
            Flush(attempt);
    }

    public void ForgetAll()
    {
        while (_byArrival.Count > 0)
            ForgetOldest();
        _byArrival.TrimExcess();
        _attempts.TrimExcess();
        Horizon = Math.Max(Horizon, Newest + 1);
    }

    public void ForgetOlderHalf()
    {
        for (var left = _byArrival.Count / 2; left > 0; left--)
            Horizon = Math.Max(Horizon, ForgetOldest() + 1);
    }

    public StreamCheckpoint Save(long from)
    {
        var done = _byArrival.Where(a => !a.Attempt.IsPending && a.Time >= from).ToArray();
        var bytes = new byte[done.Length * DoneBytes];
        for (var i = 0; i < done.Length; i++)
        {
            var (time, key, attempt) = done[i];
            var entry = bytes.AsSpan(i * DoneBytes, DoneBytes);
            BinaryPrimitives.WriteInt64LittleEndian(entry, time);
            key.TryWriteBytes(entry[8..]);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[24..], attempt.Span);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[32..], attempt.ReportId);
        }
        return new(LogGroup, Stream, Horizon, bytes, _identity);
    }

    public void Restore(StreamCheckpoint saved)
    {
        Horizon = saved.Horizon;
        _identity = saved.Identity;
        for (var entry = saved.Done.AsSpan(); entry.Length >= DoneBytes; entry = entry[DoneBytes..])
        {
            var time = BinaryPrimitives.ReadInt64LittleEndian(entry);
            Newest = Math.Max(Newest, time);
            Remember(time, new(entry.Slice(8, 16)), new()
            {
                Time = time,
                Span = BinaryPrimitives.ReadUInt64LittleEndian(entry[24..]),
                ReportId = BinaryPrimitives.ReadUInt64LittleEndian(entry[32..]),
            });
        }
    }

    private void Remember(long time, Guid key, Attempt attempt)
    {
        ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(_attempts, key, out _);
        attempt.Next = first;
        first = attempt;
        _byArrival.Enqueue((time, key, attempt));
        _owner.Tracked++;
    }

    private long ForgetOldest()
    {
        var (time, key, attempt) = _byArrival.Dequeue();
        Flush(attempt);
        if (_attempts.TryGetValue(key, out var first) && first == attempt)
        {
            if (attempt.Next is null)
                _attempts.Remove(key);
            else
                _attempts[key] = attempt.Next;
        }
        else
        {
            for (var a = first; a is not null; a = a.Next)
            {
                if (a.Next == attempt)
                    a.Next = attempt.Next;
            }
        }
        _owner.Tracked--;
        return time;
    }

    private void Flush(Attempt attempt)
    {
        if (attempt.Trace is { } trace)
            _owner.Emit(trace);
        else if (attempt.Report is { Failure: not null } report)
            _owner.Emit(Failed(attempt.Time, report));
        else if (attempt.Report is not null)
            _owner.Counts.Untraced++;
        attempt.Trace = null;
        attempt.Report = null;
    }

    private void Join(Attempt attempt, InvocationRecord trace, in ReportLine report)
    {
        attempt.Trace = null;
        attempt.Report = null;
        _owner.Emit(trace with
        {
            BilledMs = report.BilledMs,
            MemoryMB = report.MemoryMB,
            MaxMemoryUsedMB = report.MaxMemoryUsedMB,
            InitMs = report.InitMs ?? trace.InitMs,
            HasReport = true,
        });
    }

    /// <summary>The other half of what was given out already, without it.</summary>
    private bool CloseLate(ulong _)
    {
        _owner.Counts.TooLate++;
        return true;
    }

    /// <summary>An invocation that died before it could write its trace line. It is billed all the same.</summary>
    private InvocationRecord Failed(long time, in ReportLine report) => new()
    {
        App = _identity?.App ?? "",
        SetupId = _identity?.SetupId ?? "",
        Group = _identity?.Group ?? "",
        Function = Function,
        Instance = Stream,
        RequestId = report.RequestId,
        TraceId = "",
        Task = "",
        // An instance that serves roots serves little else.
        IsRoot = _identity?.IsRoot ?? false,
        IsCold = report.InitMs is not null,
        InitMs = report.InitMs ?? 0,
        StartMs = time - report.DurationMs,
        DurationMs = report.DurationMs,
        BilledMs = report.BilledMs,
        MemoryMB = report.MemoryMB,
        MaxMemoryUsedMB = report.MaxMemoryUsedMB,
        HasReport = true,
        Error = new("Runtime." + report.Failure, "The function ended without an answer: " + report.Failure),
    };

    // The platform's duration surrounds the function's own.
    private static bool Fit(InvocationRecord trace, long traceTime, in ReportLine report, long reportTime)
        => Math.Abs(traceTime - reportTime) <= MaxDistanceMs && report.DurationMs >= trace.DurationMs - 2;

    private static long Distance(Attempt attempt, long time) => Math.Abs(attempt.Time - time);

    // Every attempt has a span of its own; 0 stands for none.
    private static ulong SpanOf(InvocationRecord record)
        => ulong.TryParse(record.SpanId, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var span) && span != 0
            ? span
            : BitConverter.DoubleToUInt64Bits(record.StartMs) | 1;

    // A line that comes again has its first time; two REPORT lines of one request id may else say the same, after time-outs.
    private static ulong IdentityOf(long time, in ReportLine report)
        => ((ulong)time * 0x9E3779B97F4A7C15 ^ BitConverter.DoubleToUInt64Bits(report.DurationMs) * 0xC2B2AE3D27D4EB4F ^ (ulong)report.BilledMs) | 1;

    private sealed class Attempt
    {
        public long Time;
        public ulong Span;
        public ulong ReportId;
        public InvocationRecord? Trace;
        public ReportLine? Report;
        public Attempt? Next;

        public bool IsPending => Trace is not null || Report is not null;
    }
}
