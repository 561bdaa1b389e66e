public sealed class Order { public string? Id { get; init; } public int Count { get; private set; } }
public struct Point { public int X { get; set; } }
public sealed record Basket(IReadOnlyList<Order> Orders);
static class Work
{
    [FusionTask(Entry = true)] public static Task<Order> A(Basket basket, Point point) => throw null!;
}

public sealed class Draft { public string? Id { get; set; } }
[IsolateByCopying]
static class Copying
{
    [FusionTask(Entry = true)] public static Task<Draft> B(Draft draft) => throw null!;
}
