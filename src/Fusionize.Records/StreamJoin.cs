using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Fusionize.Records;

/// <summary>
/// Joins the lines of the requests of one log stream, and remembers for a while which requests are decided.
/// </summary>
/// <remarks>
/// The text of a line proves nothing: a task may write whatever a client sends. But a client can't know the id of a request that the platform
/// will begin. So START lines decide: trace and REPORT lines count only if their stream has the START line of the same request, at a time that
/// fits. An instance serves one request after the other, so a START line inside another request is output of that request's task. Of several
/// trace or REPORT lines of one request the last one counts: the runtime and the platform write theirs after the task has ended.
/// </remarks>
internal sealed class StreamJoin(Extractor owner, string logGroup, string stream)
{
    private const string LogGroupPrefix = "/aws/lambda/";

    /// <summary>
    /// Tolerance between the times of a request's lines and the durations in them. It must be small: the attempts of an asynchronous invocation share
    /// a request id and are a minute apart.
    /// </summary>
    private const long MaxDistanceMs = 20_000;

    /// <summary>How long to wait for another REPORT line if the first one doesn't fit the time since START.</summary>
    private const long SettleMs = 2_000;

    /// <summary>How much later or earlier than the end of its request a REPORT line that fits may come.</summary>
    private const long MaxReportDelayMs = 1_000;
    private const long MaxClockStepMs = 50;

    /// <summary>Limit of the lines with one request id. No platform writes more; further ones are output of the application.</summary>
    private const int MaxAttempts = 32;

    private const int MaxWindows = 4;

    private readonly InvocationRing _ring = new();
    private readonly PendingPool _pending = owner.Pending;

    // The last counted requests, the newest first. Lines between the START and the end of one of them are output of its task.
    private readonly Window[] _windows = new Window[MaxWindows];
    private byte[] _version = Encoding.UTF8.GetBytes(VersionOf(stream));
    private StreamIdentity? _identity;
    private bool _hasStarts;
    private bool _overlaps;
    private int _order;

    // Number of the first request that may be undecided. Those before it are decided or have no START line.
    private long _cursor = 1;

    public string LogGroup { get; } = logGroup;

    public string Stream { get; } = stream;

    public string Function { get; } = FunctionOf(logGroup);

    /// <summary>From the stream's name, or else from its first START line.</summary>
    public string Version { get; private set; } = VersionOf(stream);

    /// <summary>Whether the log holds the instance's first line.</summary>
    public bool IsFromBirth { get; private set; }

    /// <summary>Whether it was used since the extractor last made room.</summary>
    public bool IsInUse { get; set; }

    /// <summary>Whether it waits in the extractor's queue of streams to forget.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Whether it waits in the extractor's queue of streams to decide.</summary>
    public bool IsRipening { get; set; }

    /// <summary>Older lines aren't used: their requests may have been counted already.</summary>
    public long Horizon { get; private set; } = long.MinValue;

    public long Newest { get; private set; } = long.MinValue;

    public long OldestPending
    {
        get
        {
            for (var i = _ring.First; i < _ring.Next; i++)
            {
                if (!IsDecided(_ring[i]))
                    return _ring[i].Time;
            }
            return long.MaxValue;
        }
    }

    /// <summary>The instance's first line. After requests, it is output of a task.</summary>
    public void AddInit() => IsFromBirth |= !_hasStarts;

    /// <returns>False for a line that came before.</returns>
    public bool AddStart(long time, Guid key, ReadOnlySpan<byte> version)
    {
        _order++;
        if (!version.IsEmpty && !version.SequenceEqual(_version))
        {
            // An instance runs one version.
            if (_version.Length > 0)
            {
                owner.Counts.Forged++;
                return true;
            }
            (_version, Version) = (version.ToArray(), Encoding.UTF8.GetString(version));
        }
        _hasStarts = true;
        var found = InvocationRing.None;
        var count = 0;
        for (var i = _ring.Find(key); i != InvocationRing.None; i = _ring.Older(i))
        {
            ref var other = ref _ring[i];
            if ((IsStarted(other) && other.Start == time) || ++count == MaxAttempts)
                return false;
            // The platform's own line came before.
            if (IsStarted(other) && Math.Abs(other.Start - time) <= MaxDistanceMs)
            {
                owner.Counts.Forged++;
                return true;
            }
            if (!IsStarted(other) && (IsDecided(other) ? Math.Abs(other.Start - time) <= MaxDistanceMs : IsStartOf(other, time)))
                found = i;
        }
        if (found == InvocationRing.None)
        {
            Remember(time, key);
            found = _ring.Next - 1;
        }
        ref var entry = ref _ring[found];
        if (IsDecided(entry))
            return true;
        (entry.Start, entry.StartOrder) = (time, _order);
        entry.State |= RequestState.Started;
        _cursor = Math.Min(_cursor, found);
        ref readonly var half = ref _pending.AtOrNone(entry.Slot);
        if (half.HasReport)
        {
            entry.State |= ExactnessOf(time, half.Close, half.Report);
            owner.Ripens(this, SettledAt(entry));
        }
        return true;
    }

    /// <summary>A line that says only that a running request failed. It begins no request; only START lines do.</summary>
    /// <param name="isAnswer">Whether the function answered with an error.</param>
    public void AddFailure(long time, Guid key, string failure, bool isAnswer)
    {
        _order++;
        var i = _ring.Find(key);
        if (i == InvocationRing.None || IsDecided(_ring[i]) || !IsStarted(_ring[i]) || Math.Abs(time - _ring[i].Start) > ReportLine.MaxRunMs)
            return;
        _pending.SetFailure(Slot(ref _ring[i]), failure, isAnswer);
    }

    /// <returns>False for a line that came before.</returns>
    public bool AddTrace(long time, InvocationRecord record)
    {
        _order++;
        var key = RequestKey.Of(record.RequestId);
        var span = SpanOf(record);
        var best = InvocationRing.None;
        var count = 0;
        for (var i = _ring.Find(key); i != InvocationRing.None; i = _ring.Older(i))
        {
            ref var other = ref _ring[i];
            if (other.Span == span || ++count == MaxAttempts)
                return false;
            if (Math.Abs(record.StartMs - other.Start) <= MaxDistanceMs && IsCloser(best, other, record.StartMs))
                best = i;
        }
        if (best != InvocationRing.None && IsDecided(_ring[best]))
            return CloseLate(ref _ring[best], span, reportId: 0);
        if (best == InvocationRing.None)
        {
            Remember(time, key).Start = (long)record.StartMs;
            best = _ring.Next - 1;
        }
        ref var entry = ref _ring[best];
        var slot = Slot(ref entry);
        if (_pending[slot].Trace is not null)
        {
            owner.Counts.Forged++;
            // The runtime's own line is the last one.
            if (_pending[slot].TraceTime > time)
                return true;
        }
        entry.Span = span;
        _pending.Set(slot, record, time);
        _overlaps |= record.IsOneOfSeveral;
        if ((entry.State & RequestState.Accepted) != 0)
            Count(ref entry);
        return true;
    }

    /// <returns>False for a line that came before.</returns>
    public bool AddReport(long time, in ReportLine report)
    {
        _order++;
        var identity = IdentityOf(time, report);
        var best = InvocationRing.None;
        var count = 0;
        var start = time - report.DurationMs;
        for (var i = _ring.Find(report.Key); i != InvocationRing.None; i = _ring.Older(i))
        {
            ref var other = ref _ring[i];
            if (other.ReportId == identity || ++count == MaxAttempts)
                return false;
            if (IsEndOf(other, time, report) && IsCloser(best, other, start))
                best = i;
        }
        if (best != InvocationRing.None && IsDecided(_ring[best]))
            return CloseLate(ref _ring[best], span: 0, identity);
        if (best == InvocationRing.None)
        {
            Remember(time, report.Key).Start = (long)start;
            best = _ring.Next - 1;
        }
        ref var entry = ref _ring[best];
        var slot = Slot(ref entry);
        if (_pending[slot].HasReport)
        {
            owner.Counts.Forged++;
            // The platform's own line is the last one, when nothing of the task can be written any more.
            if (_pending[slot].Close > time)
                return true;
        }
        entry.ReportId = identity;
        _pending.Set(slot, report, time, _order);
        if (IsStarted(entry))
        {
            entry.State = (entry.State & ~RequestState.Exact) | ExactnessOf(entry.Start, time, report);
            owner.Ripens(this, SettledAt(entry));
        }
        return true;
    }

    /// <summary>Accepts the requests that have ended and can't be output of an earlier request, and counts those that are complete.</summary>
    /// <param name="now">The newest time of the log.</param>
    /// <returns>When to call it again; <see cref="long.MaxValue"/>: not before a new line.</returns>
    public long Decide(long now)
    {
        var next = long.MaxValue;
        _cursor = Math.Max(_cursor, _ring.First);
        var isBehindOpen = false;
        for (var i = _cursor; i < _ring.Next; i++)
        {
            ref var entry = ref _ring[i];
            var isEnded = _pending.AtOrNone(entry.Slot).HasReport;
            if (!IsOpen(entry))
            {
                // Decided, without a START line, or it only waits for its trace line.
            }
            else if (IsInsideAnother(entry))
                Refuse(ref entry);
            else if (isEnded && now >= SettledAt(entry))
                Accept(ref entry);
            else
            {
                if (isEnded)
                    next = Math.Min(next, SettledAt(entry));
                if (!Overlap)
                    return next;
                isBehindOpen = true;
            }
            if (!isBehindOpen)
                _cursor = i + 1;
        }
        return next;
    }

    /// <summary>Adds the requests that aren't decided: running ones and those that wait for further lines.</summary>
    public void AddUndecided(List<SeenRequest> requests)
    {
        var running = default(Window?);
        for (var i = _ring.First; i < _ring.Next; i++)
        {
            ref var entry = ref _ring[i];
            if (IsDecided(entry) || !IsStarted(entry))
                continue;
            ref readonly var half = ref _pending.AtOrNone(entry.Slot);
            if ((entry.State & RequestState.Accepted) == 0 && (IsInsideAnother(entry) || (!Overlap && running?.Holds(entry, half) == true)))
                continue;
            running = new(entry.Start, half.Close, entry.StartOrder, half.CloseOrder);
            requests.Add(SeenOf(entry, half, TraceOf(half)));
        }
    }

    /// <summary>Advances the stream's time and forgets requests that can have no further lines.</summary>
    public void Advance(long time, long latenessMs)
    {
        if (time <= Newest)
            return;
        Newest = time;
        Horizon = Math.Max(Horizon, time - latenessMs);
        while (_ring.Count > 0 && _ring[_ring.First].Time < Horizon)
            ForgetOldest();
    }

    /// <summary>Returns the requests that still wait for further lines as they are, the oldest first.</summary>
    public void FlushPending(int most = int.MaxValue)
    {
        Decide(long.MaxValue);
        for (var i = _ring.First; i < _ring.Next && most > 0; i++)
        {
            ref var entry = ref _ring[i];
            if (IsDecided(entry))
                continue;
            if (entry.Slot != PendingPool.None)
                most--;
            Flush(ref entry);
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
        var bytes = new byte[_ring.Count * SavedRequest.Length];
        var length = 0;
        for (var i = _ring.First; i < _ring.Next; i++)
        {
            ref var entry = ref _ring[i];
            if (!IsDecided(entry) || entry.Time < from)
                continue;
            SavedRequest.Write(bytes.AsSpan(length), entry);
            length += SavedRequest.Length;
        }
        return new(LogGroup, Stream, Horizon, bytes[..length], _identity);
    }

    public void Restore(StreamCheckpoint saved)
    {
        Horizon = saved.Horizon;
        _identity = saved.Identity;
        for (var done = saved.Done.AsSpan(); done.Length >= SavedRequest.Length; done = done[SavedRequest.Length..])
        {
            var (time, key) = SavedRequest.Read(done);
            Newest = Math.Max(Newest, time);
            ref var entry = ref Remember(time, key);
            SavedRequest.Read(done, ref entry);
            _hasStarts |= IsStarted(entry);
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

    /// <summary>Ends the wait for further lines of the request.</summary>
    private void Flush(ref InvocationRing.Entry entry)
    {
        if (IsDecided(entry))
            return;
        if (IsStarted(entry))
        {
            if (IsOpen(entry) && IsInsideAnother(entry))
                Refuse(ref entry);
            else
                Count(ref entry);
            return;
        }
        // If the platform writes no START lines, only the function's trace line is left as proof.
        if (!_hasStarts && entry.Slot != PendingPool.None && _pending[entry.Slot].Trace is { } trace)
        {
            Learn(trace);
            owner.Emit(trace, isProven: false);
        }
        else
            owner.Counts.Unproven++;
        Finish(ref entry);
    }

    private void Accept(ref InvocationRing.Entry entry)
    {
        entry.State |= RequestState.Accepted;
        for (var i = MaxWindows - 1; i > 0; i--)
            _windows[i] = _windows[i - 1];
        ref readonly var half = ref _pending[entry.Slot];
        _windows[0] = new(entry.Start, half.Close, entry.StartOrder, half.CloseOrder);
        if (half.Trace is not null)
            Count(ref entry);
    }

    private void Count(ref InvocationRing.Entry entry)
    {
        ref readonly var half = ref _pending.AtOrNone(entry.Slot);
        var trace = TraceOf(half);
        if (trace is null && half.Trace is not null)
            owner.Counts.Forged++;
        owner.Seen?.Invoke(SeenOf(entry, half, trace));
        if (trace is not null)
        {
            Learn(trace);
            owner.Emit(half.HasReport ? trace.With(half.Report) : trace, isProven: true);
        }
        else if (half.HasReport && (half.Report.Failure ?? (half.IsFailedAnswer ? null : half.Failure)) is { } failure)
            owner.EmitFailed(this, Failed(entry, half.Report, failure), _identity);
        else if (half.HasReport)
            owner.Counts.Untraced++;
        else
            owner.Counts.Unfinished++;
        Finish(ref entry);
    }

    /// <summary>The trace line, if it can belong to the request: the platform's duration is at least the function's own.</summary>
    private static InvocationRecord? TraceOf(in PendingPool.Half half) =>
        half.Trace is { } trace && half.HasReport && half.Report.DurationMs < trace.DurationMs - 2 ? null : half.Trace;

    private void Refuse(ref InvocationRing.Entry entry)
    {
        owner.Counts.Forged++;
        Finish(ref entry);
    }

    private void Finish(ref InvocationRing.Entry entry)
    {
        entry.State |= RequestState.Decided;
        if (entry.Slot != PendingPool.None)
            _pending.Remove(ref entry.Slot);
    }

    private void Learn(InvocationRecord record)
    {
        if (_identity is not null && _identity.IsOf(record))
            return;
        _identity = new(record.App, record.SetupId, record.Group, record.IsRoot);
        owner.Learn(this, _identity);
    }

    /// <summary>The other line of a request whose record was returned without it.</summary>
    private bool CloseLate(ref InvocationRing.Entry entry, ulong span, ulong reportId)
    {
        if ((span != 0 && entry.Span != 0) || (reportId != 0 && entry.ReportId != 0))
        {
            owner.Counts.Forged++;
            return true;
        }
        (entry.Span, entry.ReportId) = (entry.Span | span, entry.ReportId | reportId);
        owner.Counts.TooLate++;
        return true;
    }

    private bool IsInsideAnother(in InvocationRing.Entry entry)
    {
        if (Overlap)
            return false;
        ref readonly var half = ref _pending.AtOrNone(entry.Slot);
        foreach (ref readonly var window in _windows.AsSpan())
        {
            if (window.Holds(entry, half))
                return true;
        }
        return false;
    }

    private bool Overlap => _overlaps || owner.Options.RequestsOverlap;

    private SeenRequest SeenOf(in InvocationRing.Entry entry, in PendingPool.Half half, InvocationRecord? trace)
    {
        var report = half.HasReport ? half.Report : default(ReportLine?);
        return new(
            Function,
            Version,
            Stream,
            trace?.RequestId ?? (report is { RequestId.Length: > 0 } named ? named.RequestId : entry.Key.ToString()),
            entry.Start,
            report is null ? null : half.Close,
            trace?.DurationMs ?? report?.DurationMs,
            trace?.IsCold ?? (report?.InitMs is not null),
            trace?.IsRoot,
            trace?.SetupId,
            trace?.Error?.Type ?? FailureOf(half, trace)
        );
    }

    private static string? FailureOf(in PendingPool.Half half, InvocationRecord? trace) =>
        half is { HasReport: true, Report.Failure: { } said } ? "Runtime." + said
        // A trace line proves that the function answered, whatever its output says.
        : half.Failure is { } failure && (half.IsFailedAnswer || trace is null) ? half.IsFailedAnswer ? failure : "Runtime." + failure
        : null;

    /// <summary>An invocation that died before it wrote its trace line. It is billed nevertheless.</summary>
    private InvocationRecord Failed(in InvocationRing.Entry entry, in ReportLine report, string failure) =>
        new()
        {
            App = "",
            SetupId = "",
            Group = "",
            Function = Function,
            Instance = Stream,
            RequestId = report.RequestId.Length > 0 ? report.RequestId : entry.Key.ToString(),
            TraceId = "",
            Task = "",
            IsCold = report.InitMs is not null,
            InitMs = report.InitMs ?? 0,
            StartMs = entry.Start,
            DurationMs = report.DurationMs,
            BilledMs = report.BilledMs,
            MemoryMB = report.MemoryMB,
            MaxMemoryUsedMB = report.MaxMemoryUsedMB,
            HasReport = true,
            Error = new("Runtime." + failure, "The function ended without an answer: " + failure),
        };

    private int Slot(ref InvocationRing.Entry entry) => entry.Slot == PendingPool.None ? entry.Slot = _pending.Add() : entry.Slot;

    private bool IsStartOf(in InvocationRing.Entry entry, long time)
    {
        ref readonly var half = ref _pending[entry.Slot];
        return half.HasReport
            ? FitsStart(time, half.Close, half.Report)
            : Math.Abs(entry.Start - time) <= MaxDistanceMs;
    }

    private static bool IsEndOf(in InvocationRing.Entry entry, long time, in ReportLine report) =>
        IsStarted(entry) ? FitsStart(entry.Start, time, report) : Math.Abs(time - report.DurationMs - entry.Start) <= MaxDistanceMs;

    // A failed request may have begun with its instance's last INIT, whose lines come before START.
    private static bool FitsStart(long start, long time, in ReportLine report) =>
        time - start is var elapsed
        && elapsed >= -MaxDistanceMs
        && elapsed <= report.DurationMs + MaxDistanceMs
        && (report.Failure is not null || elapsed >= report.DurationMs - SettleMs);

    private static RequestState ExactnessOf(long start, long time, in ReportLine report) =>
        report.Failure is null
        && time - start - report.DurationMs is >= -MaxClockStepMs and <= MaxReportDelayMs
            ? RequestState.Exact
            : RequestState.None;

    private long SettledAt(in InvocationRing.Entry entry) =>
        _pending[entry.Slot].Close + ((entry.State & RequestState.Exact) != 0 ? 0 : SettleMs);

    private bool IsCloser(long best, in InvocationRing.Entry entry, double start) =>
        best == InvocationRing.None || Math.Abs(entry.Start - start) < Math.Abs(_ring[best].Start - start);

    private static bool IsStarted(in InvocationRing.Entry entry) => (entry.State & RequestState.Started) != 0;

    private static bool IsOpen(in InvocationRing.Entry entry) =>
        (entry.State & (RequestState.Started | RequestState.Accepted | RequestState.Decided)) == RequestState.Started;

    private static bool IsDecided(in InvocationRing.Entry entry) => (entry.State & RequestState.Decided) != 0;

    private static string FunctionOf(string logGroup) =>
        logGroup.StartsWith(LogGroupPrefix, StringComparison.Ordinal) ? logGroup[LogGroupPrefix.Length..] : logGroup;

    // 2026/11/20/[3]0123…
    private static string VersionOf(string stream) =>
        stream.IndexOf('[') is >= 0 and var from && stream.IndexOf(']', from) is > 0 and var to ? stream[(from + 1)..to] : "";

    // Each attempt has its own span; 0 means none.
    private static ulong SpanOf(InvocationRecord record) =>
        ulong.TryParse(record.SpanId, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var span) && span != 0
            ? span
            : BitConverter.DoubleToUInt64Bits(record.StartMs) | 1;

    // A copy of a line has the same time. After time-outs, two different REPORT lines of one request id may have the same content.
    private static ulong IdentityOf(long time, in ReportLine report) =>
        ((ulong)time * 0x9E3779B97F4A7C15 ^ BitConverter.DoubleToUInt64Bits(report.DurationMs) * 0xC2B2AE3D27D4EB4F ^ (ulong)report.BilledMs) | 1;

    /// <summary>From a request's START to its last line. The order numbers distinguish lines of the same millisecond.</summary>
    private readonly record struct Window(long Start, long Close, int StartOrder, int CloseOrder)
    {
        public bool Holds(in InvocationRing.Entry entry, in PendingPool.Half half) =>
            (Start < entry.Start || (Start == entry.Start && StartOrder < entry.StartOrder))
            && (
                entry.Start < Close
                || (entry.Start == Close && entry.StartOrder < CloseOrder && half.Close == Close && half.CloseOrder < CloseOrder)
            );
    }
}

/// <summary>A decided request in a checkpoint.</summary>
internal static class SavedRequest
{
    public const int Length = 49;

    public static void Write(Span<byte> target, in InvocationRing.Entry entry)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, entry.Time);
        entry.Key.TryWriteBytes(target[8..]);
        BinaryPrimitives.WriteUInt64LittleEndian(target[24..], entry.Span);
        BinaryPrimitives.WriteUInt64LittleEndian(target[32..], entry.ReportId);
        BinaryPrimitives.WriteInt64LittleEndian(target[40..], entry.Start);
        target[48] = (byte)entry.State;
    }

    public static (long Time, Guid Key) Read(ReadOnlySpan<byte> saved) => (BinaryPrimitives.ReadInt64LittleEndian(saved), new(saved.Slice(8, 16)));

    public static void Read(ReadOnlySpan<byte> saved, ref InvocationRing.Entry entry)
    {
        entry.Span = BinaryPrimitives.ReadUInt64LittleEndian(saved[24..]);
        entry.ReportId = BinaryPrimitives.ReadUInt64LittleEndian(saved[32..]);
        entry.Start = BinaryPrimitives.ReadInt64LittleEndian(saved[40..]);
        entry.State = (RequestState)saved[48] | RequestState.Decided;
    }
}
