using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;

namespace Fusionize.Records;

/// <summary>
/// Turns log lines into invocation records: joins each trace line with its REPORT line, whatever order they come in. Each invocation
/// becomes one record even if lines come twice, out of order, late or torn; what can't be used is counted. Memory is bounded by
/// <see cref="ExtractorOptions"/>, not by the log. Not thread-safe.
/// </summary>
/// <remarks>
/// The unit is the log stream: it belongs to one instance, which runs few invocations at a time, so a short memory per stream is
/// enough however the streams are read: interleaved, one after another, group by group.
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
    private StreamJoin? _last;
    private long _newest = long.MinValue;

    public Extractor(ExtractorOptions? options = null) => _options = options ?? new();

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

    /// <summary>Those of them that wait for their other half.</summary>
    internal PendingPool Pending { get; } = new();

    /// <summary>Reads a source to its end and gives the records as they become complete.</summary>
    /// <param name="more">A later pass goes on from <see cref="Checkpoint"/>: what still waits for its other half is left to it.</param>
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
        if (!more)
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
            while (part.Read(Add))
            {
                while (TryTake(out var record))
                    yield return record;
            }
        }
        if (!more)
            Complete();
        while (TryTake(out var record))
            yield return record;
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
        if (message.StartsWith(RecordJson.Prefix))
            AddTrace(logGroup, stream, time, message);
        else if (ReportLine.IsReport(message))
            AddReport(logGroup, stream, time, message);
        else if (WrappedLine.IsLikely(message) && _wrapped.TryUnwrap(message, out var inner))
            AddTrace(logGroup, stream, time, inner);
        else
            Counts.Foreign++;
    }

    private void AddTrace(string logGroup, string stream, long time, ReadOnlySpan<byte> line)
    {
        var join = Use(logGroup, stream);
        if (_json.TryRead(line, join.Function, join.Stream) is not { } record)
            Counts.Malformed++;
        else if (Accept(join, time))
            Added(join.AddTrace(time, record));
    }

    private void AddReport(string logGroup, string stream, long time, ReadOnlySpan<byte> line)
    {
        if (!ReportLine.TryRead(line, out var report))
            Counts.Malformed++;
        else if (Use(logGroup, stream) is var join && Accept(join, time))
            Added(join.AddReport(time, report));
    }

    private void Added(bool isNew)
    {
        if (!isNew)
            Counts.Duplicates++;
        else if (Tracked > _options.MaxTracked)
            Forget();
        else if (Pending.Count > _options.MaxPending)
            FlushSome();
    }

    public bool TryTake(out InvocationRecord record) => _ready.TryDequeue(out record!);

    /// <summary>No more lines follow: gives what is still waiting for its other half.</summary>
    public void Complete()
    {
        foreach (var stream in _toForget)
            stream.FlushPending();
    }

    /// <summary>
    /// Where a later pass goes on: it reads the lines of the last <see cref="ExtractorOptions.Lateness"/> again, and this remembers
    /// which of them are done.
    /// </summary>
    public ExtractorCheckpoint Checkpoint()
    {
        if (_newest == long.MinValue)
            return ExtractorCheckpoint.Start;
        var from = _toForget.Select(s => s.OldestPending).Append(_newest - LatenessMs).Min();
        return new(
            DateTimeOffset.FromUnixTimeMilliseconds(from),
            DateTimeOffset.FromUnixTimeMilliseconds(_newest),
            [.. _toForget.Where(s => s.Newest >= from).Select(s => s.Save(from))]
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

    internal void Emit(InvocationRecord record)
    {
        Counts.Records++;
        if (!record.HasReport)
            Counts.WithoutReport++;
        _ready.Enqueue(record);
    }
}

/// <summary>What an extractor keeps in memory, and for how long.</summary>
public sealed record ExtractorOptions
{
    /// <summary>How much later than its stream's newest line a line may come and still count.</summary>
    public TimeSpan Lateness { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How many invocations are remembered so that no line counts twice.</summary>
    public int MaxTracked { get; init; } = 400_000;

    /// <summary>How many invocations may wait for their other half; they take much more room.</summary>
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

    /// <summary>Torn or otherwise unreadable trace or REPORT lines.</summary>
    public long Malformed { get; internal set; }

    /// <summary>Lines older than what is remembered: not used, since they might count twice.</summary>
    public long TooLate { get; internal set; }

    /// <summary>Records without a REPORT line.</summary>
    public long WithoutReport { get; internal set; }

    /// <summary>REPORT lines of successful invocations without a trace line: not sampled, or torn.</summary>
    public long Untraced { get; internal set; }
}

/// <summary>Where extraction goes on. Can be stored as JSON.</summary>
/// <param name="ReadFrom">From here the log has to be read again.</param>
/// <param name="Newest">The newest line seen.</param>
public sealed record ExtractorCheckpoint(DateTimeOffset ReadFrom, DateTimeOffset? Newest, ImmutableArray<StreamCheckpoint> Streams)
{
    public static ExtractorCheckpoint Start { get; } = new(DateTimeOffset.UnixEpoch, null, []);

    internal bool IsWhole => !Streams.IsDefault && Streams.All(s => s is { LogGroup: not null, Stream: not null, Done: not null });
}

/// <param name="Horizon">Unix milliseconds; older lines of the stream aren't used.</param>
/// <param name="Done">The invocations that are done, 40 bytes each.</param>
public sealed record StreamCheckpoint(string LogGroup, string Stream, long Horizon, byte[] Done, StreamIdentity? Identity);

/// <summary>What the trace lines of a stream say of its instance.</summary>
public sealed record StreamIdentity(string App, string SetupId, string Group, bool IsRoot)
{
    internal bool IsOf(InvocationRecord record) => (App, SetupId, Group, IsRoot) == (record.App, record.SetupId, record.Group, record.IsRoot);
}
