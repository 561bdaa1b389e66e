using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fusionize.Local.EventBridge;

// Bodies of the EventBridge API's requests. An unknown member is an error, since it would have no effect.

internal sealed record TagBody(string? Key, string? Value);

internal sealed record PutRuleBody(
    string? Name,
    string? ScheduleExpression,
    string? EventPattern,
    string? State,
    string? Description,
    string? RoleArn,
    TagBody[]? Tags,
    string? EventBusName
);

internal sealed record RuleBody(string? Name, string? EventBusName, bool? Force);

internal sealed record ListRulesBody(string? NamePrefix, string? EventBusName, string? NextToken, int? Limit);

internal sealed record SqsParametersBody(string? MessageGroupId);

internal sealed record TargetBody(
    string? Id,
    string? Arn,
    string? RoleArn,
    string? Input,
    string? InputPath,
    JsonElement? InputTransformer,
    JsonElement? KinesisParameters,
    JsonElement? RunCommandParameters,
    JsonElement? EcsParameters,
    JsonElement? BatchParameters,
    SqsParametersBody? SqsParameters,
    JsonElement? HttpParameters,
    JsonElement? RedshiftDataParameters,
    JsonElement? SageMakerPipelineParameters,
    JsonElement? DeadLetterConfig,
    JsonElement? RetryPolicy,
    JsonElement? AppSyncParameters
)
{
    /// <summary>The first member that would have no effect; null: none.</summary>
    [JsonIgnore]
    public string? Unsupported =>
        InputPath is not null ? nameof(InputPath)
        : InputTransformer is not null ? nameof(InputTransformer)
        : KinesisParameters is not null ? nameof(KinesisParameters)
        : RunCommandParameters is not null ? nameof(RunCommandParameters)
        : EcsParameters is not null ? nameof(EcsParameters)
        : BatchParameters is not null ? nameof(BatchParameters)
        : HttpParameters is not null ? nameof(HttpParameters)
        : RedshiftDataParameters is not null ? nameof(RedshiftDataParameters)
        : SageMakerPipelineParameters is not null ? nameof(SageMakerPipelineParameters)
        : DeadLetterConfig is not null ? nameof(DeadLetterConfig)
        : RetryPolicy is not null ? nameof(RetryPolicy)
        : AppSyncParameters is not null ? nameof(AppSyncParameters)
        : null;
}

internal sealed record PutTargetsBody(string? Rule, string? EventBusName, TargetBody[]? Targets);

internal sealed record RemoveTargetsBody(string? Rule, string? EventBusName, string[]? Ids, bool? Force);

internal sealed record ListTargetsBody(string? Rule, string? EventBusName, string? NextToken, int? Limit);

internal sealed record ListByTargetBody(string? TargetArn, string? EventBusName, string? NextToken, int? Limit);

internal sealed record EventEntry(
    JsonElement? Time,
    string? Source,
    string[]? Resources,
    string? DetailType,
    string? Detail,
    string? EventBusName,
    string? TraceHeader
);

internal sealed record PutEventsBody(EventEntry[]? Entries, string? EndpointId);

internal sealed record TestPatternBody(string? EventPattern, string? Event);

internal sealed record TagsOfBody(string? ResourceARN, TagBody[]? Tags, string[]? TagKeys);

[JsonSerializable(typeof(PutRuleBody))]
[JsonSerializable(typeof(RuleBody))]
[JsonSerializable(typeof(ListRulesBody))]
[JsonSerializable(typeof(PutTargetsBody))]
[JsonSerializable(typeof(RemoveTargetsBody))]
[JsonSerializable(typeof(ListTargetsBody))]
[JsonSerializable(typeof(ListByTargetBody))]
[JsonSerializable(typeof(PutEventsBody))]
[JsonSerializable(typeof(TestPatternBody))]
[JsonSerializable(typeof(TagsOfBody))]
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
internal sealed partial class EventsJson : JsonSerializerContext;
