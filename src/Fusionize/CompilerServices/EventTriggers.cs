using System.ComponentModel;
using System.Text.Json;
using Fusionize.Events;
using Fusionize.Json;

namespace Fusionize.CompilerServices;

/// <summary>The triggers of one task. Used by generated code only.</summary>
/// <param name="takesBatch">Whether the task takes all messages of an event at once.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class EventTriggers(bool takesBatch)
{
    internal static readonly EventTriggers None = new(takesBatch: false);

    private readonly List<(EventKind Kind, int Parallelism)> _triggers = [];

    /// <summary>Adds a trigger.</summary>
    /// <param name="kind">Its kind, as manifests name it.</param>
    /// <param name="parallelism">The maximum number of messages that are handled at the same time.</param>
    public EventTriggers On(string kind, int parallelism)
    {
        _triggers.Add((EventShape.OfTrigger(kind), Math.Max(1, parallelism)));
        return this;
    }

    /// <summary>
    /// The event in a payload; null for any other payload. Throws an <see cref="InvalidRequestException"/> for an event of which the task has no
    /// trigger.
    /// </summary>
    internal ReceivedEvent? Receive(ReadOnlyMemory<byte> payload, string task)
    {
        if (_triggers.Count == 0 || !EventShape.MayBeEvent(payload.Span))
            return null;
        JsonElement root;
        try
        {
            // Not disposed, because messages are read as long as the invocation runs. The payload lives as long.
            root = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = JsonForm.Reader.MaxDepth }).RootElement;
        }
        catch (JsonException)
        {
            return null; // The error is reported like that of any other request.
        }
        var kind = EventShape.KindOf(root);
        if (kind == EventKind.None)
            return null;
        foreach (var trigger in _triggers)
        {
            if (trigger.Kind == kind)
                return new ReceivedEvent(kind, root, task, takesBatch, trigger.Parallelism);
        }
        throw new InvalidRequestException($"Task '{task}' got an event of {EventShape.NameOf(kind)}. To handle it, declare its trigger.");
    }
}
