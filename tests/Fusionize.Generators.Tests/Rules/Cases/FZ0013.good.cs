public sealed class Order { public string? Id { get; init; } }
public struct Point { public int X { get; set; } }
public sealed record Basket(IReadOnlyList<Order> Orders);
public sealed class Trimmed { private string _name = ""; public string Name { get => _name; init => _name = value.Trim(); }
    public static Trimmed Of(string name) { var x = new Trimmed(); x._name = name; return x; } }
public sealed record Looping(int A) { public int Sum() { var sum = 0; for (var i = 0; i < A; i++) sum += i; return sum; }
    public Looping More() => this with { A = A + 1 }; }
static class Work
{
    [FusionTask(Entry = true)] public static Task<Order> A(Basket basket, Point point, Trimmed trimmed, Looping looping) => throw null!;
}

public sealed class Draft { public string? Id { get; set; } }
[IsolateByCopying]
static class Copying
{
    [FusionTask(Entry = true)] public static Task<Draft> B(Draft draft) => throw null!;
}
