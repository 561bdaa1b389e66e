using System.Collections.Immutable;
using System.Text.Json;
static class Work
{
    [FusionTask(Entry = true)] public static Task A(IReadOnlyList<int> x, ImmutableArray<int> y, IReadOnlyDictionary<string, int> z,
        ReadOnlyMemory<byte> bytes, JsonElement any) => Task.CompletedTask;
    [FusionTask(Entry = true), IsolateByCopying] public static Task B(List<int> x, byte[] bytes) => Task.CompletedTask;
}
