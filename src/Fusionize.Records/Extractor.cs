using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;

namespace Fusionize.Records;

/// <summary>
/// Turns log lines into invocation records: joins the START, trace and REPORT lines of each request, in any order. Each invocation becomes
/// one record, even if lines come twice, out of order, late or torn. Lines that can't be used are counted. <see cref="ExtractorOptions"/> limits
/// the memory; the log's size doesn't matter. Not thread-safe.
/// </summary>
/// <remarks>
/// Lines are joined per log stream. A stream belongs to one instance, which runs few invocations at a time. So the extractor remembers little of
/// each stream, whether streams are read one by one or interleaved. Output of a task that looks like a line of the platform or of the runtime is
/// ignored (<see cref="StreamJoin"/>). No line ends the extraction, whatever it holds.
/// </remarks>
public sealed class Extractor
{
    private readonly ExtractorOptions _options;
    private readonly RecordJson _json = new();
    private readonly WrappedLine _wrapped = new();
    private readonly Dictionary<(string Group, string Stream), StreamJoin> _streams = [];

    // The last few streams, found without a hash of their long names: mostly, the next line belongs to one of them.
    private readonly StreamJoin?[] _recent = new StreamJoin?[1024];

    // Streams that remember something, in the order in which they are forgotten. One that was used meanwhile goes to the end again.
    private readonly Queue<StreamJoin> _toForget = new();
    private readonly Queue<InvocationRecord> _ready = new();

    // Streams with complete requests and the time to look at them, roughly in the order of that time.
    private readonly Queue<(StreamJoin Stream, long Time)> _ripening = new();

    // What the trace lines of each version of a function tell about it, and the requests that wait for that.
    private readonly Dictionary<(string Function, string Version), StreamIdentity> _identities = [];
    private readonly Queue<(StreamJoin Stream, InvocationRecord Record)> _unidentified = new();
    private readonly long _latest = DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeMilliseconds();
    private StreamJoin? _last;
    private long _newest = long.MinValue;

    public Extractor(ExtractorOptions? options = null) => _options = options ?? new();

    internal ExtractorOptions Options => _options;

    /// <summary>Receives each request that counts, also those that become no record.</summary>
    internal Action<SeenRequest>? Seen { get; init; }

    /// <summary>Continues after the pass that wrote the checkpoint. Read the log again from <see cref="ExtractorCheckpoint.ReadFrom"/>.</summary>
    public Extractor(ExtractorCheckpoint checkpoint, ExtractorOptions? options = null)
        : this(options)
    {
        if (checkpoint.Newest is { } newest)
            _newest = newest.ToUnixTimeMilliseconds();
        foreach (var saved in checkpoint.Streams)
            Use(saved.LogGroup, saved.Stream).Restore(saved);
    }

    public ExtractorCounts Counts { get; } = new();

    /// <summary>Number of remembered invocations.</summary>
    internal int Tracked { get; set; }

    /// <summary>Number of remembered invocations that wait for further lines.</summary>
    internal PendingPool Pending { get; } = new();

    /// <summary>Reads a source to its end and returns each record when it is complete.</summary>
    /// <param name="more">Whether a later pass continues from <see cref="Checkpoint"/>. Requests that still run are left to that pass.</param>
    public async IAsyncEnumerable<InvocationRecord> ExtractAsync(
        ILogSource source,
        LogQuery query,
        bool more = false,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        await foreach (var line in source.ReadAsync(query, cancellation))
        {
            Add(line);
            while (TryTake(out var record))
                yield return record;
        }
        if (more)
            Pause();
        else
            Complete();
        while (TryTake(out var record))
            yield return record;
    }

    /// <summary>Reads a source of raw lines to its end and returns each record when it is complete.</summary>
    /// <inheritdoc cref="ExtractAsync(ILogSource, LogQuery, bool, CancellationToken)"/>
    public async IAsyncEnumerable<InvocationRecord> ExtractAsync(
        IRawLogSource source,
        LogQuery query,
        bool more = false,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        await foreach (var part in source.ReadAsync(query, cancellation))
        {
            while (ReadSome(part))
            {
                while (TryTake(out var record))
                    yield return record;
            }
            Counts.Malformed += part.Unreadable;
        }
        if (more)
            Pause();
        else
            Complete();
        while (TryTake(out var record))
            yield return record;
    }

    /// <summary>A part that is torn or is no log at all doesn't keep the other parts from being read.</summary>
    private bool ReadSome(IRawLogPart part)
    {
        try
        {
            return part.Read(Add);
        }
        catch (InvalidDataException e)
        {
            Counts.Skip(e.Message);
            return false;
        }
    }

    public void Add(LogEvent line)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(line.Message.Length));
        try
        {
            var length = Encoding.UTF8.GetBytes(line.Message, bytes);
            Add(line.LogGroup, line.Stream, line.Timestamp.ToUnixTimeMilliseconds(), bytes.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <param name="time">Unix milliseconds.</param>
    public void Add(string logGroup, string stream, long time, ReadOnlySpan<byte> message)
    {
        Counts.Lines++;
        // A single line with a far future time would make all other lines too late.
        if (time < 0 || time > _latest)
        {
            Counts.Malformed++;
            return;
        }
        if (message.StartsWith(RecordJson.Prefix))
            AddTrace(logGroup, stream, time, message);
        else
        {
            switch (PlatformLine.Read(message, out var id, out var version, out var report))
            {
                case PlatformEvent.Start:
                    Counts.Foreign++;
                    if (Use(logGroup, stream) is var started && Accept(started, time))
                        Added(started.AddStart(time, RequestKey.Of(id), version), isCounted: false);
                    break;
                case PlatformEvent.Report:
                    if (Use(logGroup, stream) is var reported && Accept(reported, time))
                        Added(reported.AddReport(time, report), isCounted: true);
                    break;
                case PlatformEvent.Exit:
                    AddFailure(logGroup, stream, time, id, "error", isAnswer: false);
                    break;
                case PlatformEvent.TimeOut:
                    AddFailure(logGroup, stream, time, id, "timeout", isAnswer: false);
                    break;
                case PlatformEvent.Init:
                    Counts.Foreign++;
                    if (Use(logGroup, stream) is var born && Accept(born, time))
                        born.AddInit();
                    break;
                case PlatformEvent.Unreadable:
                    Counts.Malformed++;
                    break;
                default:
                    AddHidden(logGroup, stream, time, message);
                    break;
            }
        }
        DecideRipe(_newest);
    }

    /// <summary>Finds a trace line inside another JSON object, or after text that a task wrote without a line end.</summary>
    private void AddHidden(string logGroup, string stream, long time, ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("END RequestId: "u8) || message.IndexOf(RecordJson.Mark) < 0)
            Counts.Foreign++;
        else if (_wrapped.TryUnwrap(message, out var inner))
            AddTrace(logGroup, stream, time, inner);
        else if (_wrapped.TryReadFailure(message, out var id, out var type))
            AddFailure(logGroup, stream, time, id, type, isAnswer: true);
        else if (message.LastIndexOf(RecordJson.Prefix) is > 0 and var at)
            AddTrace(logGroup, stream, time, message[at..]);
        else if (WrappedLine.IsTorn(message))
            Counts.Malformed++;
        else
            Counts.Foreign++;
    }

    private void AddFailure(string logGroup, string stream, long time, ReadOnlySpan<byte> id, string failure, bool isAnswer)
    {
        Counts.Foreign++;
        var join = Use(logGroup, stream);
        if (Accept(join, time))
            join.AddFailure(time, RequestKey.Of(id), failure, isAnswer);
    }

    private void AddTrace(string logGroup, string stream, long time, ReadOnlySpan<byte> line)
    {
        var join = Use(logGroup, stream);
        if (_json.TryRead(line, join.Function, join.Stream) is not { } record || !RecordLimits.Allow(record, time))
            Counts.Malformed++;
        else if (Accept(join, time))
            Added(join.AddTrace(time, record), isCounted: true);
    }

    private void Added(bool isNew, bool isCounted)
    {
        if (!isNew)
            Counts.Duplicates += isCounted ? 1 : 0;
        else if (Tracked > _options.MaxTracked)
            Forget();
        else if (Pending.Count > _options.MaxPending)
            FlushSome();
    }

    /// <summary>Notes when a stream's complete request can be decided.</summary>
    internal void Ripens(StreamJoin stream, long time)
    {
        if (stream.IsRipening)
            return;
        stream.IsRipening = true;
        _ripening.Enqueue((stream, time));
    }

    private void DecideRipe(long now)
    {
        while (_ripening.TryPeek(out var next) && next.Time <= now)
        {
            _ripening.Dequeue();
            next.Stream.IsRipening = false;
            if (next.Stream.Decide(now) is not long.MaxValue and var later)
                Ripens(next.Stream, later);
        }
    }

    /// <summary>The requests that are known from the lines so far and aren't decided yet.</summary>
    internal List<SeenRequest> Undecided()
    {
        var requests = new List<SeenRequest>();
        foreach (var stream in _toForget)
            stream.AddUndecided(requests);
        return requests;
    }

    /// <summary>Whether the log holds the first line of a stream's instance.</summary>
    internal bool IsFromBirth(string logGroup, string stream) => _streams.TryGetValue((logGroup, stream), out var join) && join.IsFromBirth;

    public bool TryTake(out InvocationRecord record) => _ready.TryDequeue(out record!);

    /// <summary>Call it after the last line. Returns the records that still wait for further lines.</summary>
    public void Complete()
    {
        foreach (var stream in _toForget)
            stream.FlushPending();
        Identify();
    }

    /// <summary>Call it after the last line of this pass. Returns the records of complete requests.</summary>
    private void Pause()
    {
        DecideRipe(long.MaxValue);
        Identify();
    }

    /// <summary>
    /// Where a later pass continues. It reads the lines of the last <see cref="ExtractorOptions.Lateness"/> again; the checkpoint tells which of
    /// their requests are done.
    /// </summary>
    /// <param name="from">Where this pass began. If it found nothing, the next pass begins there again.</param>
    public ExtractorCheckpoint Checkpoint(DateTimeOffset? from = null)
    {
        if (_newest == long.MinValue)
            return from is { } nothing ? new(nothing, null, []) : ExtractorCheckpoint.Start;
        var again = _toForget.Select(s => s.OldestPending).Append(_newest - LatenessMs).Min();
        if (from is { } first)
            again = Math.Max(again, first.ToUnixTimeMilliseconds());
        return new(
            DateTimeOffset.FromUnixTimeMilliseconds(again),
            DateTimeOffset.FromUnixTimeMilliseconds(_newest),
            [.. _toForget.Where(s => s.Newest >= again).Select(s => s.Save(again))]
        );
    }

    private long LatenessMs => (long)_options.Lateness.TotalMilliseconds;

    private bool Accept(StreamJoin join, long time)
    {
        if (time < join.Horizon)
        {
            Counts.TooLate++;
            return false;
        }
        _newest = Math.Max(_newest, time);
        join.Advance(time, LatenessMs);
        return true;
    }

    /// <summary>Makes room: forgets whole streams that were not used for long. The current stream keeps the newer half of its requests.</summary>
    private void Forget()
    {
        while (Tracked > _options.MaxTracked)
        {
            var stream = LeastUsed();
            if (stream == _last)
            {
                stream.ForgetOlderHalf();
                return;
            }
            _toForget.Dequeue();
            stream.IsQueued = false;
            stream.ForgetAll();
        }
    }

    /// <summary>
    /// Too many requests wait for further lines, for example in a log without REPORT lines: returns them as they are until half of the permitted
    /// number is left.
    /// </summary>
    private void FlushSome()
    {
        var target = _options.MaxPending / 2;
        // First the complete ones, which only wait for a possible further line.
        DecideRipe(long.MaxValue);
        for (var left = _toForget.Count; left > 0 && Pending.Count > target; left--)
        {
            var stream = _toForget.Dequeue();
            _toForget.Enqueue(stream);
            if (stream != _last)
                stream.FlushPending();
        }
        if (Pending.Count > target)
            _last!.FlushPending(most: Pending.Count - target);
    }

    /// <summary>The first stream that wasn't used since its last turn. The current stream only if there is no other.</summary>
    private StreamJoin LeastUsed()
    {
        for (var left = 2 * _toForget.Count; left > 0; left--)
        {
            var stream = _toForget.Peek();
            if (!stream.IsInUse && stream != _last)
                return stream;
            stream.IsInUse = false;
            _toForget.Enqueue(_toForget.Dequeue());
        }
        return _last!;
    }

    private StreamJoin Use(string logGroup, string stream)
    {
        if (_last is { } last && ReferenceEquals(last.Stream, stream) && ReferenceEquals(last.LogGroup, logGroup))
            return last;
        ref var recent = ref _recent[Place(stream)];
        if (recent is null || recent.Stream != stream || recent.LogGroup != logGroup)
        {
            if (!_streams.TryGetValue((logGroup, stream), out recent))
                _streams.Add((logGroup, stream), recent = new(this, logGroup, stream));
        }
        recent.IsInUse = true;
        if (!recent.IsQueued)
        {
            recent.IsQueued = true;
            _toForget.Enqueue(recent);
        }
        return _last = recent;
    }

    // Lambda's streams end in an id of random hexadecimal digits.
    private int Place(string stream)
    {
        var place = 0;
        for (var i = Math.Max(0, stream.Length - 4); i < stream.Length; i++)
            place = place * 31 + stream[i];
        return place & (_recent.Length - 1);
    }

    /// <param name="isProven">Whether the platform's START line proves the request.</param>
    internal void Emit(InvocationRecord record, bool isProven)
    {
        Counts.Records++;
        if (!record.HasReport)
            Counts.WithoutReport++;
        if (!isProven)
            Counts.WithoutStart++;
        if (record.DroppedCalls > 0)
        {
            var calls = record.Calls.Length;
            record = DroppedCalls.Fill(record);
            Counts.EstimatedCalls += record.Calls.Length - calls;
            Counts.DroppedCalls += record.DroppedCalls;
        }
        _ready.Enqueue(record);
    }

    /// <summary>A request that died without a trace line. The trace lines of its instance or of its version tell its task.</summary>
    internal void EmitFailed(StreamJoin stream, InvocationRecord record, StreamIdentity? identity)
    {
        if ((identity ?? _identities.GetValueOrDefault((stream.Function, stream.Version))) is { } known)
            Emit(known.Of(record), isProven: true);
        else
        {
            _unidentified.Enqueue((stream, record));
            if (_unidentified.Count > _options.MaxPending)
                Identify();
        }
    }

    internal void Learn(StreamJoin stream, StreamIdentity identity) => _identities[(stream.Function, stream.Version)] = identity;

    private void Identify()
    {
        while (_unidentified.TryDequeue(out var waiting))
        {
            var known = _identities.GetValueOrDefault((waiting.Stream.Function, waiting.Stream.Version));
            if (known is null)
            {
                Counts.Unidentified++;
                known = _options.Functions.GetValueOrDefault(waiting.Stream.Function);
            }
            Emit(known?.Of(waiting.Record) ?? waiting.Record, isProven: true);
        }
    }
}

/// <summary>How much an extractor keeps in memory, and for how long.</summary>
public sealed record ExtractorOptions
{
    /// <summary>A line counts if it is at most this much older than its stream's newest line.</summary>
    /// <remarks>A request may take 15 minutes and is remembered until its end.</remarks>
    public TimeSpan Lateness { get; init; } = TimeSpan.FromMinutes(17);

    /// <summary>
    /// The build's own description of its functions, by function name. Used for failed requests of a version that left no trace line at all.
    /// </summary>
    public IReadOnlyDictionary<string, StreamIdentity> Functions { get; init; } = ImmutableDictionary<string, StreamIdentity>.Empty;

    /// <summary>
    /// Whether requests of one stream may overlap: an instance serves several at a time, or the stream holds several instances. Trace lines tell this
    /// too.
    /// </summary>
    public bool RequestsOverlap { get; init; }

    /// <summary>Limit of the invocations that are remembered so that no line counts twice.</summary>
    public int MaxTracked { get; init; } = 400_000;

    /// <summary>Limit of the invocations that wait for further lines. These need much more memory.</summary>
    public int MaxPending { get; init; } = 50_000;
}

/// <summary>How many lines and requests of each kind an extractor found.</summary>
public sealed class ExtractorCounts
{
    public long Lines { get; internal set; }

    public long Records { get; internal set; }

    /// <summary>Lines that came more than once.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>Lines of the application itself, and START, END and the like.</summary>
    public long Foreign { get; internal set; }

    /// <summary>Lines that look like trace lines or platform lines but can't be read: torn, or with values beyond the platform's limits.</summary>
    public long Malformed { get; internal set; }

    /// <summary>Lines that are older than the remembered ones. They are not used, since they might count twice.</summary>
    public long TooLate { get; internal set; }

    /// <summary>Records without a REPORT line: their cost is computed from the function's own figures.</summary>
    public long WithoutReport { get; internal set; }

    /// <summary>Records of streams without any START line. Only the function's own trace lines prove them.</summary>
    public long WithoutStart { get; internal set; }

    /// <summary>Requests that succeeded without a trace line: they were not sampled, or the line was torn.</summary>
    public long Untraced { get; internal set; }

    /// <summary>Requests with a START line and no other line.</summary>
    public long Unfinished { get; internal set; }

    /// <summary>Requests with a trace or REPORT line but no START line: reading began after it, or a task wrote the line.</summary>
    public long Unproven { get; internal set; }

    /// <summary>Trace lines, REPORT lines or whole requests that a task wrote into its output.</summary>
    public long Forged { get; internal set; }

    /// <summary>Failed requests of versions without any trace line. The build's description of the function tells their task.</summary>
    public long Unidentified { get; internal set; }

    /// <summary>Calls that had no room in the trace lines. The records hold estimates made from the other calls of their invocation.</summary>
    public long EstimatedCalls { get; internal set; }

    /// <summary>Calls that had no room in the trace lines and are missing in the records.</summary>
    public long DroppedCalls { get; internal set; }

    /// <summary>Files or parts of files that couldn't be read.</summary>
    public int UnreadableParts { get; private set; }

    /// <summary>The first of these problems; null if there was none.</summary>
    public string? FirstUnreadablePart { get; private set; }

    internal void Skip(string why)
    {
        UnreadableParts++;
        FirstUnreadablePart ??= why;
    }

    /// <summary>Adds the numbers of another extraction.</summary>
    public void Add(ExtractorCounts other)
    {
        Lines += other.Lines;
        Records += other.Records;
        Duplicates += other.Duplicates;
        Foreign += other.Foreign;
        Malformed += other.Malformed;
        TooLate += other.TooLate;
        WithoutReport += other.WithoutReport;
        WithoutStart += other.WithoutStart;
        Untraced += other.Untraced;
        Unfinished += other.Unfinished;
        Unproven += other.Unproven;
        Forged += other.Forged;
        Unidentified += other.Unidentified;
        EstimatedCalls += other.EstimatedCalls;
        DroppedCalls += other.DroppedCalls;
        UnreadableParts += other.UnreadableParts;
        FirstUnreadablePart ??= other.FirstUnreadablePart;
    }
}

/// <summary>Where the next extraction continues. Can be stored as JSON.</summary>
/// <param name="ReadFrom">The time from which the log must be read again.</param>
/// <param name="Newest">The time of the newest line.</param>
public sealed record ExtractorCheckpoint(DateTimeOffset ReadFrom, DateTimeOffset? Newest, ImmutableArray<StreamCheckpoint> Streams)
{
    public static ExtractorCheckpoint Start { get; } = new(DateTimeOffset.UnixEpoch, null, []);

    internal bool IsWhole =>
        !Streams.IsDefault
        && Streams.All(s => s is { LogGroup: not null, Stream: not null, Done: not null } && s.Done.Length % SavedRequest.Length == 0);
}

/// <param name="Horizon">Unix milliseconds; older lines of the stream aren't used.</param>
/// <param name="Done">The requests that are decided (<see cref="SavedRequest"/>).</param>
public sealed record StreamCheckpoint(string LogGroup, string Stream, long Horizon, byte[] Done, StreamIdentity? Identity);

/// <summary>What the trace lines of a stream tell about its instance.</summary>
public sealed record StreamIdentity(string App, string SetupId, string Group, bool IsRoot)
{
    internal bool IsOf(InvocationRecord record) => (App, SetupId, Group, IsRoot) == (record.App, record.SetupId, record.Group, record.IsRoot);

    /// <summary>The record with these facts added.</summary>
    internal InvocationRecord Of(InvocationRecord record) =>
        record with
        {
            App = App,
            SetupId = SetupId,
            Group = Group,
            // An instance that serves root requests rarely serves others.
            IsRoot = IsRoot,
        };
}
