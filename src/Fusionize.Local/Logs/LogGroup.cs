namespace Fusionize.Local.Logs;

/// <summary>The name of a log stream.</summary>
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
    private readonly Lock _gate = new();
    private readonly List<LogStream> _streams = [];
    private readonly List<LogSegment> _segments = [];
    private long _next;
    private long _lastTimestamp;
    private int _files;

    public string Name { get; } = name;
    public long Created { get; } = created;

    public long StoredBytes
    {
        get
        {
            lock (_gate)
                return _segments.Sum(s => (long)s.Bytes);
        }
    }

    /// <summary>The sequence number of the next event.</summary>
    public long Next
    {
        get
        {
            lock (_gate)
                return _next;
        }
    }

    public LogStream AddStream(string stream, long now)
    {
        lock (_gate)
        {
            var added = new LogStream(_streams.Count, stream, now);
            _streams.Add(added);
            return added;
        }
    }

    public LogStream[] Streams()
    {
        lock (_gate)
            return [.. _streams];
    }

    public LogStream Stream(int index)
    {
        lock (_gate)
            return _streams[index];
    }

    public void Append(LogStream stream, long now, ReadOnlySpan<byte> message)
    {
        lock (_gate)
        {
            // Timestamps never decrease: if the clock steps back, a later event must not come before an earlier one.
            _lastTimestamp = Math.Max(_lastTimestamp, now);
            if (_segments.Count == 0 || _segments[^1].Full)
            {
                TrySpillLast();
                _segments.Add(new LogSegment(_next, Path.Combine(folder, $"{_files++:D6}.log")));
            }
            _segments[^1].Append(_lastTimestamp, stream.Index, message);
            _next++;
            if (stream.FirstEvent == 0)
                stream.FirstEvent = _lastTimestamp;
            stream.LastEvent = _lastTimestamp;
            stream.StoredBytes += message.Length + 26;
        }
    }

    /// <summary>The events from a sequence number on within a time range, segment by segment.</summary>
    public IEnumerable<(long FirstSequence, LogPage Page)> Read(long fromSequence, long startTime, long endTime, Func<LogSegment, bool> wanted)
    {
        LogSegment[] all;
        lock (_gate)
            all = [.. _segments];
        foreach (var segment in all)
        {
            LogPage page;
            lock (_gate)
            {
                // The segment may have been dropped after the list was made.
                if (
                    segment.IsDeleted
                    || segment.FirstSequence + segment.Count <= fromSequence
                    || segment.LastTimestamp < startTime
                    || segment.FirstTimestamp > endTime
                    || !wanted(segment)
                )
                    continue;
                page = segment.Read();
            }
            yield return (segment.FirstSequence, page);
        }
    }

    /// <summary>All events segment by segment, the newest segment first.</summary>
    public IEnumerable<(long FirstSequence, LogPage Page)> ReadBack()
    {
        LogSegment[] all;
        lock (_gate)
            all = [.. _segments];
        Array.Reverse(all);
        foreach (var segment in all)
        {
            LogPage page;
            lock (_gate)
            {
                if (segment.IsDeleted)
                    continue;
                page = segment.Read();
            }
            yield return (segment.FirstSequence, page);
        }
    }

    /// <summary>Drops the oldest segment; returns its size, or 0 if only the newest is left.</summary>
    public long DropOldest()
    {
        lock (_gate)
        {
            if (_segments.Count < 2)
                return 0;
            var oldest = _segments[0];
            _segments.RemoveAt(0);
            oldest.Delete();
            return oldest.Bytes;
        }
    }

    public long OldestTimestamp
    {
        get
        {
            lock (_gate)
                return _segments.Count < 2 ? long.MaxValue : _segments[0].FirstTimestamp;
        }
    }

    public void Delete()
    {
        lock (_gate)
        {
            foreach (var segment in _segments)
                segment.Delete();
            _segments.Clear();
        }
    }

    private void TrySpillLast()
    {
        if (_segments.Count == 0)
            return;
        try
        {
            Directory.CreateDirectory(folder);
            _segments[^1].Spill();
        }
        catch (IOException)
        {
            // A full disk must not stop functions. The segment stays in memory, and the retention limits its size.
        }
    }
}
