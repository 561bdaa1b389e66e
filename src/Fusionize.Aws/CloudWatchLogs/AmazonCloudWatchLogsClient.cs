using System.Text.Json;
using Amazon;
using Amazon.Runtime;
using Fusionize.Aws.Pipeline;

namespace Fusionize.Aws.CloudWatchLogs;

/// <summary>Configuration of <see cref="AmazonCloudWatchLogsClient"/>.</summary>
public sealed class AmazonCloudWatchLogsConfig : ServiceConfig
{
    /// <summary>FilterLogEvents is limited to 5 a second per account and region (queries to 10), so all clients of a process share one
    /// bucket.</summary>
    public static TokenBucket ReadLimiter { get; } = new(perSecond: 5, burst: 5);

    public AmazonCloudWatchLogsConfig()
        : base("CloudWatch Logs", "logs") => Limiter = ReadLimiter;

    public override string ServiceVersion => "2014-03-28";
}

/// <summary>CloudWatch Logs: reading logs. Names and shapes are those of AWSSDK.CloudWatchLogs.</summary>
public sealed class AmazonCloudWatchLogsClient : ServiceClient
{
    private static readonly Protocol s_protocol = new(
        "AmazonCloudWatchLogs",
        "Logs_20140328",
        "application/x-amz-json-1.1",
        JsonNamingPolicy.CamelCase,
        AmazonCloudWatchLogsException.Of
    );

    /// <summary>Credentials, region and endpoint from the environment and the default profile.</summary>
    public AmazonCloudWatchLogsClient()
        : this(new AmazonCloudWatchLogsConfig()) { }

    public AmazonCloudWatchLogsClient(RegionEndpoint region)
        : this(new AmazonCloudWatchLogsConfig { RegionEndpoint = region }) { }

    public AmazonCloudWatchLogsClient(AmazonCloudWatchLogsConfig config)
        : base(s_protocol, config) { }

    public AmazonCloudWatchLogsClient(AWSCredentials credentials, AmazonCloudWatchLogsConfig config)
        : base(s_protocol, credentials, config) { }

    public Task<FilterLogEventsResponse> FilterLogEventsAsync(FilterLogEventsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<FilterLogEventsResponse>(request, cancellationToken);

    public Task<DescribeLogStreamsResponse> DescribeLogStreamsAsync(
        DescribeLogStreamsRequest request,
        CancellationToken cancellationToken = default
    ) => CallAsync<DescribeLogStreamsResponse>(request, cancellationToken);

    public Task<DescribeLogGroupsResponse> DescribeLogGroupsAsync(DescribeLogGroupsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeLogGroupsResponse>(request, cancellationToken);

    public Task<CreateLogGroupResponse> CreateLogGroupAsync(CreateLogGroupRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CreateLogGroupResponse>(request, cancellationToken);

    public Task<PutRetentionPolicyResponse> PutRetentionPolicyAsync(
        PutRetentionPolicyRequest request,
        CancellationToken cancellationToken = default
    ) => CallAsync<PutRetentionPolicyResponse>(request, cancellationToken);

    public Task<StartQueryResponse> StartQueryAsync(StartQueryRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<StartQueryResponse>(request, cancellationToken);

    public Task<GetQueryResultsResponse> GetQueryResultsAsync(GetQueryResultsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetQueryResultsResponse>(request, cancellationToken);

    public Task<StopQueryResponse> StopQueryAsync(StopQueryRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<StopQueryResponse>(request, cancellationToken);
}
