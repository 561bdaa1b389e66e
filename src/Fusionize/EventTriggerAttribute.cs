namespace Fusionize;

/// <summary>What invokes a task by events. A task with a trigger is an entry. A task may have several triggers.</summary>
/// <remarks>
/// The task takes one parameter, or none, beside a <c>CancellationToken</c>: the content of a message (read as JSON; as <c>string</c> or
/// <c>byte[]</c>
/// unchanged), the message with its attributes, such as <see cref="SqsMessage{T}"/>, or a list of either, which is the whole batch.
/// </remarks>
public abstract class EventTriggerAttribute : Attribute
{
    private protected EventTriggerAttribute() { }

    /// <summary>Whether the trigger is deployed switched on. Default: true.</summary>
    public bool Enabled { get; init; } = true;
}
