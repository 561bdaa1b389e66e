static class Work
{
    [FusionTask(Entry = true)] public static Task<int> Find(IReadOnlyDictionary<string, int> map) => Task.FromResult(map.Count);

    [FusionTask(Entry = true)]
    public static async Task<int> Run(IReadOnlyList<string> names)
    {
        await Find(new Dictionary<string, int>(StringComparer.Ordinal) { ["A"] = 1 });
        await Find(names.ToDictionary(n => n, n => 1, EqualityComparer<string>.Default));
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var distinct = names.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var counts = names.Select(n => { return new HashSet<string>([n], StringComparer.OrdinalIgnoreCase); }).Sum(s => s.Count);
        return counts + seen.Count + distinct.Count + await Find(names.Where(n => seen.Add(n)).ToDictionary(n => n, n => 1));
    }
}
