namespace Fusionize.Records;

/// <summary>
/// The requests that a log tells of while it grows: those that <see cref="Extractor"/> believes, with or without a trace line, ended or not. Lines
/// may come again.
/// </summary>
internal sealed class RequestLog
{
    private readonly List<SeenRequest> _decided = [];
    private readonly Extractor _extractor;
    private readonly HashSet<(string LogGroup, string Stream)> _streams = [];

    public RequestLog() => _extractor = new() { Seen = _decided.Add };

    /// <summary>The time of the newest line, Unix milliseconds; 0: nothing was read.</summary>
    public long Newest { get; private set; }

    public ExtractorCounts Counts => _extractor.Counts;

    public void Add(LogEvent line)
    {
        Newest = Math.Max(Newest, line.Timestamp.ToUnixTimeMilliseconds());
        _streams.Add((line.LogGroup, line.Stream));
        _extractor.Add(line);
        // What a trace line says of the application isn't asked here.
        while (_extractor.TryTake(out _))
        {
        }
    }

    /// <summary>All requests so far, by instance, from the first one on.</summary>
    public IEnumerable<SeenRequest> Read()
    {
        var born = _streams.Where(s => _extractor.IsFromBirth(s.LogGroup, s.Stream)).Select(s => s.Stream).ToHashSet(StringComparer.Ordinal);
        return _decided
            .Concat(_extractor.Undecided())
            .GroupBy(r => r.Instance, StringComparer.Ordinal)
            .SelectMany(instance =>
            {
                SeenRequest[] requests = [.. instance.OrderBy(r => r.StartMs)];
                var isFromBirth = born.Contains(instance.Key) || requests[0].IsCold;
                return requests.Select((r, age) => r with { Age = age, IsFromBirth = isFromBirth });
            });
    }
}
