using System.Text.Json;

namespace Fusionize;

/// <summary>What a record of a DynamoDB stream says beside the item.</summary>
public abstract class DynamoDbProperties
{
    private protected DynamoDbProperties() { }

    /// <summary>The record's id.</summary>
    public required string EventId { get; init; }

    /// <summary><c>INSERT</c>, <c>MODIFY</c> or <c>REMOVE</c>.</summary>
    public required string EventName { get; init; }

    /// <summary>The record's position in its shard.</summary>
    public required string SequenceNumber { get; init; }

    /// <summary>The item's key, as plain JSON values (<c>"7"</c> instead of <c>{"S":"7"}</c>).</summary>
    public required IReadOnlyDictionary<string, JsonElement> Keys { get; init; }

    /// <summary>When the item was changed, to the second.</summary>
    public DateTimeOffset ApproximateCreationDateTime { get; init; }

    /// <summary>What the stream carries, such as <c>NEW_AND_OLD_IMAGES</c>.</summary>
    public string? StreamViewType { get; init; }

    /// <summary>The stream's ARN.</summary>
    public string? EventSourceArn { get; init; }

    /// <summary><c>dynamodb.amazonaws.com</c> if the item expired; otherwise null.</summary>
    public string? PrincipalId { get; init; }
}

/// <summary>A record of a DynamoDB stream with the item's attributes as plain JSON values (<c>"7"</c> instead of <c>{"S":"7"}</c>).</summary>
public sealed class DynamoDbRecord : DynamoDbProperties
{
    /// <summary>The item after the change; null if it was removed or the stream doesn't carry it.</summary>
    public IReadOnlyDictionary<string, JsonElement>? NewImage { get; init; }

    /// <summary>The item before the change; null if it is new or the stream doesn't carry it.</summary>
    public IReadOnlyDictionary<string, JsonElement>? OldImage { get; init; }
}

/// <summary>A record of a DynamoDB stream.</summary>
/// <typeparam name="T">
/// The item's type. It is read from the item's plain JSON: <c>{"id":"7"}</c> instead of <c>{"id":{"S":"7"}}</c>. Sets become arrays, binary values
/// base64.
/// </typeparam>
public sealed class DynamoDbRecord<T> : DynamoDbProperties
    where T : class
{
    /// <summary>The item after the change; null if it was removed or the stream doesn't carry it.</summary>
    public T? NewImage { get; init; }

    /// <summary>The item before the change; null if it is new or the stream doesn't carry it.</summary>
    public T? OldImage { get; init; }
}
