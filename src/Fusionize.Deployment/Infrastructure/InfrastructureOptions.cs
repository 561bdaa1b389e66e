using System.Collections.Immutable;

namespace Fusionize.Deployment.Infrastructure;

/// <summary>The content of a template.</summary>
public enum InfrastructureScope
{
    /// <summary>Roles and logs. The deployer creates functions, versions, aliases and the queue of failed work.</summary>
    Access,

    /// <summary>Everything including functions, for pipelines in which only the template tool may change anything.</summary>
    Everything,
}

/// <summary>Options for infrastructure templates.</summary>
public sealed record InfrastructureOptions
{
    public InfrastructureScope Scope { get; init; } = InfrastructureScope.Access;

    /// <summary>The times for which CloudWatch Logs keeps logs.</summary>
    public static ImmutableArray<int> RetentionDays { get; } =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    /// <summary>How long logs are kept: one of <see cref="RetentionDays"/>.</summary>
    public int LogRetentionDays { get; init; } = 14;

    /// <summary>Whether entry functions get an HTTPS address of their own (with IAM authentication).</summary>
    public bool FunctionUrls { get; init; }

    /// <summary>Whether the application's routes get an HTTP API. Only with <see cref="InfrastructureScope.Everything"/>; otherwise the deployer
    /// creates it.</summary>
    public bool HttpApi { get; init; } = true;

    /// <summary>ARN of the permissions boundary of all roles; null: none.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary>The bucket for arguments too large for Lambda; null: none. Templates don't create it, since several applications may share
    /// it.</summary>
    public ClaimBucket? Claims { get; init; }

    /// <summary>
    /// The destination of detached work that keeps failing, which the roles then allow: an ARN, or <c>create</c> for the queue that the deployer
    /// creates. Null: none. With <see cref="InfrastructureScope.Everything"/> the template has a queue of its own.
    /// </summary>
    public string? Failures { get; init; }

    /// <summary>The action and the resource of <see cref="Failures"/>; null: there is none.</summary>
    internal AccessStatement? SendsFailures(string app) =>
        Scope == InfrastructureScope.Everything || Failures is not { } failures ? null
        : failures == DeployRequest.CreateQueue
            ? new(
                "sqs:SendMessage",
                $"arn:{Place.Partition}:sqs:{Place.Region}:{Place.Account}:{FailureQueue.NameFor(app)}",
                "failed work"
            )
        : new(failures.Contains(":sns:", StringComparison.Ordinal) ? "sns:Publish" : "sqs:SendMessage", failures, "failed work");

    /// <summary>Timeout, tracing and variables of the functions.</summary>
    public DeployOptions Deploy { get; init; } = new();

    /// <summary>The options for deploying the functions, including the variables for the bucket.</summary>
    internal DeployOptions Functions =>
        Claims is null
            ? Deploy
            : Deploy with
            {
                Environment = ClaimVariables(Claims).Aggregate(Deploy.Environment, (all, v) => all.SetItem(v.Name, v.Value)),
            };

    private static IEnumerable<(string Name, string Value)> ClaimVariables(ClaimBucket claims) =>
        claims.Key is { } key
            ? [("FUSIONIZE_CLAIM_BUCKET", claims.Bucket), ("FUSIONIZE_CLAIM_KEY", key)]
            : [("FUSIONIZE_CLAIM_BUCKET", claims.Bucket)];
}
