using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
public enum Color { Red, Green }
[JsonDerivedType(typeof(Circle), "circle")] public abstract record Shape(int Area);
public sealed record Circle(int Radius) : Shape(3);
public sealed record Order(string Id, Guid Key, DateTimeOffset At, Color Color, IReadOnlyList<Line> Lines, Order? Parent, IReadOnlyDictionary<Color, decimal?> Prices);
public readonly record struct Line(string Name, int Count);
public sealed class Own { [JsonConstructor] public Own(int x) => X = x; public Own(string x) => X = 1; public int X { get; } [JsonIgnore] public Action? Act { get; init; } }
public sealed class WithField { [JsonInclude] public readonly int Count; }
static class Work
{
    [FusionTask(Entry = true)] public static Task<Order> A(Order order, JsonElement any, byte[] bytes, Uri uri, Shape shape, Own own, WithField field) => throw null!;
    [FusionTask(Entry = true)] public static Task<ImmutableArray<Line>> B(int? x, string? y, TimeSpan z, bool b, CancellationToken ct) => throw null!;
    public static Task NoTask(Stream x) => Task.CompletedTask;
}
