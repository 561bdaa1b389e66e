static class Work
{
    static int _count;
    static readonly Dictionary<string, int> Seen = new();
    public static int Latest { get; set; }

    [FusionTask(Entry = true)]
    public static async Task Root(string id)
    {
        _count++; // FZ0019
        Seen.Add(id, 1); // FZ0019
        Seen[id] = 2; // FZ0019
        Latest = 3; // FZ0019
        await Task.Run(() => Helper.Count());
    }
}
static class Helper
{
    static int _calls;
    public static void Count() => Interlocked.Increment(ref _calls); // FZ0019
}
public sealed class Tally(Ledger ledger, int start = 0)
{
    private int _n;
    private readonly List<int> _seen = [];
    public int Last { get; private set; }

    [FusionTask(Entry = true)]
    public Task<int> Next()
    {
        _n++; // FZ0019
        _seen.Add(_n); // FZ0019
        Last = _n; // FZ0019
        start += 1; // FZ0019
        (_n, Last) = (1, 2); // FZ0019 FZ0019
        Interlocked.Increment(ref _n); // FZ0019
        Helper();
        _ = ledger;
        return Task.FromResult(_n);
    }

    private void Helper() => this._n = 3; // FZ0019
}
public sealed class Ledger { private int _n; public int Next() => ++_n; }
static class Provide { [FusionService] internal static Ledger Ledger() => new(); }
