using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;

namespace Fusionize.Records;

/// <summary>
/// Turns log lines into invocation records: joins the START, trace and REPORT lines of each request, whatever order they come in. Each invocation
/// becomes one record even if lines come twice, out of order, late or torn; what can't be used is counted. Memory is bounded by
/// <see cref="ExtractorOptions"/>, not by the log. Not thread-safe.
/// </summary>
/// <remarks>
/// The unit is the log stream: it belongs to one instance, which runs few invocations at a time, so a short memory per stream is
/// enough however the streams are read: interleaved, one after another, group by group. What a task wrote that looks like a line of the platform
/// or of the runtime counts for nothing (<see cref="StreamJoin"/>), and no line, whatever is in it, ends the extraction.
/// </remarks>
public sealed class Extractor
{
    private readonly ExtractorOptions _options;
    private readonly RecordJson _json = new();
    private readonly WrappedLine _wrapped = new();
    private readonly Dictionary<(string Group, string Stream), StreamJoin> _streams = [];

    // A few streams found without hashing their long names: lines of one stream come in clusters, or interleaved with those of few others.
    private readonly StreamJoin?[] _recent = new StreamJoin?[1024];

    // Streams that remember something; those whose turn comes and which were in use meanwhile go to the end again.
    private readonly Queue<StreamJoin> _toForget = new();
    private readonly Queue<InvocationRecord> _ready = new();

    // Streams with complete requests, and when to look at them; about in the order of time.
    private readonly Queue<(StreamJoin Stream, long Time)> _ripening = new();

    // What the trace lines of each version of a function say of it, and requests that wait to be told.
    private readonly Dictionary<(string Function, string Version), StreamIdentity> _identities = [];
    private readonly Queue<(StreamJoin Stream, InvocationRecord Record)> _unidentified = new();
    private readonly long _latest = DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeMilliseconds();
    private StreamJoin? _last;
    private long _newest = long.MinValue;

    public Extractor(ExtractorOptions? options = null) => _options = options ?? new();

    internal ExtractorOptions Options => _options;

    /// <summary>Is told each request that counts, also those that become no record.</summary>
    internal Action<SeenRequest>? Seen { get; init; }

    /// <summary>Goes on where the pass that gave the checkpoint ended; read the log again from <see cref="ExtractorCheckpoint.ReadFrom"/>.</summary>
    public Extractor(ExtractorCheckpoint checkpoint, ExtractorOptions? options = null)
        : this(options)
    {
        if (checkpoint.Newest is { } newest)
            _newest = newest.ToUnixTimeMilliseconds();
        foreach (var saved in checkpoint.Streams)
            Use(saved.LogGroup, saved.Stream).Restore(saved);
    }

    public ExtractorCounts Counts { get; } = new();

    /// <summary>How many invocations are remembered.</summary>
    internal int Tracked { get; set; }

    /// <summary>Those of them that wait for more of their lines.</summary>
    internal PendingPool Pending { get; } = new();

    /// <summary>Reads a source to its end and gives the records as they become complete.</summary>
    /// <param name="more">A later pass goes on from <see cref="Checkpoint"/>: requests that run still are left to it.</param>
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

    /// <summary>Reads a source of raw lines to its end and gives the records as they become complete.</summary>
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

    /// <summary>A part that is torn, or no log at all, must not stand in the way of the others.</summary>
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
        // One line of another time would make all others too late.
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

    /// <summary>A trace line inside another JSON object, or behind the text of a line that a task didn't end.</summary>
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

    /// <summary>A stream has a complete request, which can be decided at that time.</summary>
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

    /// <summary>The requests that the lines so far tell of and that aren't decided yet.</summary>
    internal List<SeenRequest> Undecided()
    {
        var requests = new List<SeenRequest>();
        foreach (var stream in _toForget)
            stream.AddUndecided(requests);
        return requests;
    }

    /// <summary>Whether the log shows the beginning of a stream's instance.</summary>
    internal bool IsFromBirth(string logGroup, string stream) => _streams.TryGetValue((logGroup, stream), out var join) && join.IsFromBirth;

    public bool TryTake(out InvocationRecord record) => _ready.TryDequeue(out record!);

    /// <summary>No more lines follow: gives what is still waiting for more of its lines.</summary>
    public void Complete()
    {
        foreach (var stream in _toForget)
            stream.FlushPending();
        Identify();
    }

    /// <summary>No more lines follow in this pass: gives the requests that are complete.</summary>
    private void Pause()
    {
        DecideRipe(long.MaxValue);
        Identify();
    }

    /// <summary>
    /// Where a later pass goes on: it reads the lines of the last <see cref="ExtractorOptions.Lateness"/> again, and this remembers
    /// which of them are done.
    /// </summary>
    /// <param name="from">From where this pass read: where it found nothing, the next one reads from there again.</param>
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

    /// <summary>Makes room: whole streams that weren't used for long; the one in use keeps the newer half of what it knows.</summary>
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

    /// <summary>A log without REPORT lines, say: what waits is given as it is before it fills the memory, to half of what is permitted.</summary>
    private void FlushSome()
    {
        var target = _options.MaxPending / 2;
        // First what is complete and only waits to be sure.
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

    /// <summary>The first one that wasn't used since its last turn; the one in use only where there is no other.</summary>
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

    /// <param name="isProven">Whether the platform's START line vouches for it.</param>
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

    /// <summary>A request that died without a trace line: whose it is, the trace lines of its instance say, or those of its version.</summary>
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

/// <summary>What an extractor keeps in memory, and for how long.</summary>
public sealed record ExtractorOptions
{
    /// <summary>How much later than its stream's newest line a line may come and still count.</summary>
    /// <remarks>A request may take 15 minutes, and has to be remembered until its end.</remarks>
    public TimeSpan Lateness { get; init; } = TimeSpan.FromMinutes(17);

    /// <summary>
    /// What the build says of its functions, by their names: for requests that ended without a trace line in a version of which there is none at all.
    /// </summary>
    public IReadOnlyDictionary<string, StreamIdentity> Functions { get; init; } = ImmutableDictionary<string, StreamIdentity>.Empty;

    /// <summary>
    /// Whether a stream's requests may overlap, since its instance serves several at a time or it holds those of several instances. Trace lines say
    /// so by themselves.
    /// </summary>
    public bool RequestsOverlap { get; init; }

    /// <summary>How many invocations are remembered so that no line counts twice.</summary>
    public int MaxTracked { get; init; } = 400_000;

    /// <summary>How many invocations may wait for more of their lines; they take much more room.</summary>
    public int MaxPending { get; init; } = 50_000;
}

/// <summary>What an extractor met.</summary>
public sealed class ExtractorCounts
{
    public long Lines { get; internal set; }

    public long Records { get; internal set; }

    /// <summary>Lines that came again.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>Lines of the application itself, and START, END and the like.</summary>
    public long Foreign { get; internal set; }

    /// <summary>Lines that look like trace lines or lines of the platform and can't be read: torn, or out of the platform's limits.</summary>
    public long Malformed { get; internal set; }

    /// <summary>Lines older than what is remembered: not used, since they might count twice.</summary>
    public long TooLate { get; internal set; }

    /// <summary>Records without a REPORT line: their cost is computed from the function's own figures.</summary>
    public long WithoutReport { get; internal set; }

    /// <summary>Records of streams without any START line, so that nothing but the function's own word vouches for them.</summary>
    public long WithoutStart { get; internal set; }

    /// <summary>Requests that succeeded without a trace line: not sampled, or their line was torn.</summary>
    public long Untraced { get; internal set; }

    /// <summary>Requests that began and of which nothing more is known.</summary>
    public long Unfinished { get; internal set; }

    /// <summary>Requests with trace or REPORT lines and without their START line: the log was read from behind it, or a task wrote them.</summary>
    public long Unproven { get; internal set; }

    /// <summary>Trace lines, REPORT lines or whole requests that a task wrote into its output.</summary>
    public long Forged { get; internal set; }

    /// <summary>Requests that failed in versions without any trace line: counted to what the build says of the function.</summary>
    public long Unidentified { get; internal set; }

    /// <summary>Calls that the trace lines had no room for: they are taken to be like the others of their invocation.</summary>
    public long EstimatedCalls { get; internal set; }

    /// <summary>Calls that the trace lines had no room for and that are missing in the records, too.</summary>
    public long DroppedCalls { get; internal set; }

    /// <summary>Files or parts of files that couldn't be read.</summary>
    public int UnreadableParts { get; private set; }

    /// <summary>What was wrong with the first of them; null: nothing.</summary>
    public string? FirstUnreadablePart { get; private set; }

    internal void Skip(string why)
    {
        UnreadableParts++;
        FirstUnreadablePart ??= why;
    }

    /// <summary>Adds what another extraction met.</summary>
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

/// <summary>Where extraction goes on. Can be stored as JSON.</summary>
/// <param name="ReadFrom">From here the log has to be read again.</param>
/// <param name="Newest">The newest line seen.</param>
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

/// <summary>What the trace lines of a stream say of its instance.</summary>
public sealed record StreamIdentity(string App, string SetupId, string Group, bool IsRoot)
{
    internal bool IsOf(InvocationRecord record) => (App, SetupId, Group, IsRoot) == (record.App, record.SetupId, record.Group, record.IsRoot);

    /// <summary>The record, with what this says of it.</summary>
    internal InvocationRecord Of(InvocationRecord record) =>
        record with
        {
            App = App,
            SetupId = SetupId,
            Group = Group,
            // An instance that serves roots serves little else.
            IsRoot = IsRoot,
        };
}
