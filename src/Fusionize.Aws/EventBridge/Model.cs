using Amazon.Runtime;
using Fusionize.Aws.Pipeline;

namespace Fusionize.Aws.EventBridge;

/// <summary>Base of the service's requests.</summary>
public abstract class AmazonEventBridgeRequest : AmazonWebServiceRequest
{
    /// <summary>The bus's name or ARN; null: the account's default bus.</summary>
    public string? EventBusName { get; set; }
}

/// <summary>Whether a rule sends events.</summary>
public static class RuleState
{
    public const string Enabled = "ENABLED",
        Disabled = "DISABLED";
}

/// <summary>A rule of a bus.</summary>
public sealed class Rule
{
    public string? Name { get; set; }
    public string? Arn { get; set; }
    public string? EventPattern { get; set; }
    public string? ScheduleExpression { get; set; }

    /// <summary>One of <see cref="RuleState"/>.</summary>
    public string? State { get; set; }
    public string? Description { get; set; }
}

[Operation("POST", "/")]
public sealed class PutRuleRequest : AmazonEventBridgeRequest
{
    public string? Name { get; set; }
    public string? EventPattern { get; set; }
    public string? ScheduleExpression { get; set; }
    public string? State { get; set; }
    public string? Description { get; set; }
}

public sealed class PutRuleResponse : AmazonWebServiceResponse
{
    public string? RuleArn { get; set; }
}

[Operation("POST", "/")]
public sealed class DeleteRuleRequest : AmazonEventBridgeRequest
{
    public string? Name { get; set; }
}

public sealed class DeleteRuleResponse : AmazonWebServiceResponse;

[Operation("POST", "/")]
public sealed class ListRulesRequest : AmazonEventBridgeRequest
{
    public string? NamePrefix { get; set; }
    public string? NextToken { get; set; }
}

public sealed class ListRulesResponse : AmazonWebServiceResponse
{
    public List<Rule>? Rules { get; set; }
    public string? NextToken { get; set; }
}

/// <summary>Where a rule sends its events.</summary>
public sealed class Target
{
    public string? Id { get; set; }
    public string? Arn { get; set; }
}

[Operation("POST", "/")]
public sealed class PutTargetsRequest : AmazonEventBridgeRequest
{
    public string? Rule { get; set; }
    public List<Target>? Targets { get; set; }
}

public sealed class PutTargetsResponse : AmazonWebServiceResponse
{
    public int? FailedEntryCount { get; set; }
    public List<FailedEntry>? FailedEntries { get; set; }
}

/// <summary>A target that the service didn't accept.</summary>
public sealed class FailedEntry
{
    public string? TargetId { get; set; }
    public string? ErrorCode { get; set; }
    public string? ErrorMessage { get; set; }
}

[Operation("POST", "/")]
public sealed class RemoveTargetsRequest : AmazonEventBridgeRequest
{
    public string? Rule { get; set; }
    public List<string>? Ids { get; set; }
}

public sealed class RemoveTargetsResponse : AmazonWebServiceResponse
{
    public int? FailedEntryCount { get; set; }
}

[Operation("POST", "/")]
public sealed class ListTargetsByRuleRequest : AmazonEventBridgeRequest
{
    public string? Rule { get; set; }
}

public sealed class ListTargetsByRuleResponse : AmazonWebServiceResponse
{
    public List<Target>? Targets { get; set; }
}

/// <summary>A failed call of EventBridge.</summary>
public class AmazonEventBridgeException : AmazonServiceException
{
    internal AmazonEventBridgeException(ServiceError e)
        : base(e.Message, e.Inner, e.Type, e.Code, e.RequestId, e.Status) { }

    internal static AmazonServiceException Of(ServiceError e) =>
        e.Code == "ResourceNotFoundException" ? new ResourceNotFoundException(e) : new AmazonEventBridgeException(e);
}

/// <summary>No such rule or bus.</summary>
public sealed class ResourceNotFoundException : AmazonEventBridgeException
{
    internal ResourceNotFoundException(ServiceError e)
        : base(e) { }
}
