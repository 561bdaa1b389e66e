using System.Text.Json.Serialization;
using Amazon.Runtime;
using Fusionize.Aws.Pipeline;

namespace Fusionize.Aws.Lambda;

/// <summary>An event source mapping: a queue or stream whose messages or records a function gets, in batches.</summary>
public sealed class EventSourceMappingConfiguration : AmazonWebServiceResponse
{
    [JsonPropertyName("UUID")]
    public string? Uuid { get; set; }
    public string? EventSourceArn { get; set; }
    public string? EventSourceMappingArn { get; set; }

    /// <summary>The function or alias.</summary>
    public string? FunctionArn { get; set; }

    /// <summary>Creating, Enabling, Enabled, Disabling, Disabled, Updating or Deleting.</summary>
    public string? State { get; set; }
    public int? BatchSize { get; set; }
    public int? MaximumBatchingWindowInSeconds { get; set; }
    public ScalingConfig? ScalingConfig { get; set; }
    public FilterCriteria? FilterCriteria { get; set; }
    public List<string>? FunctionResponseTypes { get; set; }
    public string? StartingPosition { get; set; }
    public int? ParallelizationFactor { get; set; }
    public int? MaximumRetryAttempts { get; set; }
    public int? MaximumRecordAgeInSeconds { get; set; }
    public bool? BisectBatchOnFunctionError { get; set; }
}

/// <summary>How many instances of the function a queue may use.</summary>
public sealed class ScalingConfig
{
    public int? MaximumConcurrency { get; set; }
}

/// <summary>Which messages or records a function gets.</summary>
public sealed class FilterCriteria
{
    public List<Filter>? Filters { get; set; }
}

/// <summary>A pattern as JSON.</summary>
public sealed class Filter
{
    public string? Pattern { get; set; }
}

[Operation("POST", "/2015-03-31/event-source-mappings")]
public sealed class CreateEventSourceMappingRequest : AmazonLambdaRequest
{
    public string? EventSourceArn { get; set; }

    /// <summary>The function's name or ARN, with an alias.</summary>
    public string? FunctionName { get; set; }
    public bool? Enabled { get; set; }
    public int? BatchSize { get; set; }
    public int? MaximumBatchingWindowInSeconds { get; set; }
    public ScalingConfig? ScalingConfig { get; set; }
    public FilterCriteria? FilterCriteria { get; set; }
    public List<string>? FunctionResponseTypes { get; set; }
    public string? StartingPosition { get; set; }
    public int? ParallelizationFactor { get; set; }
    public int? MaximumRetryAttempts { get; set; }
    public int? MaximumRecordAgeInSeconds { get; set; }
    public bool? BisectBatchOnFunctionError { get; set; }
    public Dictionary<string, string>? Tags { get; set; }
}

[Operation("PUT", "/2015-03-31/event-source-mappings/{Uuid}")]
public sealed class UpdateEventSourceMappingRequest : AmazonLambdaRequest
{
    [InPath]
    public string? Uuid { get; set; }
    public bool? Enabled { get; set; }
    public int? BatchSize { get; set; }
    public int? MaximumBatchingWindowInSeconds { get; set; }

    /// <summary>An empty one removes the limit.</summary>
    public ScalingConfig? ScalingConfig { get; set; }

    /// <summary>An empty one removes the patterns.</summary>
    public FilterCriteria? FilterCriteria { get; set; }
    public List<string>? FunctionResponseTypes { get; set; }
    public int? ParallelizationFactor { get; set; }
    public int? MaximumRetryAttempts { get; set; }
    public int? MaximumRecordAgeInSeconds { get; set; }
    public bool? BisectBatchOnFunctionError { get; set; }
}

[Operation("DELETE", "/2015-03-31/event-source-mappings/{Uuid}")]
public sealed class DeleteEventSourceMappingRequest : AmazonLambdaRequest
{
    [InPath]
    public string? Uuid { get; set; }
}

[Operation("GET", "/2015-03-31/event-source-mappings")]
public sealed class ListEventSourceMappingsRequest : AmazonLambdaRequest
{
    [InQuery]
    public string? Marker { get; set; }

    [InQuery]
    public int? MaxItems { get; set; }
}

public sealed class ListEventSourceMappingsResponse : AmazonWebServiceResponse
{
    public List<EventSourceMappingConfiguration>? EventSourceMappings { get; set; }
    public string? NextMarker { get; set; }
}

/// <summary>Returns the tags of a function or an event source mapping.</summary>
[Operation("GET", "/2017-03-31/tags/{Resource}")]
public sealed class ListTagsRequest : AmazonLambdaRequest
{
    /// <summary>Its ARN.</summary>
    [InPath]
    public string? Resource { get; set; }
}

public sealed class ListTagsResponse : AmazonWebServiceResponse
{
    public Dictionary<string, string>? Tags { get; set; }
}

[Operation("DELETE", "/2015-03-31/functions/{FunctionName}/policy/{StatementId}")]
public sealed class RemovePermissionRequest : AmazonLambdaRequest
{
    [InPath]
    public string? FunctionName { get; set; }

    [InPath]
    public string? StatementId { get; set; }

    [InQuery]
    public string? Qualifier { get; set; }
}

public sealed class RemovePermissionResponse : AmazonWebServiceResponse;
