using System.Text;
using Fusionize.Live.Model;
using Fusionize.Local.Logs;
using Fusionize.Records;

namespace Fusionize.Live.Feeds;

/// <summary>
/// The newest lines that a search finds, and then each new one. Only so many lines are kept, and only so much of an older log is searched.
/// </summary>
internal sealed class LogTail
{
    public const int MaxRows = 200;
    private const int MaxText = 2_000;
    private const long MaxSearched = 24 << 20;

    private readonly LogStore _logs;
    private readonly LogSearch _search;
    private readonly Func<string, string> _functionOf;
    private readonly byte[] _request;
    private readonly LogCursors _cursors;
    private readonly TraceLines _lines = new();
    private readonly Dictionary<(LogGroup, int), bool> _open = [];
    private readonly Dictionary<LogGroup, long> _from = [];
    private readonly List<LogRow> _rows = [];

    /// <param name="logs">The logs.</param>
    /// <param name="search">What to find.</param>
    /// <param name="functionOf">The function that writes to a log group.</param>
    public LogTail(LogStore logs, LogSearch search, Func<string, string> functionOf)
    {
        (_logs, _search, _functionOf) = (logs, search, functionOf);
        _request = Encoding.UTF8.GetBytes(search.Request ?? "");
        _cursors = new(logs, _request.Length > 0 ? StartOfRequest : group => _from.GetValueOrDefault(group));
        if (_request.Length == 0)
            ReadOlder();
    }

    /// <summary>The number of lines that were read for the search so far.</summary>
    public long Searched { get; private set; }

    /// <summary>The lines, the newest first.</summary>
    public IReadOnlyList<LogRow> Read()
    {
        _cursors.Read(
            IsWanted,
            (LogGroup group, in StoredEvent line, long sequence, ReadOnlySpan<byte> message, double _) =>
            {
                Searched++;
                if (Matches(group, line.Stream, message))
                    _rows.Add(Row(group, line, sequence, message));
            }
        );
        // Groups are read one after another.
        _rows.Sort((a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : string.CompareOrdinal(a.Key, b.Key));
        if (_rows.Count > MaxRows)
            _rows.RemoveRange(0, _rows.Count - MaxRows);
        return [.. Enumerable.Reverse(_rows)];
    }

    private bool IsWanted(LogGroup group) => _search.Function is null || _functionOf(group.Name) == _search.Function;

    private void ReadOlder()
    {
        var groups = _logs.Groups().Where(IsWanted).ToList();
        foreach (var group in groups)
        {
            var (found, left) = (0, MaxSearched / groups.Count);
            var end = _from[group] = group.Next;
            foreach (var (first, page) in group.ReadBack())
            {
                for (var i = page.Events.Length - 1; i >= 0 && found < MaxRows; i--)
                {
                    if (first + i >= end)
                        continue;
                    var message = page.Message(page.Events[i]);
                    left -= message.Length;
                    Searched++;
                    if (!Matches(group, page.Events[i].Stream, message))
                        continue;
                    _rows.Add(Row(group, page.Events[i], first + i, message));
                    found++;
                }
                if (left <= 0 || found >= MaxRows)
                    break;
            }
        }
    }

    /// <summary>The number of the request's START line; the end of the group if it isn't there.</summary>
    private long StartOfRequest(LogGroup group)
    {
        var (earliest, left) = (group.Next, MaxSearched);
        foreach (var (first, page) in group.ReadBack())
        {
            for (var i = page.Events.Length - 1; i >= 0; i--)
            {
                var message = page.Message(page.Events[i]);
                left -= message.Length;
                if (message.IndexOf(_request) < 0)
                    continue;
                earliest = first + i;
                if (EventOf(message) == PlatformEvent.Start)
                    return earliest;
            }
            if (left <= 0)
                break;
        }
        return earliest;
    }

    private bool Matches(LogGroup group, int stream, ReadOnlySpan<byte> message)
    {
        if (_request.Length > 0 && !BelongsToRequest(group, stream, message))
            return false;
        if (!_search.WithTraces && _lines.IsTrace(message))
            return false;
        return _search.Text is not { Length: > 0 } text || Encoding.UTF8.GetString(message).Contains(text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>An instance's lines between START and REPORT of the request belong to it, and lines that name it.</summary>
    private bool BelongsToRequest(LogGroup group, int stream, ReadOnlySpan<byte> message)
    {
        var names = message.IndexOf(_request) >= 0;
        var isOpen = _open.GetValueOrDefault((group, stream));
        if (names)
        {
            var what = EventOf(message);
            if (what == PlatformEvent.Start)
                _open[(group, stream)] = true;
            else if (what == PlatformEvent.Report)
                _open.Remove((group, stream));
        }
        return names || isOpen;
    }

    private static PlatformEvent EventOf(ReadOnlySpan<byte> message) => PlatformLine.Read(message, out _, out _, out _);

    private LogRow Row(LogGroup group, in StoredEvent line, long sequence, ReadOnlySpan<byte> message)
    {
        var stream = group.Stream(line.Stream).Name;
        return new(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{group.Name}/{sequence:D12}"),
            DateTimeOffset.FromUnixTimeMilliseconds(line.Timestamp),
            _functionOf(group.Name),
            stream.Length > 6 ? stream[^6..] : stream,
            TraceLines.Text(message, MaxText)
        );
    }
}
