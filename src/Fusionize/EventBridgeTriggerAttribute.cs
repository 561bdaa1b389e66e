namespace Fusionize;

/// <summary>
/// Invokes a task with the events of an EventBridge bus that match. Say which ones by <see cref="Source"/> and <see cref="DetailType"/>, or by a <see
/// cref="Pattern"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class EventBridgeTriggerAttribute : EventTriggerAttribute
{
    /// <summary>The events' source, such as <c>shop.orders</c>; null for any.</summary>
    public string? Source { get; init; }

    /// <summary>The events' detail type, such as <c>OrderPlaced</c>; null for any.</summary>
    public string? DetailType { get; init; }

    /// <summary>A JSON event pattern, instead of <see cref="Source"/> and <see cref="DetailType"/>.</summary>
    public string? Pattern { get; init; }

    /// <summary>The bus's name or ARN. Default: the account's own, <c>default</c>.</summary>
    public string EventBusName { get; init; } = "default";
}
