using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
public enum Color { Red, Green }
[JsonDerivedType(typeof(Circle), "circle")] public abstract record Shape(int Area);
public sealed record Circle(int Radius) : Shape(3);
public sealed record Order(string Id, Guid Key, DateTimeOffset At, Color Color, IReadOnlyList<Line> Lines, Order? Parent, IReadOnlyDictionary<Color,
    decimal?> Prices);
public readonly record struct Line(string Name, int Count);
public sealed class Own { [JsonConstructor] public Own(int x) => X = x; public Own(string x) => X = 1; public int X { get; } [JsonIgnore]
    public Action Act => () => { }; }
public sealed class WithField { [JsonInclude] public int Count; }
public sealed record Link(Uri? Target);
public sealed record Doc(JsonNode? N, JsonObject? O, JsonDocument? D);
public sealed class Behind { private readonly string _name = ""; private readonly Lock _gate = new();
    public string Name { get => _name; init => _name = value; } }
public readonly struct Marked { [JsonConstructor] public Marked(int x) => X = x; public int X { get; } }
public sealed record Computed(int A) { public int Twice => 2 * A; public int Version { get; } = 1; }
public sealed class Derived : List<int>;
public sealed record Page<T>(IReadOnlyList<T> Items);
[JsonConverter(typeof(OddConverter))] public sealed class Odd { private int _n; public int Get() => _n; }
public sealed class OddConverter : JsonConverter<Odd> { public override Odd Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o) => new();
    public override void Write(Utf8JsonWriter w, Odd v, JsonSerializerOptions o) { } }
static class Work
{
#pragma warning disable FZ0013, FZ0014
    [FusionTask(Entry = true)] public static Task<Order> A(Order order, JsonElement any, byte[] bytes, Uri uri, Shape shape, Own own,
        WithField field) => throw null!;
    [FusionTask(Entry = true)] public static Task<ImmutableArray<Line>> B(int? x, string? y, TimeSpan z, bool b, CancellationToken ct) => throw null!;
    [FusionTask(Entry = true)] public static Task C(Uri? uri, JsonNode? node, JsonObject? o, Link link, Doc doc, Behind behind, Marked marked,
        Computed computed, Derived derived) => throw null!;
    [FusionTask(Entry = true)] public static Task D(Page<Page<Page<int>>> page, Odd odd, KeyValuePair<string, int> pair, Tuple<int, string> tuple,
        Memory<byte> bytes) => throw null!;
    public static Task NoTask(Stream x) => Task.CompletedTask;
}
