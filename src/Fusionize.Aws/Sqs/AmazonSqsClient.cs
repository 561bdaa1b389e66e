using Amazon.Runtime;
using Fusionize.Aws.Pipeline;

namespace Fusionize.Aws.Sqs;

/// <summary>Configuration of <see cref="AmazonSqsClient"/>.</summary>
public sealed class AmazonSqsConfig : ServiceConfig
{
    public AmazonSqsConfig()
        : base("SQS", "sqs") { }

    public override string ServiceVersion => "2012-11-05";
}

/// <summary>SQS: the calls that create, find and configure a queue. Names and shapes are those of AWSSDK.SQS.</summary>
public sealed class AmazonSqsClient : ServiceClient
{
    private static readonly Protocol s_protocol = new("AmazonSQS", "AmazonSQS", "application/x-amz-json-1.0", null, AmazonSqsException.Of);

    public AmazonSqsClient(AmazonSqsConfig config)
        : base(s_protocol, config) { }

    public AmazonSqsClient(AWSCredentials credentials, AmazonSqsConfig config)
        : base(s_protocol, credentials, config) { }

    /// <summary>Creates a queue. If a queue with the same attributes exists, returns it.</summary>
    public Task<CreateQueueResponse> CreateQueueAsync(CreateQueueRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CreateQueueResponse>(request, cancellationToken);

    public Task<GetQueueUrlResponse> GetQueueUrlAsync(GetQueueUrlRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetQueueUrlResponse>(request, cancellationToken);

    public Task<GetQueueAttributesResponse> GetQueueAttributesAsync(
        GetQueueAttributesRequest request,
        CancellationToken cancellationToken = default
    ) => CallAsync<GetQueueAttributesResponse>(request, cancellationToken);

    public Task<SetQueueAttributesResponse> SetQueueAttributesAsync(
        SetQueueAttributesRequest request,
        CancellationToken cancellationToken = default
    ) => CallAsync<SetQueueAttributesResponse>(request, cancellationToken);

    public Task<ListQueueTagsResponse> ListQueueTagsAsync(ListQueueTagsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListQueueTagsResponse>(request, cancellationToken);
}
