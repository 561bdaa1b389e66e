using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
public interface IShape { int Area { get; } }
public abstract record Shape(int Area);
public sealed record HasAction(string Name, Action Act);
public sealed record Deep(IReadOnlyList<HasAction> Items);
public sealed class HasField { public int Count; }
public sealed class TwoConstructors { public TwoConstructors(int x) { } public TwoConstructors(string x) { } }
// State that isn't carried.
public sealed class PrivateSetter { public string Id { get; private set; } = ""; }
public readonly struct TakenByNoOne(decimal amount) { public decimal Amount { get; } = amount; }
public sealed record InternalMember(int A) { internal int Rev { get; init; } }
public sealed class OtherConstructor { public OtherConstructor() { } public OtherConstructor(string id) { Id = id; } public string? Id { get; } }
public sealed record GetOnlyList(string A) { public List<int> Items { get; } = []; }
public sealed class PrivateField { private int _n; public void Set(int n) => _n = n; public int Get() => _n; }
public sealed class HiddenByAccessor { private int _n; public int N => _n; public static HiddenByAccessor Of(int n) => new() { _n = n }; }
public sealed record PrivateInclude { [JsonInclude] public int N { get; private set; } }
public sealed record PrivateIncludedField { [JsonInclude] private int _n; public int Get() => _n; }
public sealed class PrivateConstructor { [JsonConstructor] private PrivateConstructor(int n) { N = n; } public int N { get; } }
public sealed class ReadonlyField { [JsonInclude] public readonly int Count; }
public sealed record NewId(int A) { public Guid Id { get; } = Guid.NewGuid(); }
public class Parent { public int A { get; init; } }
public sealed class Hiding : Parent { public new int A { get; init; } }
public sealed class Captured(int count) { public int Count { get; } = 5; public int Get() => count; }
// What can't be read back.
public sealed class OtherName { public OtherName(string ident) { Id = ident; } public string Id { get; } }
public sealed class OwnList(IEnumerable<int> l) : IReadOnlyCollection<int> { public int Count => l.Count();
    public IEnumerator<int> GetEnumerator() => l.GetEnumerator(); System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() =>
    GetEnumerator(); }
public sealed class Basket : List<int> { public string Owner { get; init; } = ""; }
public sealed record OneName(int Url, int URL);
public sealed record Renamed([property: JsonPropertyName("b")] int A, int B);
public sealed record Rest(int A) { [JsonExtensionData] public Dictionary<string, JsonElement>? More { get; init; } }
public sealed record Reserved([property: JsonPropertyName("$id")] int A);
public sealed record Defaulted { [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int Top { get; set; } = 10; }
public sealed record Required { [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public required string? A { get; init; } }
public sealed record Asked(int A, [property: JsonIgnore] int B);
public sealed record Itself(int A) { public Itself Twice => new(2 * A); }
public sealed record Conditional { [JsonIgnore(Condition = JsonIgnoreCondition.Never)] public (int X, int Y) At { get; init; } }
public sealed class OfException : Exception { public int A { get; init; } }
// Families.
public record Animal(string Name);
public sealed record Dog(string Name, int Age) : Animal(Name);
[JsonDerivedType(typeof(Cat))] public record Pet(string Name);
public sealed record Cat(string Name, int Lives) : Pet(Name);
[JsonDerivedType(typeof(Car), "car")] public abstract record Vehicle;
public sealed record Car(int Seats) : Vehicle;
public sealed record Bus(int Seats) : Vehicle;
[JsonDerivedType(typeof(Round), "round")] public abstract record Form;
public sealed record Round(int R) : Form { public int Area; }
[JsonDerivedType(typeof(One), "x"), JsonDerivedType(typeof(Two), "x")] public abstract record Twins;
public sealed record One : Twins;
public sealed record Two : Twins;
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind"), JsonDerivedType(typeof(Named), "x")] public abstract record Kinds;
public sealed record Named(string Kind) : Kinds;
[JsonDerivedType(typeof(Closed), "x")] public abstract record Open { private sealed record Closed : Open; }
// Without end, or out of sight.
public sealed record Growing<T>(T Value, Growing<List<T>>? Next);
public static class Outer { public sealed record Holder(IReadOnlyList<Holder.Inner> Items) { internal sealed record Inner(int A); }
    private protected sealed record Unseen; }
public sealed record Old([property: Obsolete("no", true)] int A);
file sealed record Local(int A);
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
    [FusionTask(Entry = true)] public static Task N(Captured x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S0(PrivateSetter x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S1(TakenByNoOne x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S2(InternalMember x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S3(OtherConstructor x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S4(GetOnlyList x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S5(PrivateField x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S6(HiddenByAccessor x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S7(PrivateInclude x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S8(PrivateIncludedField x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S9(PrivateConstructor x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S10(ReadonlyField x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S11(NewId x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S12(Hiding x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S13(OtherName x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S14(OwnList x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S15(Basket x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S16(OneName x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S17(Renamed x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S18(Rest x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S19(Reserved x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S20(Defaulted x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S21(Required x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S22(Asked x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S23(Itself x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S24(Conditional x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S25(OfException x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S26(Animal x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S27(IReadOnlyList<Animal> x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S28(Pet x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S29(Vehicle x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S30(Form x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S31(Twins x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S32(Kinds x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S33(Open x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S34(Growing<int> x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S35(Old x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S36(BigInteger x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S37(Range x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S38(System.Drawing.Color x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S39(StringBuilder x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S40(System.Diagnostics.Stopwatch x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S41(FrozenDictionary<string,int> x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S42(ReadOnlyCollection<int> x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S43(IReadOnlySet<int> x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S44(ILookup<string,int> x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S45(ArraySegment<int> x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S46(Stack<int> x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S47(ImmutableStack<int> x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S48(ConcurrentBag<int> x) => Task.CompletedTask; // FZ0012
    [FusionTask(Entry = true)] public static Task S49(Exception x) => Task.CompletedTask; // FZ0012
}
