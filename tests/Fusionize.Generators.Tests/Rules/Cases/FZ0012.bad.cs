public interface IShape { int Area { get; } }
public abstract record Shape(int Area);
public sealed record HasAction(string Name, Action Act);
public sealed record Deep(IReadOnlyList<HasAction> Items);
public sealed class HasField { public int Count; }
public sealed class TwoConstructors { public TwoConstructors(int x) { } public TwoConstructors(string x) { } }
static class Work
{
    [FusionTask(Entry = true)] public static Task A(Func<int> x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task B(Stream x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task<(int, string)> C() => throw null!; // FZ0012
    [FusionTask(Entry = true)] public static Task D(IShape x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task E(Shape x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task F(Deep x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task G(HasField x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task H(TwoConstructors x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task<object> I() => throw null!; // FZ0012
    [FusionTask(Entry = true)] public static Task J(int[,] x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task K(IReadOnlyDictionary<HasField, int> x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task L(Type x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task M(IAsyncEnumerable<int> x) => Task.CompletedTask; // FZ0012
}
