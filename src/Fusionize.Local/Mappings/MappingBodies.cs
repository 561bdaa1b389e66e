using System.Text.Json;
using System.Text.Json.Serialization;
using Fusionize.Local.Protocol;

namespace Fusionize.Local.Mappings;

internal sealed record ScalingBody(int? MaximumConcurrency);

internal sealed record FilterBody(string? Pattern);

internal sealed record FiltersBody(FilterBody?[]? Filters);

/// <summary>The bodies of CreateEventSourceMapping and UpdateEventSourceMapping.</summary>
internal sealed record MappingBody(
    string? EventSourceArn,
    string? FunctionName,
    bool? Enabled,
    int? BatchSize,
    int? MaximumBatchingWindowInSeconds,
    ScalingBody? ScalingConfig,
    string[]? FunctionResponseTypes,
    Dictionary<string, string?>? Tags,
    [property: JsonPropertyName("UUID")] string? Uuid,
    FiltersBody? FilterCriteria,
    int? ParallelizationFactor,
    string? StartingPosition,
    JsonElement? StartingPositionTimestamp,
    JsonElement? DestinationConfig,
    int? MaximumRecordAgeInSeconds,
    bool? BisectBatchOnFunctionError,
    int? MaximumRetryAttempts,
    int? TumblingWindowInSeconds,
    JsonElement? Topics,
    JsonElement? Queues,
    JsonElement? SourceAccessConfigurations,
    JsonElement? SelfManagedEventSource,
    JsonElement? AmazonManagedKafkaEventSourceConfig,
    JsonElement? SelfManagedKafkaEventSourceConfig,
    JsonElement? DocumentDBEventSourceConfig,
    string? KMSKeyArn,
    JsonElement? MetricsConfig,
    JsonElement? LoggingConfig,
    JsonElement? ProvisionedPollerConfig
)
{
    /// <summary>Throws if the request has a member that would have no effect.</summary>
    public void RefuseUnsupported()
    {
        (string Name, bool IsSet)[] members =
        [
            (nameof(ParallelizationFactor), ParallelizationFactor is not null),
            (nameof(StartingPosition), StartingPosition is not null),
            (nameof(StartingPositionTimestamp), IsSet(StartingPositionTimestamp)),
            (nameof(DestinationConfig), IsSet(DestinationConfig)),
            (nameof(MaximumRecordAgeInSeconds), MaximumRecordAgeInSeconds is not null),
            (nameof(BisectBatchOnFunctionError), BisectBatchOnFunctionError is not null),
            (nameof(MaximumRetryAttempts), MaximumRetryAttempts is not null),
            (nameof(TumblingWindowInSeconds), TumblingWindowInSeconds is not null),
            (nameof(Topics), IsSet(Topics)),
            (nameof(Queues), IsSet(Queues)),
            (nameof(SourceAccessConfigurations), IsSet(SourceAccessConfigurations)),
            (nameof(SelfManagedEventSource), IsSet(SelfManagedEventSource)),
            (nameof(AmazonManagedKafkaEventSourceConfig), IsSet(AmazonManagedKafkaEventSourceConfig)),
            (nameof(SelfManagedKafkaEventSourceConfig), IsSet(SelfManagedKafkaEventSourceConfig)),
            (nameof(DocumentDBEventSourceConfig), IsSet(DocumentDBEventSourceConfig)),
            (nameof(KMSKeyArn), !string.IsNullOrEmpty(KMSKeyArn)),
            (nameof(MetricsConfig), IsSet(MetricsConfig)),
            (nameof(LoggingConfig), IsSet(LoggingConfig)),
            (nameof(ProvisionedPollerConfig), IsSet(ProvisionedPollerConfig)),
        ];
        foreach (var (name, isSet) in members)
        {
            if (isSet)
                throw LambdaError.InvalidParameter($"The local platform doesn't apply {name} of an event source mapping, so it is refused.");
        }
    }

    /// <summary>Clients send empty values for what they don't set.</summary>
    private static bool IsSet(JsonElement? member) =>
        member is { } value
        && value.ValueKind switch
        {
            JsonValueKind.Null => false,
            JsonValueKind.Array => value.GetArrayLength() > 0,
            JsonValueKind.Object => value.EnumerateObject().Any(m => IsSet(m.Value)),
            _ => true,
        };
}

internal sealed record TagsBody(Dictionary<string, string?>? Tags);

[JsonSerializable(typeof(MappingBody))]
[JsonSerializable(typeof(TagsBody))]
[JsonSerializable(typeof(JsonElement))]
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
internal sealed partial class MappingJson : JsonSerializerContext;
