static class Work
{
    static int _count;
    static readonly Dictionary<string, int> Seen = new();
    public static int Latest { get; set; }
    static System.Collections.Concurrent.ConcurrentQueue<string> Waiting { get; } = new();
    static readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> Index = new();
    static readonly int[] Numbers = new int[2];
    static readonly State Current = new();
    static readonly List<string> Items = [];
    static List<string> ByProperty => Items;
    static List<string> ByGetter { get { return Items; } }
    static int s_total;
    static int Total
    {
        get => s_total; // FZ0019
        set => s_total = value; // FZ0019
    }

    [FusionTask(Entry = true)]
    public static async Task Root(string id)
    {
        _count++; // FZ0019
        Seen.Add(id, 1); // FZ0019
        Seen[id] = 2; // FZ0019
        Latest = 3; // FZ0019
        await Task.Run(() => Helper.Count());
        Waiting.Enqueue(id); // FZ0019
        Index.GetOrAdd(id, 1); // FZ0019
        Index[id] = 2; // FZ0019
        Numbers[0] = 1; // FZ0019
        Numbers[1]++; // FZ0019
        Current.Count++; // FZ0019
        Current.Name = id; // FZ0019
        ByProperty.Add(id); // FZ0019
        ByGetter.Add(id); // FZ0019
        Total = 3;
    }
}
static class Helper
{
    static int _calls;
    public static void Count() => Interlocked.Increment(ref _calls); // FZ0019
}
class State
{
    public int Count;
    public string Name { get; set; } = "";
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
