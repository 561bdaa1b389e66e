using System.Text.Json.Serialization;
public sealed class Query { public int Top { get; init; } = 0; public string Text { get; init; } = null!; public bool Exact { get; init; } = false;
    public required int Page { get; init; } = 1; public static int Max { get; } = 7; }
public sealed record Search(string Text, int Top = 10);
public sealed record Inner { public int Top { get; init; } = 10; }
static class Work
{
    [FusionTask(Entry = true)] public static Task A(Query q, Search s) => B(new Inner());
    [FusionTask] public static Task B(Inner inner) => Task.CompletedTask;
}
