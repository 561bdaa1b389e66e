using System.Collections.Concurrent;
using System.Text;

namespace Fusionize.Local.Logs;

/// <summary>All log groups of the platform.</summary>
internal sealed class LogStore(string folder, long retentionBytes)
{
    private readonly ConcurrentDictionary<string, LogGroup> _groups = new(StringComparer.Ordinal);
    private readonly Lock _retention = new();
    private long _untilCheck;
    private int _folders;

    public static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    public LogGroup GetOrAdd(string group) =>
        _groups.GetOrAdd(group, name => new LogGroup(name, Path.Combine(folder, Interlocked.Increment(ref _folders).ToString("D4")), Now));

    public LogGroup? Find(string group) => _groups.GetValueOrDefault(group);

    /// <param name="nameOrArn">The group's name, or its ARN: <c>arn:aws:logs:REGION:ACCOUNT:log-group:NAME</c>.</param>
    public LogGroup Get(string nameOrArn)
    {
        var name = nameOrArn.StartsWith("arn:", StringComparison.Ordinal) ? nameOrArn.Split(':').ElementAtOrDefault(6) : nameOrArn;
        return name is not null && Find(name) is { } found ? found : throw LogsError.GroupNotFound();
    }

    public IEnumerable<LogGroup> Groups() => _groups.Values.OrderBy(g => g.Name, StringComparer.Ordinal);

    public bool Delete(string group)
    {
        if (!_groups.TryRemove(group, out var removed))
            return false;
        removed.Delete();
        return true;
    }

    public void Append(LogGroup group, LogStream stream, ReadOnlySpan<byte> message)
    {
        group.Append(stream, Now, message);
        if (Interlocked.Add(ref _untilCheck, message.Length) > LogSegment.Size)
            EnforceRetention();
    }

    public void Append(LogGroup group, LogStream stream, string message) => Append(group, stream, Encoding.UTF8.GetBytes(message));

    private void EnforceRetention()
    {
        lock (_retention)
        {
            Interlocked.Exchange(ref _untilCheck, 0);
            var total = _groups.Values.Sum(g => g.StoredBytes);
            while (total > retentionBytes && _groups.Values.MinBy(g => g.OldestTimestamp) is { } oldest)
            {
                var dropped = oldest.DropOldest();
                if (dropped == 0)
                    return;
                total -= dropped;
            }
        }
    }
}
