public sealed class Order { public string? Id { get; set; } }
public sealed record Basket(IReadOnlyList<Order> Orders);
public sealed class Counter { private int _n; public int N { get => _n; init => _n = value; } public void Increase() => _n++; }
public sealed class ByArgument { private int _n; public int N { get => _n; init => _n = value; }
    public static void Increase(ByArgument other) => other._n += 2; }
public sealed class Holder(IReadOnlyList<int> items) { private readonly List<int> _items = [.. items];
    public IReadOnlyList<int> Items { get => _items; } public void Put(int i) => _items.Add(i); }
public sealed class Indexed { private readonly int[] _all = [0]; public IReadOnlyList<int> All { get => _all; init => _all = [.. value]; }
    public int this[int i] { set => _all[i] = value; } }
public sealed class Bound(int count) { public int Count { get; private set; } = count; public void More() => Count++; }
public sealed class Captured(int count) { public int Count => count; public void More() => count++; }
static class Work
{
    [FusionTask(Entry = true)] public static Task A(Order order) => Task.CompletedTask; // FZ0013
    [FusionTask(Entry = true)] public static Task<Order> B() => throw null!; // FZ0013
    [FusionTask(Entry = true)] public static Task C(Basket basket) => Task.CompletedTask; // FZ0013
    [FusionTask(Entry = true)] public static Task D(Counter x) => Task.CompletedTask; // FZ0013
    [FusionTask(Entry = true)] public static Task E(ByArgument x) => Task.CompletedTask; // FZ0013
    [FusionTask(Entry = true)] public static Task F(Holder x) => Task.CompletedTask; // FZ0013
    [FusionTask(Entry = true)] public static Task G(Indexed x) => Task.CompletedTask; // FZ0013
    [FusionTask(Entry = true)] public static Task H(Bound x) => Task.CompletedTask; // FZ0013
    [FusionTask(Entry = true)] public static Task I(Captured x) => Task.CompletedTask; // FZ0013
}
