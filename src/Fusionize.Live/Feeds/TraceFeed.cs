using Fusionize.Local.Logs;

namespace Fusionize.Live.Feeds;

/// <summary>Reads the trace lines that came since the last look. The log store keeps them anyway, so nothing is done while nobody looks.</summary>
internal sealed class TraceFeed(LogStore logs)
{
    /// <summary>How many earlier lines of a group the first look reads, for the traces.</summary>
    private const int History = 2_000;
    private const int MaxApps = 50;

    private readonly LogCursors _cursors = new(logs, group => Math.Max(0, group.Next - History));
    private readonly TraceLines _lines = new();
    private readonly Dictionary<string, AppFeed> _apps = new(StringComparer.Ordinal);

    public KeptTraces Traces { get; } = new();

    /// <summary>What is known of an application; null: nothing.</summary>
    public AppFeed? Find(string app) => _apps.GetValueOrDefault(app);

    /// <param name="functionOf">The function that writes to a log group.</param>
    public void Read(Func<string, string> functionOf)
    {
        _cursors.Read(
            _ => true,
            (LogGroup group, in StoredEvent line, long _, ReadOnlySpan<byte> message, double weight) =>
            {
                if (_lines.TryRead(message, line.Timestamp, functionOf(group.Name)) is not { } record)
                    return;
                if (!_apps.TryGetValue(record.App, out var app))
                {
                    if (_apps.Count >= MaxApps)
                        return;
                    _apps.Add(record.App, app = new());
                }
                app.Add(record, line.Timestamp, weight);
                Traces.Add(record);
            }
        );
    }

    /// <summary>The requests of clients of all applications, per second.</summary>
    public double RequestsPerSecond(long now) => _apps.Values.Sum(a => a.RequestRates.Read(now).Values.Sum(r => r.PerSecond));
}
