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
