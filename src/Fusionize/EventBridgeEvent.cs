namespace Fusionize;

/// <summary>An event of EventBridge.</summary>
/// <typeparam name="T">The detail's type. It is read as JSON; as <c>string</c> or <c>byte[]</c> it is the JSON itself.</typeparam>
public sealed class EventBridgeEvent<T>
{
    /// <summary>The event's id, the same at each delivery.</summary>
    public required string Id { get; init; }

    /// <summary>The event's source, such as <c>shop.orders</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The event's detail type, such as <c>OrderPlaced</c>.</summary>
    public required string DetailType { get; init; }

    /// <summary>The event's content.</summary>
    public required T Detail { get; init; }

    /// <summary>When it happened, to the second.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The sender's account.</summary>
    public string? Account { get; init; }

    /// <summary>The sender's region.</summary>
    public string? Region { get; init; }

    /// <summary>ARNs of what the event is about; null for none.</summary>
    public IReadOnlyList<string>? Resources { get; init; }
}
