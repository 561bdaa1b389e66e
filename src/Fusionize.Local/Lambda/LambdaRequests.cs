using System.Text.Json.Serialization;

namespace Fusionize.Local.Lambda;

// Bodies of the Lambda API's requests. What changes nothing here is kept and told (layers, VPC) or ignored (tracing …), as unknown members are.

internal sealed record CodeBody(byte[]? ZipFile, string? S3Bucket, string? S3Key, string? ImageUri);

internal sealed record EnvironmentBody(Dictionary<string, string>? Variables);

internal sealed record VpcBody(string[]? SubnetIds, string[]? SecurityGroupIds);

internal sealed record CreateFunctionBody(
    string? FunctionName, string? Runtime, string? Role, string? Handler, CodeBody? Code, string? Description, int? Timeout, int? MemorySize, bool? Publish,
    string? PackageType, EnvironmentBody? Environment, Dictionary<string, string>? Tags, string[]? Architectures, string[]? Layers, VpcBody? VpcConfig);

internal sealed record UpdateCodeBody(
    byte[]? ZipFile, string? S3Bucket, string? S3Key, string? ImageUri, bool? Publish, bool? DryRun, string? RevisionId, string[]? Architectures);

internal sealed record UpdateConfigurationBody(
    string? Role, string? Handler, string? Description, int? Timeout, int? MemorySize, EnvironmentBody? Environment, string? Runtime, string? RevisionId,
    string[]? Layers, VpcBody? VpcConfig);

internal sealed record PublishVersionBody(string? CodeSha256, string? Description, string? RevisionId);

internal sealed record RoutingBody(Dictionary<string, double>? AdditionalVersionWeights);

internal sealed record AliasBody(string? Name, string? FunctionVersion, string? Description, RoutingBody? RoutingConfig, string? RevisionId);

internal sealed record ConcurrencyBody(int? ReservedConcurrentExecutions);

internal sealed record TagsBody(Dictionary<string, string>? Tags);

[JsonSerializable(typeof(CreateFunctionBody))]
[JsonSerializable(typeof(UpdateCodeBody))]
[JsonSerializable(typeof(UpdateConfigurationBody))]
[JsonSerializable(typeof(PublishVersionBody))]
[JsonSerializable(typeof(AliasBody))]
[JsonSerializable(typeof(ConcurrencyBody))]
[JsonSerializable(typeof(TagsBody))]
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
internal sealed partial class LambdaJson : JsonSerializerContext;
