using System.Collections.Immutable;
public sealed record Prices(IReadOnlyDictionary<string, int> ByName) { public IReadOnlyCollection<string> Names { get; init; } = null!; }
static class Work
{
    [FusionTask(Entry = true)] public static Task<int> Find(IReadOnlyDictionary<string, int> map) => Task.FromResult(map.Count);
    [FusionTask(Entry = true)] public static Task<int> Price(Prices prices) => Task.FromResult(prices.ByName.Count);
    [FusionTask(Entry = true)] public static Task<IReadOnlyCollection<int>> Sorted() =>
        Task.FromResult<IReadOnlyCollection<int>>(new SortedSet<int>(Comparer<int>.Create((a, b) => b - a))); // FZ0038

    [FusionTask(Entry = true)]
    public static async Task Run(IReadOnlyList<string> names)
    {
        await Find(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["A"] = 1 }); // FZ0038
        var map = names.ToDictionary(n => n, n => 1, StringComparer.OrdinalIgnoreCase); // FZ0038
        await Find(map);
        await Price(new Prices(names.ToImmutableDictionary(n => n, n => 1, StringComparer.OrdinalIgnoreCase)) // FZ0038
        {
            Names = new HashSet<string>(names, StringComparer.OrdinalIgnoreCase), // FZ0038
        });
    }
}
