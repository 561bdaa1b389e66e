using Amazon.Runtime;
using Fusionize.Aws.Pipeline;

namespace Fusionize.Aws.Lambda;

/// <summary>A function's code: a zip, or its location in S3.</summary>
public sealed class FunctionCode
{
    public MemoryStream? ZipFile { get; set; }
    public string? S3Bucket { get; set; }
    public string? S3Key { get; set; }
    public string? S3ObjectVersion { get; set; }
}

/// <summary>Creates a function.</summary>
[Operation("POST", "/2015-03-31/functions")]
public sealed class CreateFunctionRequest : AmazonLambdaRequest
{
    public string? FunctionName { get; set; }
    public string? Runtime { get; set; }
    public string? Role { get; set; }
    public string? Handler { get; set; }
    public FunctionCode? Code { get; set; }
    public string? Description { get; set; }
    public int? Timeout { get; set; }
    public int? MemorySize { get; set; }
    public bool? Publish { get; set; }
    public string? PackageType { get; set; }
    public string? KMSKeyArn { get; set; }
    public List<string>? Architectures { get; set; }
    public Environment? Environment { get; set; }
    public Dictionary<string, string>? Tags { get; set; }
    public List<string>? Layers { get; set; }
    public VpcConfig? VpcConfig { get; set; }
    public DeadLetterConfig? DeadLetterConfig { get; set; }
    public TracingConfig? TracingConfig { get; set; }
    public EphemeralStorage? EphemeralStorage { get; set; }
    public LoggingConfig? LoggingConfig { get; set; }
}

public sealed class CreateFunctionResponse : FunctionConfiguration;

/// <summary>Replaces the code of a function's unpublished version.</summary>
[Operation("PUT", "/2015-03-31/functions/{FunctionName}/code")]
public sealed class UpdateFunctionCodeRequest : AmazonLambdaRequest
{
    [InPath]
    public string? FunctionName { get; set; }
    public MemoryStream? ZipFile { get; set; }
    public string? S3Bucket { get; set; }
    public string? S3Key { get; set; }
    public string? S3ObjectVersion { get; set; }
    public bool? Publish { get; set; }
    public bool? DryRun { get; set; }
    public string? RevisionId { get; set; }
    public List<string>? Architectures { get; set; }
}

public sealed class UpdateFunctionCodeResponse : FunctionConfiguration;

/// <summary>Changes the configuration of a function's unpublished version; null values stay unchanged.</summary>
[Operation("PUT", "/2015-03-31/functions/{FunctionName}/configuration")]
public sealed class UpdateFunctionConfigurationRequest : AmazonLambdaRequest
{
    [InPath]
    public string? FunctionName { get; set; }
    public string? Runtime { get; set; }
    public string? Role { get; set; }
    public string? Handler { get; set; }
    public string? Description { get; set; }
    public int? Timeout { get; set; }
    public int? MemorySize { get; set; }
    public string? KMSKeyArn { get; set; }
    public string? RevisionId { get; set; }
    public Environment? Environment { get; set; }
    public List<string>? Layers { get; set; }
    public VpcConfig? VpcConfig { get; set; }
    public DeadLetterConfig? DeadLetterConfig { get; set; }
    public TracingConfig? TracingConfig { get; set; }
    public EphemeralStorage? EphemeralStorage { get; set; }
    public LoggingConfig? LoggingConfig { get; set; }
}

public sealed class UpdateFunctionConfigurationResponse : FunctionConfiguration;

/// <summary>Returns a function's configuration, tags and the location of its code.</summary>
[Operation("GET", "/2015-03-31/functions/{FunctionName}")]
public sealed class GetFunctionRequest : AmazonLambdaRequest
{
    [InPath]
    public string? FunctionName { get; set; }

    [InQuery]
    public string? Qualifier { get; set; }
}

public sealed class GetFunctionResponse : AmazonWebServiceResponse
{
    public FunctionConfiguration? Configuration { get; set; }
    public FunctionCodeLocation? Code { get; set; }
    public Dictionary<string, string>? Tags { get; set; }
}

/// <summary>Where a function's code can be downloaded for ten minutes.</summary>
public sealed class FunctionCodeLocation
{
    public string? RepositoryType { get; set; }
    public string? Location { get; set; }
}

/// <summary>Returns a function's configuration.</summary>
[Operation("GET", "/2015-03-31/functions/{FunctionName}/configuration")]
public sealed class GetFunctionConfigurationRequest : AmazonLambdaRequest
{
    [InPath]
    public string? FunctionName { get; set; }

    [InQuery]
    public string? Qualifier { get; set; }
}

public sealed class GetFunctionConfigurationResponse : FunctionConfiguration;

/// <summary>Lists functions, up to 50 a page.</summary>
[Operation("GET", "/2015-03-31/functions")]
public sealed class ListFunctionsRequest : AmazonLambdaRequest
{
    [InQuery]
    public string? FunctionVersion { get; set; }

    [InQuery]
    public string? Marker { get; set; }

    [InQuery]
    public int? MaxItems { get; set; }
}

public sealed class ListFunctionsResponse : AmazonWebServiceResponse
{
    public List<FunctionConfiguration>? Functions { get; set; }
    public string? NextMarker { get; set; }
}

/// <summary>Deletes a function, or one version of it.</summary>
[Operation("DELETE", "/2015-03-31/functions/{FunctionName}")]
public sealed class DeleteFunctionRequest : AmazonLambdaRequest
{
    [InPath]
    public string? FunctionName { get; set; }

    [InQuery]
    public string? Qualifier { get; set; }
}

public sealed class DeleteFunctionResponse : AmazonWebServiceResponse
{
    [AsStatus]
    public int StatusCode { get; set; }
}

/// <summary>Returns the account's limits and usage in this region.</summary>
[Operation("GET", "/2016-08-19/account-settings")]
public sealed class GetAccountSettingsRequest : AmazonLambdaRequest;

public sealed class GetAccountSettingsResponse : AmazonWebServiceResponse
{
    public AccountLimit? AccountLimit { get; set; }
    public AccountUsage? AccountUsage { get; set; }
}

public sealed class AccountLimit
{
    public long? TotalCodeSize { get; set; }
    public long? CodeSizeUnzipped { get; set; }
    public long? CodeSizeZipped { get; set; }
    public int? ConcurrentExecutions { get; set; }
    public int? UnreservedConcurrentExecutions { get; set; }
}

public sealed class AccountUsage
{
    public long? TotalCodeSize { get; set; }
    public long? FunctionCount { get; set; }
}
