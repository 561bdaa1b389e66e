using System.Collections.Immutable;
static class Work
{
    [FusionTask(Entry = true)] public static Task A(IReadOnlyList<int> x, ImmutableArray<int> y, IReadOnlyDictionary<string, int> z, byte[] bytes) => Task.CompletedTask;
    [FusionTask(Entry = true), IsolateByCopying] public static Task B(List<int> x) => Task.CompletedTask;
}
