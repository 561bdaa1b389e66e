using Fusionize.Shared;

namespace Fusionize.Generators.Emitting;

/// <summary>The host's code for tasks with triggers.</summary>
internal static class EventCode
{
    public const string Report = "request.Message?.Report(result);";

    private const string UsualParallelism = "10";

    public static void Triggers(SourceWriter writer, IReadOnlyCollection<ManifestTask> tasks)
    {
        if (tasks.Count == 0)
            return;
        writer.Line();
        using var _ = writer.Block("public override EventTriggers TriggersOf(string task)");
        foreach (var task in tasks)
        {
            var events = task.Events!;
            var triggers = events.Triggers.Select(static t => $".On({Code.Literal(t.Kind)}, {ParallelismOf(t)})").Distinct(StringComparer.Ordinal);
            writer.Line($"if (Part.{HostParts.Serves(task.Id)} && task == {Code.Literal(task.Id)})");
            using var __ = writer.Indent();
            writer.Line(
                $"return new EventTriggers(takesBatch: {(events.Batch == EventBatch.One ? "false" : "true")}){string.Concat(triggers)};"
            );
        }
        writer.Line("return null;");
    }

    /// <summary>The expression that reads the argument from <c>message</c>.</summary>
    /// <param name="events">How the task handles events.</param>
    /// <param name="jsonOf">Gives a type's metadata.</param>
    /// <param name="nulls">The method that finds nulls in a message's content; null if there is none.</param>
    public static string Read(ManifestEvents events, Func<string, string> jsonOf, string? nulls)
    {
        var content = events.Content switch
        {
            null => null,
            SlicePlan.Text => "Text()",
            SlicePlan.Bytes => "Bytes()",
            var type => $"Content({jsonOf(type)}, {(events.RefusesNull ? "true" : "false")}{(nulls is null ? "" : $", {nulls}")})",
        };
        var one =
            events.Message == EventParameter.Content ? content!
            : content is null ? $"{events.Message}()"
            : $"{events.Message}(static c => c.{content})";
        return events.Batch switch
        {
            EventBatch.One => $"message.{one}",
            EventBatch.Array => $"message.All(static m => m.{one})",
            EventBatch.List => $"new(message.All(static m => m.{one}))",
            _ => $"global::System.Collections.Immutable.ImmutableArray.Create(message.All(static m => m.{one}))",
        };
    }

    /// <summary>Whether the task's result says which messages failed.</summary>
    public static bool ReportsFailures(ManifestTask task) =>
        task is { Events.Batch: not EventBatch.One, Result: "global::" + Names.BatchResponse };

    public static void Rehearse(SourceWriter writer, ManifestTask task, Func<string, string> jsonOf)
    {
        if (task.Events is not { } events)
            return;
        var json = events.Content is { } content and not (SlicePlan.Text or SlicePlan.Bytes) ? jsonOf(content) : "null";
        foreach (var kind in events.Triggers.Select(static t => t.Kind).Distinct(StringComparer.Ordinal))
            writer.Line($"rehearsal.Event({Code.Literal(task.Id)}, {Code.Literal(kind)}, {json});");
    }

    private static string ParallelismOf(ManifestTrigger trigger) =>
        trigger.Options.FirstOrDefault(static o => o.Name == TriggerKind.Parallelism)?.Value ?? UsualParallelism;
}
