using System.Text.Json.Nodes;
public sealed record Basket(Dictionary<string, int> Counts);
public sealed record Picture(byte[] Bytes);
static class Work
{
    [FusionTask(Entry = true)] public static Task A(List<int> x) => Task.CompletedTask; // FZ0014
    [FusionTask(Entry = true)] public static Task<string[]> B() => throw null!; // FZ0014
    [FusionTask(Entry = true)] public static Task C(Basket basket) => Task.CompletedTask; // FZ0014
    [FusionTask(Entry = true)] public static Task D(IList<int> x) => Task.CompletedTask; // FZ0014
    [FusionTask(Entry = true)] public static Task E(byte[] x) => Task.CompletedTask; // FZ0014
    [FusionTask(Entry = true)] public static Task F(Memory<byte> x) => Task.CompletedTask; // FZ0014
    [FusionTask(Entry = true)] public static Task G(JsonNode? x) => Task.CompletedTask; // FZ0014
    [FusionTask(Entry = true)] public static Task<JsonObject> H() => throw null!; // FZ0014
    [FusionTask(Entry = true)] public static Task I(IReadOnlyList<Picture> x) => Task.CompletedTask; // FZ0014
    [FusionTask(Entry = true)] public static Task J(IEnumerable<int> x) => Task.CompletedTask; // FZ0014
}
