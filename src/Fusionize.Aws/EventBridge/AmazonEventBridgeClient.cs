using Amazon.Runtime;
using Fusionize.Aws.Pipeline;

namespace Fusionize.Aws.EventBridge;

/// <summary>Configuration of <see cref="AmazonEventBridgeClient"/>.</summary>
public sealed class AmazonEventBridgeConfig : ServiceConfig
{
    public AmazonEventBridgeConfig()
        : base("EventBridge", "events") { }

    public override string ServiceVersion => "2015-10-07";
}

/// <summary>EventBridge: rules and their targets. Names and shapes are those of AWSSDK.EventBridge.</summary>
public sealed class AmazonEventBridgeClient : ServiceClient
{
    private static readonly Protocol s_protocol = new(
        "AmazonEventBridge",
        "AWSEvents",
        "application/x-amz-json-1.1",
        null,
        AmazonEventBridgeException.Of
    );

    public AmazonEventBridgeClient(AmazonEventBridgeConfig config)
        : base(s_protocol, config) { }

    public AmazonEventBridgeClient(AWSCredentials credentials, AmazonEventBridgeConfig config)
        : base(s_protocol, credentials, config) { }

    /// <summary>Creates or changes a rule.</summary>
    public Task<PutRuleResponse> PutRuleAsync(PutRuleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<PutRuleResponse>(request, cancellationToken);

    /// <summary>Deletes a rule that has no targets. It is no error if there is none.</summary>
    public Task<DeleteRuleResponse> DeleteRuleAsync(DeleteRuleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DeleteRuleResponse>(request, cancellationToken);

    public Task<ListRulesResponse> ListRulesAsync(ListRulesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListRulesResponse>(request, cancellationToken);

    public Task<PutTargetsResponse> PutTargetsAsync(PutTargetsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<PutTargetsResponse>(request, cancellationToken);

    public Task<RemoveTargetsResponse> RemoveTargetsAsync(RemoveTargetsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<RemoveTargetsResponse>(request, cancellationToken);

    public Task<ListTargetsByRuleResponse> ListTargetsByRuleAsync(
        ListTargetsByRuleRequest request,
        CancellationToken cancellationToken = default
    ) => CallAsync<ListTargetsByRuleResponse>(request, cancellationToken);
}
