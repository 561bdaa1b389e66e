using Fusionize.Local.Logs;

namespace Fusionize.Live.Feeds;

/// <summary>Receives a line of a log.</summary>
/// <param name="weight">How many lines it stands for: more than 1 if lines were left out.</param>
internal delegate void LineHandler(LogGroup group, in StoredEvent line, long sequence, ReadOnlySpan<byte> message, double weight);

/// <summary>Reads the new lines of a log group, at most so many at a time: a viewer must not become expensive because functions write much.</summary>
internal sealed class LogCursor(LogGroup group, long from)
{
    private const int MaxLines = 20_000;
    private long _next = from;

    public void Read(LineHandler handler)
    {
        var end = group.Next;
        if (end <= _next)
            return;
        var start = Math.Max(_next, end - MaxLines);
        var weight = (double)(end - _next) / (end - start);
        foreach (var (first, page) in group.Read(start, 0, long.MaxValue, _ => true))
        {
            for (var i = (int)Math.Max(0, start - first); i < page.Events.Length; i++)
                handler(group, page.Events[i], first + i, page.Message(page.Events[i]), weight);
            end = Math.Max(end, first + page.Events.Length);
        }
        _next = end;
    }
}
