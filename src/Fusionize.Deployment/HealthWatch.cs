using Fusionize.Records;

namespace Fusionize.Deployment;

/// <summary>Follows a function's log while the traffic of its versions changes.</summary>
internal sealed class HealthWatch(ILogSource logs, string function)
{
    /// <summary>Margin for the new release's requests before it got traffic, and for late lines.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    /// <summary>The number of earlier requests that is enough to know the old release.</summary>
    private const int MaxHistoryLines = 50_000;

    private readonly RequestLog _log = new();
    private readonly string _logGroup = $"/aws/lambda/{function}";
    private DateTimeOffset _from;

    /// <summary>Requests of clients, not of other functions. The sender of a request is only known after it has written its trace line.</summary>
    public IEnumerable<SeenRequest> Requests => _log.Read().Where(r => r.IsRoot != false);

    public long Newest => _log.Newest;

    /// <summary>Reads the earlier requests.</summary>
    public async Task BeginAsync(DateTimeOffset now, TimeSpan history, CancellationToken cancellation)
    {
        _from = now - Overlap;
        await ReadAsync(now - history, _from, MaxHistoryLines, cancellation);
    }

    /// <summary>Reads new lines.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        var before = _log.Newest;
        await ReadAsync(_from, null, int.MaxValue, cancellation);
        if (_log.Newest > before && DateTimeOffset.FromUnixTimeMilliseconds(_log.Newest) - Overlap is var next && next > _from)
            _from = next;
    }

    private async Task ReadAsync(DateTimeOffset from, DateTimeOffset? to, int most, CancellationToken cancellation)
    {
        await foreach (var line in logs.ReadAsync(new LogQuery([_logGroup], from, to), cancellation))
        {
            _log.Add(line);
            if (--most == 0)
                return;
        }
    }
}
