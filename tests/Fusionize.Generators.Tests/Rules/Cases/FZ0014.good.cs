using System.Collections.Immutable;
static class Work
{
    [FusionTask(Entry = true)] public static Task A(IReadOnlyList<int> x, ImmutableArray<int> y, IReadOnlyDictionary<string, int> z, byte[] bytes) => Task.CompletedTask;
}
