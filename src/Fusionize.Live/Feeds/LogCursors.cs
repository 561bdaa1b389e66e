using Fusionize.Local.Logs;

namespace Fusionize.Live.Feeds;

/// <summary>A cursor for each log group; new groups are found, and deleted ones forgotten.</summary>
/// <param name="start">Where to begin in a group that was there before.</param>
internal sealed class LogCursors(LogStore logs, Func<LogGroup, long> start)
{
    private Dictionary<LogGroup, LogCursor> _cursors = [];
    private bool _hasRead;

    /// <param name="wanted">Whether to read a group.</param>
    /// <param name="handler">Receives the new lines.</param>
    public void Read(Func<LogGroup, bool> wanted, LineHandler handler)
    {
        var now = new Dictionary<LogGroup, LogCursor>();
        foreach (var group in logs.Groups().Where(wanted))
        {
            var cursor = _cursors.GetValueOrDefault(group) ?? new LogCursor(group, _hasRead ? 0 : start(group));
            now.Add(group, cursor);
            cursor.Read(handler);
        }
        _cursors = now;
        _hasRead = true;
    }
}
