using System.ComponentModel;
using System.Text.Json.Serialization;
public sealed record Order(string Id) { [JsonIgnore] public string? Secret { get; init; } }
public sealed record Cached(string Id) { [JsonIgnore] private int? _hash; public int Hash() => _hash ?? 0; }
public sealed class Watched { public string? Id { get; init; } public event EventHandler? Changed; }
static class Work
{
    [FusionTask(Entry = true)] public static Task A(Order order) => Task.CompletedTask; // FZ0036
    [FusionTask(Entry = true)] public static Task<IReadOnlyList<Order>> B() => throw null!; // FZ0036
    [FusionTask(Entry = true)] public static Task C(Cached x) => Task.CompletedTask; // FZ0036
    [FusionTask(Entry = true)] public static Task D(Watched x) => Task.CompletedTask; // FZ0036
}
