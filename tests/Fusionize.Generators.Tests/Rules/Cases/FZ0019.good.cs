static class Work
{
    const int Limit = 3;
    static readonly Dictionary<string, int> Known = new() { ["a"] = 1 };
    static readonly TimeSpan Wait = TimeSpan.Zero;
    static int _unused;
    static string Name { get; } = "x";

    [FusionTask(Entry = true)]
    public static Task<int> Root(string id)
    {
        var count = 0;
        count++;
        return Task.FromResult(Known[id] + Limit + (int)Wait.TotalSeconds + Name.Length + count + (int)DayOfWeek.Friday);
    }

    public static void NotReached() => _unused++;
}
