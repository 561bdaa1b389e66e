using System.Collections.Immutable;
static class Work
{
    const int Limit = 3;
    static readonly Dictionary<string, int> Known = new() { ["a"] = 1 };
    static readonly TimeSpan Wait = TimeSpan.Zero;
    static readonly ImmutableDictionary<string, int> s_none = ImmutableDictionary<string, int>.Empty;
    static int _unused;
    static readonly int[] Limits = [1];
    static List<string> Fresh => [];
    static string Name { get; } = "x";

    [FusionTask(Entry = true)]
    public static Task<int> Root(string id)
    {
        var count = 0;
        count++;
        var more = ImmutableDictionary<string, int>.Empty.Add(id, 1).SetItem(id, s_none.Add(id, 2).Count).Remove(id);
        Fresh.Add(id);
        var local = new int[1];
        local[0] = Limits[0];
        return Task.FromResult(Known[id] + Limit + (int)Wait.TotalSeconds + Name.Length + count + (int)DayOfWeek.Friday);
    }

    public static void NotReached() => _unused++;
}

public sealed class Place
{
    private readonly List<int> _fixed = [1];
    private readonly int _size;
    public Place() { _size = 3; _fixed.Add(2); }
    [FusionTask(Entry = true)] public Task<int> Size() { var size = _size; size++; var copy = new List<int>(_fixed); copy.Add(1);
        return Task.FromResult(size + copy.Count + _fixed.Count); }
}
