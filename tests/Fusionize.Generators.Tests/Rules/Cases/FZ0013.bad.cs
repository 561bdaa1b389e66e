public sealed class Order { public string? Id { get; set; } }
public sealed record Basket(IReadOnlyList<Order> Orders);
static class Work
{
    [FusionTask(Entry = true)] public static Task A(Order order) => Task.CompletedTask; // FZ0013
    [FusionTask(Entry = true)] public static Task<Order> B() => throw null!; // FZ0013
    [FusionTask(Entry = true)] public static Task C(Basket basket) => Task.CompletedTask; // FZ0013
}
