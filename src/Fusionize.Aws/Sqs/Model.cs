using System.Text.Json.Serialization;
using Amazon.Runtime;
using Fusionize.Aws.Pipeline;

namespace Fusionize.Aws.Sqs;

/// <summary>Base of the service's requests.</summary>
public abstract class AmazonSqsRequest : AmazonWebServiceRequest;

[Operation("POST", "/")]
public sealed class CreateQueueRequest : AmazonSqsRequest
{
    public string? QueueName { get; set; }
    public Dictionary<string, string>? Attributes { get; set; }

    [JsonPropertyName("tags")]
    public Dictionary<string, string>? Tags { get; set; }
}

public sealed class CreateQueueResponse : AmazonWebServiceResponse
{
    public string? QueueUrl { get; set; }
}

[Operation("POST", "/")]
public sealed class GetQueueUrlRequest : AmazonSqsRequest
{
    public string? QueueName { get; set; }
}

public sealed class GetQueueUrlResponse : AmazonWebServiceResponse
{
    public string? QueueUrl { get; set; }
}

[Operation("POST", "/")]
public sealed class GetQueueAttributesRequest : AmazonSqsRequest
{
    public string? QueueUrl { get; set; }
    public List<string>? AttributeNames { get; set; }
}

public sealed class GetQueueAttributesResponse : AmazonWebServiceResponse
{
    public Dictionary<string, string>? Attributes { get; set; }
}

[Operation("POST", "/")]
public sealed class SetQueueAttributesRequest : AmazonSqsRequest
{
    public string? QueueUrl { get; set; }
    public Dictionary<string, string>? Attributes { get; set; }
}

public sealed class SetQueueAttributesResponse : AmazonWebServiceResponse;

[Operation("POST", "/")]
public sealed class ListQueueTagsRequest : AmazonSqsRequest
{
    public string? QueueUrl { get; set; }
}

public sealed class ListQueueTagsResponse : AmazonWebServiceResponse
{
    public Dictionary<string, string>? Tags { get; set; }
}

/// <summary>A failed call of SQS.</summary>
public sealed class AmazonSqsException : AmazonServiceException
{
    internal AmazonSqsException(ServiceError e)
        : base(e.Message, e.Inner, e.Type, e.Code, e.RequestId, e.Status) { }

    internal static AmazonServiceException Of(ServiceError e) => new AmazonSqsException(e);
}
