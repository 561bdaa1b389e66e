using Amazon.Runtime;
using Fusionize.Aws.Pipeline;

namespace Fusionize.Aws.CloudWatchLogs;

/// <summary>The state of a query of Logs Insights.</summary>
public static class QueryStatus
{
    public const string Scheduled = "Scheduled",
        Running = "Running",
        Complete = "Complete",
        Failed = "Failed",
        Cancelled = "Cancelled",
        Timeout = "Timeout",
        Unknown = "Unknown";
}

/// <summary>
/// Starts a query over up to 50 log groups. Unlike in the rest of the service, times are in seconds since 1970. Both bounds are inclusive.
/// </summary>
[Operation("POST", "/")]
public sealed class StartQueryRequest : AmazonCloudWatchLogsRequest
{
    public string? LogGroupName { get; set; }
    public List<string>? LogGroupNames { get; set; }
    public List<string>? LogGroupIdentifiers { get; set; }
    public long? StartTime { get; set; }
    public long? EndTime { get; set; }
    public string? QueryString { get; set; }
    public int? Limit { get; set; }
}

public sealed class StartQueryResponse : AmazonWebServiceResponse
{
    public string? QueryId { get; set; }
}

[Operation("POST", "/")]
public sealed class GetQueryResultsRequest : AmazonCloudWatchLogsRequest
{
    public string? QueryId { get; set; }
}

public sealed class GetQueryResultsResponse : AmazonWebServiceResponse
{
    /// <summary>Rows; fields without a value are left out.</summary>
    public List<List<ResultField>>? Results { get; set; }

    public QueryStatistics? Statistics { get; set; }

    /// <summary>One of <see cref="QueryStatus"/>.</summary>
    public string? Status { get; set; }
}

public sealed class ResultField
{
    public string? Field { get; set; }
    public string? Value { get; set; }
}

/// <summary>The statistics of a query. AWS charges for the scanned bytes.</summary>
public sealed class QueryStatistics
{
    public double? RecordsMatched { get; set; }
    public double? RecordsScanned { get; set; }
    public double? BytesScanned { get; set; }
}

[Operation("POST", "/")]
public sealed class StopQueryRequest : AmazonCloudWatchLogsRequest
{
    public string? QueryId { get; set; }
}

public sealed class StopQueryResponse : AmazonWebServiceResponse
{
    public bool? Success { get; set; }
}
