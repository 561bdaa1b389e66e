namespace Fusionize.Records;

/// <summary>
/// The requests in a log that still grows: all that <see cref="Extractor"/> accepts, with or without a trace line, ended or running. Lines may come
/// more than once.
/// </summary>
internal sealed class RequestLog
{
    private readonly List<SeenRequest> _decided = [];
    private readonly Extractor _extractor;
    private readonly HashSet<(string LogGroup, string Stream)> _streams = [];

    public RequestLog() => _extractor = new() { Seen = _decided.Add };

    /// <summary>The time of the newest line, Unix milliseconds; 0 before the first line.</summary>
    public long Newest { get; private set; }

    public ExtractorCounts Counts => _extractor.Counts;

    public void Add(LogEvent line)
    {
        Newest = Math.Max(Newest, line.Timestamp.ToUnixTimeMilliseconds());
        _streams.Add((line.LogGroup, line.Stream));
        _extractor.Add(line);
        // The records themselves aren't needed here.
        while (_extractor.TryTake(out _))
        {
        }
    }

    /// <summary>All requests so far, by instance, in the order of their starts.</summary>
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
