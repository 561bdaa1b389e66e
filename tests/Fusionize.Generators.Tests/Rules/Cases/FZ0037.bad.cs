public sealed class Query { public int Top { get; init; } = 10; }
public sealed record Search(string Text) { public IReadOnlyList<string> Tags { get; init; } = ["d"]; }
public sealed record Deep(Search Search);
static class Work
{
    [FusionTask(Entry = true)] public static Task A(Query q) => Task.CompletedTask; // FZ0037
    [FusionTask(Entry = true)] public static Task B(Deep q) => Task.CompletedTask; // FZ0037
}
