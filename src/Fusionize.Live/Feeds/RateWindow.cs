using Fusionize.Live.Model;

namespace Fusionize.Live.Feeds;

/// <summary>
/// Counts by key in the last seconds, by the time of the counted lines. The number of keys is limited, because they come from logs.
/// </summary>
internal sealed class RateWindow<TKey>
    where TKey : notnull
{
    private const int Seconds = 5;
    private const int MaxKeys = 5_000;
    private readonly (long Second, Dictionary<TKey, Cell> Cells)[] _ring =
    [
        .. Enumerable.Range(0, Seconds + 3).Select(_ => (-1L, new Dictionary<TKey, Cell>())),
    ];

    private record struct Cell(double Count, double Ms, int Errors);

    public void Add(TKey key, long time, double weight, double ms, bool hasFailed)
    {
        var second = time / 1000;
        ref var bucket = ref _ring[second % _ring.Length];
        if (bucket.Second > second)
            return;
        if (bucket.Second < second)
        {
            bucket.Second = second;
            bucket.Cells.Clear();
        }
        if (!bucket.Cells.TryGetValue(key, out var cell) && bucket.Cells.Count >= MaxKeys)
            return;
        bucket.Cells[key] = new(cell.Count + weight, cell.Ms + weight * ms, cell.Errors + (hasFailed ? 1 : 0));
    }

    /// <summary>The rates over the last complete seconds.</summary>
    public IReadOnlyDictionary<TKey, LiveRate> Read(long now)
    {
        var current = now / 1000;
        var sums = new Dictionary<TKey, Cell>();
        foreach (var (second, cells) in _ring)
        {
            if (second >= current || second < current - Seconds)
                continue;
            foreach (var (key, cell) in cells)
            {
                var sum = sums.GetValueOrDefault(key);
                sums[key] = new(sum.Count + cell.Count, sum.Ms + cell.Ms, sum.Errors + cell.Errors);
            }
        }
        return sums.ToDictionary(s => s.Key, s => Rate(s.Value));
    }

    private static LiveRate Rate(Cell cell) => new(cell.Count / Seconds, cell.Count > 0 ? cell.Ms / cell.Count : null, cell.Errors);
}
