using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fusionize.Local.Sqs;

// Bodies of the SQS API's requests. An unknown member is an error, since it would have no effect.

internal sealed record CreateQueueBody(
    string? QueueName,
    Dictionary<string, string?>? Attributes,
    [property: JsonPropertyName("tags")] Dictionary<string, string?>? Tags
);

internal sealed record QueueUrlBody(string? QueueUrl);

internal sealed record GetQueueUrlBody(string? QueueName, string? QueueOwnerAWSAccountId);

internal sealed record ListQueuesBody(string? QueueNamePrefix, string? NextToken, int? MaxResults);

internal sealed record ListSourcesBody(string? QueueUrl, string? NextToken, int? MaxResults);

internal sealed record GetAttributesBody(string? QueueUrl, string[]? AttributeNames);

internal sealed record SetAttributesBody(string? QueueUrl, Dictionary<string, string?>? Attributes);

internal sealed record AttributeBody(
    string? DataType,
    string? StringValue,
    byte[]? BinaryValue,
    JsonElement[]? StringListValues,
    JsonElement[]? BinaryListValues
);

internal interface ISendBody
{
    string? MessageBody { get; }
    int? DelaySeconds { get; }
    Dictionary<string, AttributeBody?>? MessageAttributes { get; }
    Dictionary<string, AttributeBody?>? MessageSystemAttributes { get; }
    string? MessageDeduplicationId { get; }
    string? MessageGroupId { get; }
}

internal sealed record SendMessageBody(
    string? QueueUrl,
    string? MessageBody,
    int? DelaySeconds,
    Dictionary<string, AttributeBody?>? MessageAttributes,
    Dictionary<string, AttributeBody?>? MessageSystemAttributes,
    string? MessageDeduplicationId,
    string? MessageGroupId
) : ISendBody;

/// <summary>An entry of a batch.</summary>
internal interface IBatchEntry
{
    string? Id { get; }
}

internal sealed record SendEntry(
    string? Id,
    string? MessageBody,
    int? DelaySeconds,
    Dictionary<string, AttributeBody?>? MessageAttributes,
    Dictionary<string, AttributeBody?>? MessageSystemAttributes,
    string? MessageDeduplicationId,
    string? MessageGroupId
) : ISendBody, IBatchEntry;

internal sealed record SendBatchBody(string? QueueUrl, SendEntry?[]? Entries);

internal sealed record ReceiveMessageBody(
    string? QueueUrl,
    string[]? AttributeNames,
    string[]? MessageSystemAttributeNames,
    string[]? MessageAttributeNames,
    int? MaxNumberOfMessages,
    int? VisibilityTimeout,
    int? WaitTimeSeconds,
    string? ReceiveRequestAttemptId
);

internal sealed record ReceiptBody(string? QueueUrl, string? ReceiptHandle);

internal sealed record VisibilityBody(string? QueueUrl, string? ReceiptHandle, int? VisibilityTimeout);

internal sealed record DeleteEntry(string? Id, string? ReceiptHandle) : IBatchEntry;

internal sealed record DeleteBatchBody(string? QueueUrl, DeleteEntry?[]? Entries);

internal sealed record VisibilityEntry(string? Id, string? ReceiptHandle, int? VisibilityTimeout) : IBatchEntry;

internal sealed record VisibilityBatchBody(string? QueueUrl, VisibilityEntry?[]? Entries);

internal sealed record TagQueueBody(string? QueueUrl, Dictionary<string, string?>? Tags);

internal sealed record UntagQueueBody(string? QueueUrl, string[]? TagKeys);

[JsonSerializable(typeof(CreateQueueBody))]
[JsonSerializable(typeof(QueueUrlBody))]
[JsonSerializable(typeof(GetQueueUrlBody))]
[JsonSerializable(typeof(ListQueuesBody))]
[JsonSerializable(typeof(ListSourcesBody))]
[JsonSerializable(typeof(GetAttributesBody))]
[JsonSerializable(typeof(SetAttributesBody))]
[JsonSerializable(typeof(SendMessageBody))]
[JsonSerializable(typeof(SendBatchBody))]
[JsonSerializable(typeof(ReceiveMessageBody))]
[JsonSerializable(typeof(ReceiptBody))]
[JsonSerializable(typeof(VisibilityBody))]
[JsonSerializable(typeof(DeleteBatchBody))]
[JsonSerializable(typeof(VisibilityBatchBody))]
[JsonSerializable(typeof(TagQueueBody))]
[JsonSerializable(typeof(UntagQueueBody))]
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
internal sealed partial class SqsJson : JsonSerializerContext;

/// <summary>What the database keeps as text.</summary>
[JsonSerializable(typeof(SortedDictionary<string, string>))]
[JsonSerializable(typeof(SortedDictionary<string, MessageAttribute>))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class StoredJson : JsonSerializerContext;
