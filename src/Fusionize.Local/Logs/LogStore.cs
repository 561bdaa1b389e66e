using System.Collections.Concurrent;
using System.Text;

namespace Fusionize.Local.Logs;

/// <summary>All log groups of the platform.</summary>
internal sealed class LogStore(string folder, long retentionBytes)
{
    private readonly ConcurrentDictionary<string, LogGroup> groups = new(StringComparer.Ordinal);
    private readonly Lock retention = new();
    private long untilCheck;
    private int folders;

    public static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    public LogGroup GetOrAdd(string group) =>
        groups.GetOrAdd(group, name => new LogGroup(name, Path.Combine(folder, Interlocked.Increment(ref folders).ToString("D4")), Now));

    public LogGroup? Find(string group) => groups.GetValueOrDefault(group);

    public IEnumerable<LogGroup> Groups() => groups.Values.OrderBy(g => g.Name, StringComparer.Ordinal);

    public bool Delete(string group)
    {
        if (!groups.TryRemove(group, out var removed))
            return false;
        removed.Delete();
        return true;
    }

    public void Append(LogGroup group, LogStream stream, ReadOnlySpan<byte> message)
    {
        group.Append(stream, Now, message);
        if (Interlocked.Add(ref untilCheck, message.Length) > LogSegment.Size)
            EnforceRetention();
    }

    public void Append(LogGroup group, LogStream stream, string message) => Append(group, stream, Encoding.UTF8.GetBytes(message));

    private void EnforceRetention()
    {
        lock (retention)
        {
            Interlocked.Exchange(ref untilCheck, 0);
            var total = groups.Values.Sum(g => g.StoredBytes);
            while (total > retentionBytes && groups.Values.MinBy(g => g.OldestTimestamp) is { } oldest)
            {
                var dropped = oldest.DropOldest();
                if (dropped == 0)
                    return;
                total -= dropped;
            }
        }
    }
}
