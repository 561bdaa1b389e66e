namespace Fusionize.Local.Logs;

/// <summary>What a log stream is known by.</summary>
internal sealed class LogStream(int index, string name, long created)
{
    public int Index { get; } = index;
    public string Name { get; } = name;
    public long Created { get; } = created;
    public long FirstEvent { get; set; }
    public long LastEvent { get; set; }
    public long StoredBytes { get; set; }
}

/// <summary>The log of one function: its streams and its events in order of arrival, which is also the order of their timestamps.</summary>
internal sealed class LogGroup(string name, string folder, long created)
{
    private readonly Lock gate = new();
    private readonly List<LogStream> streams = [];
    private readonly List<LogSegment> segments = [];
    private long next;
    private long lastTimestamp;
    private int files;

    public string Name { get; } = name;
    public long Created { get; } = created;

    public long StoredBytes
    {
        get
        {
            lock (gate)
                return segments.Sum(s => (long)s.Bytes);
        }
    }

    public LogStream AddStream(string stream, long now)
    {
        lock (gate)
        {
            var added = new LogStream(streams.Count, stream, now);
            streams.Add(added);
            return added;
        }
    }

    public LogStream[] Streams()
    {
        lock (gate)
            return [.. streams];
    }

    public LogStream Stream(int index)
    {
        lock (gate)
            return streams[index];
    }

    public void Append(LogStream stream, long now, ReadOnlySpan<byte> message)
    {
        lock (gate)
        {
            // One order for all: a clock that steps back must not put a later event before an earlier one.
            lastTimestamp = Math.Max(lastTimestamp, now);
            if (segments.Count == 0 || segments[^1].Full)
            {
                TrySpillLast();
                segments.Add(new LogSegment(next, Path.Combine(folder, $"{files++:D6}.log")));
            }
            segments[^1].Append(lastTimestamp, stream.Index, message);
            next++;
            if (stream.FirstEvent == 0)
                stream.FirstEvent = lastTimestamp;
            stream.LastEvent = lastTimestamp;
            stream.StoredBytes += message.Length + 26;
        }
    }

    /// <summary>The events from a sequence number on that a time range may hold, segment by segment.</summary>
    public IEnumerable<(long FirstSequence, LogPage Page)> Read(long fromSequence, long startTime, long endTime, Func<LogSegment, bool> wanted)
    {
        LogSegment[] all;
        lock (gate)
            all = [.. segments];
        foreach (var segment in all)
        {
            LogPage page;
            lock (gate)
            {
                if (segment.FirstSequence + segment.Count <= fromSequence || segment.LastTimestamp < startTime || segment.FirstTimestamp > endTime || !wanted(segment))
                    continue;
                page = segment.Read();
            }
            yield return (segment.FirstSequence, page);
        }
    }

    /// <summary>Drops the oldest segment; gives its size, or 0 when only the newest is left.</summary>
    public long DropOldest()
    {
        lock (gate)
        {
            if (segments.Count < 2)
                return 0;
            var oldest = segments[0];
            segments.RemoveAt(0);
            oldest.Delete();
            return oldest.Bytes;
        }
    }

    public long OldestTimestamp
    {
        get
        {
            lock (gate)
                return segments.Count < 2 ? long.MaxValue : segments[0].FirstTimestamp;
        }
    }

    public void Delete()
    {
        lock (gate)
        {
            foreach (var segment in segments)
                segment.Delete();
            segments.Clear();
        }
    }

    private void TrySpillLast()
    {
        if (segments.Count == 0)
            return;
        try
        {
            Directory.CreateDirectory(folder);
            segments[^1].Spill();
        }
        catch (IOException)
        {
            // A full disk must not stop functions; the segment stays in memory and retention bounds it.
        }
    }
}
