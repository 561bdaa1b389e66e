using System.Text.Json;

namespace Fusionize.Local.Functions;

// Members that CreateFunction and UpdateFunctionConfiguration share. Each is applied or refused; see FunctionRules.

internal sealed record EnvironmentBody(Dictionary<string, string?>? Variables);

internal sealed record VpcBody(string[]? SubnetIds, string[]? SecurityGroupIds, bool? Ipv6AllowedForDualStack);

internal sealed record TargetBody(string? TargetArn);

internal sealed record StorageBody(int? Size);

internal sealed record TracingBody(string? Mode);

internal sealed record LoggingBody(string? LogFormat, string? ApplicationLogLevel, string? SystemLogLevel, string? LogGroup);

internal sealed record SnapStartBody(string? ApplyOn);

/// <summary>Members of Lambda's API that this platform doesn't support.</summary>
internal interface IUnsupportedMembers
{
    string[]? Layers { get; }
    SnapStartBody? SnapStart { get; }
    JsonElement[]? FileSystemConfigs { get; }
    string? KMSKeyArn { get; }
    JsonElement? ImageConfig { get; }
    JsonElement? DurableConfig { get; }
    JsonElement? CapacityProviderConfig { get; }
    JsonElement? TenancyConfig { get; }
}
