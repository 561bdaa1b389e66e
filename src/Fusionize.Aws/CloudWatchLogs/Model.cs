using Amazon.Runtime;
using Fusionize.Aws.Pipeline;

namespace Fusionize.Aws.CloudWatchLogs;

/// <summary>Base of the service's requests.</summary>
public abstract class AmazonCloudWatchLogsRequest : AmazonWebServiceRequest;

/// <summary>Order of log streams.</summary>
public static class OrderBy
{
    public const string LogStreamName = "LogStreamName",
        LastEventTime = "LastEventTime";
}

/// <summary>Reads a log group's events between two times (ms since 1970), up to 10,000 or 1 MB a page.</summary>
[Operation("POST", "/")]
public sealed class FilterLogEventsRequest : AmazonCloudWatchLogsRequest
{
    public string? LogGroupName { get; set; }
    public List<string>? LogStreamNames { get; set; }
    public string? LogStreamNamePrefix { get; set; }
    public long? StartTime { get; set; }
    public long? EndTime { get; set; }
    public string? FilterPattern { get; set; }
    public string? NextToken { get; set; }
    public int? Limit { get; set; }
}

public sealed class FilterLogEventsResponse : AmazonWebServiceResponse
{
    public List<FilteredLogEvent>? Events { get; set; }
    public string? NextToken { get; set; }
}

/// <summary>A line of a log.</summary>
public sealed class FilteredLogEvent
{
    public string? LogStreamName { get; set; }
    public long? Timestamp { get; set; }
    public string? Message { get; set; }
    public long? IngestionTime { get; set; }
    public string? EventId { get; set; }
}

[Operation("POST", "/")]
public sealed class DescribeLogStreamsRequest : AmazonCloudWatchLogsRequest
{
    public string? LogGroupName { get; set; }
    public string? LogStreamNamePrefix { get; set; }
    public string? OrderBy { get; set; }
    public bool? Descending { get; set; }
    public string? NextToken { get; set; }
    public int? Limit { get; set; }
}

public sealed class DescribeLogStreamsResponse : AmazonWebServiceResponse
{
    public List<LogStream>? LogStreams { get; set; }
    public string? NextToken { get; set; }
}

public sealed class LogStream
{
    public string? LogStreamName { get; set; }
    public string? Arn { get; set; }
    public long? CreationTime { get; set; }
    public long? FirstEventTimestamp { get; set; }
    public long? LastEventTimestamp { get; set; }
    public long? LastIngestionTime { get; set; }
}

[Operation("POST", "/")]
public sealed class DescribeLogGroupsRequest : AmazonCloudWatchLogsRequest
{
    public string? LogGroupNamePrefix { get; set; }
    public string? NextToken { get; set; }
    public int? Limit { get; set; }
}

public sealed class DescribeLogGroupsResponse : AmazonWebServiceResponse
{
    public List<LogGroup>? LogGroups { get; set; }
    public string? NextToken { get; set; }
}

public sealed class LogGroup
{
    public string? LogGroupName { get; set; }
    public string? Arn { get; set; }
    public long? CreationTime { get; set; }
    public int? RetentionInDays { get; set; }
    public long? StoredBytes { get; set; }
}

[Operation("POST", "/")]
public sealed class CreateLogGroupRequest : AmazonCloudWatchLogsRequest
{
    public string? LogGroupName { get; set; }
    public Dictionary<string, string>? Tags { get; set; }
}

public sealed class CreateLogGroupResponse : AmazonWebServiceResponse;

[Operation("POST", "/")]
public sealed class PutRetentionPolicyRequest : AmazonCloudWatchLogsRequest
{
    public string? LogGroupName { get; set; }
    public int? RetentionInDays { get; set; }
}

public sealed class PutRetentionPolicyResponse : AmazonWebServiceResponse;
