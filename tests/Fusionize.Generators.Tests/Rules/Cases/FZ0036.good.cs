using System.Text.Json.Serialization;
public sealed record Order(string Id) { [JsonIgnore] public string Short => Id[..1]; [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; } }
public sealed record Draft(string Id) { [JsonIgnore] public string? Secret { get; init; } }
static class Work
{
    [FusionTask(Entry = true)] public static Task A(Order order) => Task.CompletedTask;
    [FusionTask(Entry = true), IsolateByCopying] public static Task B(Draft order) => Task.CompletedTask;
}
