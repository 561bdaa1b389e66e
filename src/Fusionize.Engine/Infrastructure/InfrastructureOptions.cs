using Fusionize.Engine.Deployment;

namespace Fusionize.Engine.Infrastructure;

/// <summary>What a template describes.</summary>
public enum InfrastructureScope
{
    /// <summary>Roles, logs and the queue of failed work. Functions, versions and aliases are the deployer's.</summary>
    Access,

    /// <summary>All of it, functions included, for pipelines where only the template tool may change anything.</summary>
    Everything,
}

/// <summary>How infrastructure templates are written.</summary>
public sealed record InfrastructureOptions
{
    public InfrastructureScope Scope { get; init; } = InfrastructureScope.Access;

    /// <summary>How long logs are kept.</summary>
    public int LogRetentionDays { get; init; } = 14;

    /// <summary>Whether entry functions get an HTTPS address of their own (with IAM authentication).</summary>
    public bool FunctionUrls { get; init; }

    /// <summary>ARN of a policy beyond which no role may go; null: none.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary>Timeout, tracing and variables of the functions.</summary>
    public DeployOptions Deploy { get; init; } = new();
}
