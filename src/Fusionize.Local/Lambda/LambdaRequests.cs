using System.Text.Json;
using System.Text.Json.Serialization;
using Fusionize.Local.Functions;

namespace Fusionize.Local.Lambda;

// Bodies of the Lambda API's requests. An unknown member is an error, though AWS ignores it: it may be one that AWS knows and this platform doesn't.

internal sealed record CodeBody(byte[]? ZipFile, string? S3Bucket, string? S3Key, string? S3ObjectVersion, string? ImageUri, string? SourceKMSKeyArn);

internal sealed record CreateFunctionBody(
    string? FunctionName,
    string? Runtime,
    string? Role,
    string? Handler,
    CodeBody? Code,
    string? Description,
    int? Timeout,
    int? MemorySize,
    bool? Publish,
    string? PackageType,
    EnvironmentBody? Environment,
    Dictionary<string, string?>? Tags,
    string[]? Architectures,
    VpcBody? VpcConfig,
    StorageBody? EphemeralStorage,
    TracingBody? TracingConfig,
    LoggingBody? LoggingConfig,
    string? CodeSigningConfigArn,
    string[]? Layers,
    TargetBody? DeadLetterConfig,
    SnapStartBody? SnapStart,
    JsonElement[]? FileSystemConfigs,
    string? KMSKeyArn,
    JsonElement? ImageConfig,
    JsonElement? DurableConfig,
    JsonElement? CapacityProviderConfig,
    JsonElement? TenancyConfig
) : IUnsupportedMembers;

internal sealed record UpdateCodeBody(
    byte[]? ZipFile,
    string? S3Bucket,
    string? S3Key,
    string? S3ObjectVersion,
    string? ImageUri,
    string? SourceKMSKeyArn,
    bool? Publish,
    bool? DryRun,
    string? RevisionId,
    string[]? Architectures
);

internal sealed record UpdateConfigurationBody(
    string? Role,
    string? Handler,
    string? Description,
    int? Timeout,
    int? MemorySize,
    EnvironmentBody? Environment,
    string? Runtime,
    string? RevisionId,
    VpcBody? VpcConfig,
    StorageBody? EphemeralStorage,
    TracingBody? TracingConfig,
    LoggingBody? LoggingConfig,
    string[]? Layers,
    TargetBody? DeadLetterConfig,
    SnapStartBody? SnapStart,
    JsonElement[]? FileSystemConfigs,
    string? KMSKeyArn,
    JsonElement? ImageConfig,
    JsonElement? DurableConfig,
    JsonElement? CapacityProviderConfig,
    JsonElement? TenancyConfig
) : IUnsupportedMembers;

internal sealed record PublishVersionBody(string? CodeSha256, string? Description, string? RevisionId);

internal sealed record RoutingBody(Dictionary<string, double>? AdditionalVersionWeights);

internal sealed record AliasBody(string? Name, string? FunctionVersion, string? Description, RoutingBody? RoutingConfig, string? RevisionId);

internal sealed record ConcurrencyBody(int? ReservedConcurrentExecutions);

internal sealed record TagsBody(Dictionary<string, string?>? Tags);

internal sealed record PermissionBody(
    string? StatementId,
    string? Action,
    string? Principal,
    string? SourceArn,
    string? SourceAccount,
    string? EventSourceToken,
    string? FunctionUrlAuthType,
    string? PrincipalOrgID,
    bool? InvokedViaFunctionUrl,
    string? RevisionId
);

internal sealed record CorsBody(
    bool? AllowCredentials,
    string[]? AllowHeaders,
    string[]? AllowMethods,
    string[]? AllowOrigins,
    string[]? ExposeHeaders,
    int? MaxAge
);

internal sealed record UrlBody(string? AuthType, CorsBody? Cors, string? InvokeMode);

internal sealed record DestinationBody(string? Destination);

internal sealed record DestinationsBody(DestinationBody? OnSuccess, DestinationBody? OnFailure);

internal sealed record EventConfigurationBody(int? MaximumRetryAttempts, int? MaximumEventAgeInSeconds, DestinationsBody? DestinationConfig);

internal sealed record RecursionBody(string? RecursiveLoop);

[JsonSerializable(typeof(CreateFunctionBody))]
[JsonSerializable(typeof(UpdateCodeBody))]
[JsonSerializable(typeof(UpdateConfigurationBody))]
[JsonSerializable(typeof(PublishVersionBody))]
[JsonSerializable(typeof(AliasBody))]
[JsonSerializable(typeof(ConcurrencyBody))]
[JsonSerializable(typeof(TagsBody))]
[JsonSerializable(typeof(PermissionBody))]
[JsonSerializable(typeof(UrlBody))]
[JsonSerializable(typeof(EventConfigurationBody))]
[JsonSerializable(typeof(RecursionBody))]
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
internal sealed partial class LambdaJson : JsonSerializerContext;
