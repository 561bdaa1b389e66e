using Amazon.Runtime;

namespace Fusionize.Aws.Lambda;

/// <summary>A function's (or a published version's) configuration.</summary>
public class FunctionConfiguration : AmazonWebServiceResponse
{
    public string? FunctionName { get; set; }
    public string? FunctionArn { get; set; }
    public string? Runtime { get; set; }
    public string? Role { get; set; }
    public string? Handler { get; set; }
    public long? CodeSize { get; set; }
    public string? Description { get; set; }
    public int? Timeout { get; set; }
    public int? MemorySize { get; set; }
    public string? LastModified { get; set; }
    public string? CodeSha256 { get; set; }
    public string? Version { get; set; }
    public string? RevisionId { get; set; }
    public string? State { get; set; }
    public string? StateReason { get; set; }
    public string? StateReasonCode { get; set; }
    public string? LastUpdateStatus { get; set; }
    public string? LastUpdateStatusReason { get; set; }
    public string? LastUpdateStatusReasonCode { get; set; }
    public string? PackageType { get; set; }
    public string? KMSKeyArn { get; set; }
    public List<string>? Architectures { get; set; }
    public EnvironmentResponse? Environment { get; set; }
    public List<Layer>? Layers { get; set; }
    public VpcConfigDetail? VpcConfig { get; set; }
    public DeadLetterConfig? DeadLetterConfig { get; set; }
    public TracingConfig? TracingConfig { get; set; }
    public EphemeralStorage? EphemeralStorage { get; set; }
    public LoggingConfig? LoggingConfig { get; set; }
}

/// <summary>Environment variables, to set.</summary>
public sealed class Environment
{
    public Dictionary<string, string>? Variables { get; set; }
}

/// <summary>Environment variables, as the service returns them.</summary>
public sealed class EnvironmentResponse
{
    public Dictionary<string, string>? Variables { get; set; }
    public EnvironmentError? Error { get; set; }
}

/// <summary>Why the service can't return the environment variables.</summary>
public sealed class EnvironmentError
{
    public string? ErrorCode { get; set; }
    public string? Message { get; set; }
}

/// <summary>A layer of a function.</summary>
public sealed class Layer
{
    public string? Arn { get; set; }
    public long? CodeSize { get; set; }
}

/// <summary>A function's network, to set.</summary>
public sealed class VpcConfig
{
    public List<string>? SubnetIds { get; set; }
    public List<string>? SecurityGroupIds { get; set; }
    public bool? Ipv6AllowedForDualStack { get; set; }
}

/// <summary>A function's network, as the service returns it.</summary>
public sealed class VpcConfigDetail
{
    public List<string>? SubnetIds { get; set; }
    public List<string>? SecurityGroupIds { get; set; }
    public string? VpcId { get; set; }
    public bool? Ipv6AllowedForDualStack { get; set; }
}

/// <summary>The destination of events that failed for good.</summary>
public sealed class DeadLetterConfig
{
    public string? TargetArn { get; set; }
}

/// <summary>X-Ray tracing.</summary>
public sealed class TracingConfig
{
    public string? Mode { get; set; }
}

/// <summary>Size of /tmp in MB.</summary>
public sealed class EphemeralStorage
{
    public int? Size { get; set; }
}

/// <summary>A function's log.</summary>
public sealed class LoggingConfig
{
    public string? LogFormat { get; set; }
    public string? ApplicationLogLevel { get; set; }
    public string? SystemLogLevel { get; set; }
    public string? LogGroup { get; set; }
}
