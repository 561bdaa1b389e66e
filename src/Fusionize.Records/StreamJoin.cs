using System.Buffers.Binary;
using System.Globalization;

namespace Fusionize.Records;

/// <summary>Joins the trace and REPORT lines of one log stream, and remembers for a while which invocations are complete.</summary>
internal sealed class StreamJoin(Extractor owner, string logGroup, string stream)
{
    private const string LogGroupPrefix = "/aws/lambda/";
    private const int DoneBytes = 40;

    /// <summary>A REPORT line follows its trace line within milliseconds; the attempts of an asynchronous invocation, which share a request id, are a
    /// minute apart.</summary>
    private const long MaxDistanceMs = 20_000;

    /// <summary>No platform writes more lines under one request id; more are an imitation by the application's own output.</summary>
    private const int MaxAttempts = 32;

    private readonly InvocationRing _ring = new();
    private readonly PendingPool _pending = owner.Pending;
    private StreamIdentity? _identity;

    public string LogGroup { get; } = logGroup;

    public string Stream { get; } = stream;

    public string Function { get; } = logGroup.StartsWith(LogGroupPrefix, StringComparison.Ordinal) ? logGroup[LogGroupPrefix.Length..] : logGroup;

    /// <summary>Whether it was in use since room was last made.</summary>
    public bool IsInUse { get; set; }

    /// <summary>Whether it waits in the extractor's queue of streams to forget.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Lines older than this can't be told from lines that are done.</summary>
    public long Horizon { get; private set; } = long.MinValue;

    public long Newest { get; private set; } = long.MinValue;

    public long OldestPending
    {
        get
        {
            var oldest = long.MaxValue;
            for (var i = _ring.First; i < _ring.Next; i++)
            {
                if (_ring[i] is { Slot: not PendingPool.None } entry)
                    oldest = Math.Min(oldest, entry.Time);
            }
            return oldest;
        }
    }

    /// <returns>False for a line that came before.</returns>
    public bool AddTrace(long time, InvocationRecord record)
    {
        if (_identity is null || !_identity.IsOf(record))
            _identity = new(record.App, record.SetupId, record.Group, record.IsRoot);
        var key = RequestKey.Of(record.RequestId);
        var span = SpanOf(record);
        var best = InvocationRing.None;
        var count = 0;
        for (var i = _ring.Find(key); i != InvocationRing.None; i = _ring.Older(i))
        {
            ref var entry = ref _ring[i];
            if (entry.Span == span || ++count == MaxAttempts)
                return false;
            if (entry.Span != 0)
                continue;
            if (entry.Slot == PendingPool.None)
            {
                if (Distance(entry, time) <= MaxDistanceMs)
                    return CloseLate(entry.Span = span);
            }
            else if (Fit(record, time, _pending[entry.Slot].Report, entry.Time) && IsCloser(best, entry, time))
                best = i;
        }
        if (best == InvocationRing.None)
        {
            ref var added = ref Remember(time, key);
            added.Span = span;
            added.Slot = _pending.Add(record);
            return true;
        }
        ref var reported = ref _ring[best];
        reported.Span = span;
        owner.Emit(record.With(_pending[reported.Slot].Report));
        _pending.Remove(ref reported.Slot);
        return true;
    }

    /// <returns>False for a line that came before.</returns>
    public bool AddReport(long time, in ReportLine report)
    {
        var identity = IdentityOf(time, report);
        var best = InvocationRing.None;
        var count = 0;
        for (var i = _ring.Find(report.Key); i != InvocationRing.None; i = _ring.Older(i))
        {
            ref var entry = ref _ring[i];
            if (entry.ReportId == identity || ++count == MaxAttempts)
                return false;
            if (entry.ReportId != 0)
                continue;
            if (entry.Slot == PendingPool.None)
            {
                if (Distance(entry, time) <= MaxDistanceMs)
                    return CloseLate(entry.ReportId = identity);
            }
            else if (Fit(_pending[entry.Slot].Trace!, entry.Time, report, time) && IsCloser(best, entry, time))
                best = i;
        }
        if (best == InvocationRing.None)
        {
            ref var added = ref Remember(time, report.Key);
            added.ReportId = identity;
            added.Slot = _pending.Add(report);
            return true;
        }
        ref var traced = ref _ring[best];
        traced.ReportId = identity;
        owner.Emit(_pending[traced.Slot].Trace!.With(report));
        _pending.Remove(ref traced.Slot);
        return true;
    }

    /// <summary>Moves the stream's time on and lets go of what no line can belong to any more.</summary>
    public void Advance(long time, long latenessMs)
    {
        if (time <= Newest)
            return;
        Newest = time;
        Horizon = Math.Max(Horizon, time - latenessMs);
        while (_ring.Count > 0 && _ring[_ring.First].Time < Horizon)
            ForgetOldest();
    }

    /// <summary>Gives what still waits for its other half as it is, the oldest first.</summary>
    public void FlushPending(int most = int.MaxValue)
    {
        for (var i = _ring.First; i < _ring.Next && most > 0; i++)
        {
            ref var entry = ref _ring[i];
            if (entry.Slot == PendingPool.None)
                continue;
            Flush(ref entry);
            most--;
        }
    }

    public void ForgetAll()
    {
        while (_ring.Count > 0)
            ForgetOldest();
        _ring.Clear();
        Horizon = Math.Max(Horizon, Newest + 1);
    }

    public void ForgetOlderHalf()
    {
        for (var left = _ring.Count / 2; left > 0; left--)
            Horizon = Math.Max(Horizon, ForgetOldest() + 1);
    }

    public StreamCheckpoint Save(long from)
    {
        var bytes = new byte[_ring.Count * DoneBytes];
        var length = 0;
        for (var i = _ring.First; i < _ring.Next; i++)
        {
            ref var entry = ref _ring[i];
            if (entry.Slot != PendingPool.None || entry.Time < from)
                continue;
            var done = bytes.AsSpan(length, DoneBytes);
            BinaryPrimitives.WriteInt64LittleEndian(done, entry.Time);
            entry.Key.TryWriteBytes(done[8..]);
            BinaryPrimitives.WriteUInt64LittleEndian(done[24..], entry.Span);
            BinaryPrimitives.WriteUInt64LittleEndian(done[32..], entry.ReportId);
            length += DoneBytes;
        }
        return new(LogGroup, Stream, Horizon, bytes[..length], _identity);
    }

    public void Restore(StreamCheckpoint saved)
    {
        Horizon = saved.Horizon;
        _identity = saved.Identity;
        for (var done = saved.Done.AsSpan(); done.Length >= DoneBytes; done = done[DoneBytes..])
        {
            var time = BinaryPrimitives.ReadInt64LittleEndian(done);
            Newest = Math.Max(Newest, time);
            ref var entry = ref Remember(time, new(done.Slice(8, 16)));
            entry.Span = BinaryPrimitives.ReadUInt64LittleEndian(done[24..]);
            entry.ReportId = BinaryPrimitives.ReadUInt64LittleEndian(done[32..]);
        }
    }

    private ref InvocationRing.Entry Remember(long time, Guid key)
    {
        owner.Tracked++;
        return ref _ring.Add(time, key);
    }

    private long ForgetOldest()
    {
        ref var entry = ref _ring[_ring.First];
        Flush(ref entry);
        _ring.ForgetOldest();
        owner.Tracked--;
        return entry.Time;
    }

    private void Flush(ref InvocationRing.Entry entry)
    {
        if (entry.Slot == PendingPool.None)
            return;
        var half = _pending[entry.Slot];
        _pending.Remove(ref entry.Slot);
        if (half.IsTrace)
            owner.Emit(half.Trace);
        else if (half.Report.Failure is not null)
            owner.Emit(Failed(entry.Time, half.Report));
        else
            owner.Counts.Untraced++;
    }

    /// <summary>The other half of what was given out already, without it.</summary>
    private bool CloseLate(ulong _)
    {
        owner.Counts.TooLate++;
        return true;
    }

    /// <summary>An invocation that died before it could write its trace line. It is billed all the same.</summary>
    private InvocationRecord Failed(long time, in ReportLine report) =>
        new()
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
    private static bool Fit(InvocationRecord trace, long traceTime, in ReportLine report, long reportTime) =>
        Math.Abs(traceTime - reportTime) <= MaxDistanceMs && report.DurationMs >= trace.DurationMs - 2;

    private static long Distance(in InvocationRing.Entry entry, long time) => Math.Abs(entry.Time - time);

    private bool IsCloser(long best, in InvocationRing.Entry entry, long time) =>
        best == InvocationRing.None || Distance(entry, time) < Distance(_ring[best], time);

    // Every attempt has a span of its own; 0 stands for none.
    private static ulong SpanOf(InvocationRecord record) =>
        ulong.TryParse(record.SpanId, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var span) && span != 0
            ? span
            : BitConverter.DoubleToUInt64Bits(record.StartMs) | 1;

    // A line that comes again has its first time; two REPORT lines of one request id may else say the same, after time-outs.
    private static ulong IdentityOf(long time, in ReportLine report) =>
        ((ulong)time * 0x9E3779B97F4A7C15 ^ BitConverter.DoubleToUInt64Bits(report.DurationMs) * 0xC2B2AE3D27D4EB4F ^ (ulong)report.BilledMs) | 1;
}
