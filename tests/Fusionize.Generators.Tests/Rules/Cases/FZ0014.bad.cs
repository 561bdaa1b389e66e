public sealed record Basket(Dictionary<string, int> Counts);
static class Work
{
    [FusionTask(Entry = true)] public static Task A(List<int> x) => Task.CompletedTask; // FZ0014
    [FusionTask(Entry = true)] public static Task<string[]> B() => throw null!; // FZ0014
    [FusionTask(Entry = true)] public static Task C(Basket basket) => Task.CompletedTask; // FZ0014
    [FusionTask(Entry = true)] public static Task D(IList<int> x) => Task.CompletedTask; // FZ0014
}
