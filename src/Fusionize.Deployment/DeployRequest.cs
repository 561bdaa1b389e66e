using System.Collections.Immutable;
using Fusionize.Aws;

namespace Fusionize.Deployment;

/// <summary>
/// The options of a deployment. Null values are taken from the build. If the build doesn't contain the value either, it gets a default.
/// </summary>
public sealed record DeployRequest
{
    /// <summary>The value of <see cref="Failures"/> that creates a queue.</summary>
    public const string CreateQueue = "create";

    /// <summary>The role of functions on a local platform, which has no roles.</summary>
    public const string LocalRole = "arn:aws:iam::000000000000:role/local";

    /// <summary>Trace as the application's sampling plan in the store requires.</summary>
    public const string PlannedTrace = "plan";

    /// <summary>A build's output: the folder with the manifest and the zips.</summary>
    public required string Build { get; init; }

    public required AwsConnection Connection { get; init; }

    /// <summary>ARN of the functions' role.</summary>
    public string? Role { get; init; }

    /// <summary>The time limit of an invocation, in seconds.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>
    /// <c>on</c>, <c>off</c>, the fraction of requests to trace, or <see cref="PlannedTrace"/>. Null: the build's value, or the sampling plan's, or
    /// <c>on</c>, in this order.
    /// </summary>
    public string? Trace { get; init; }

    /// <summary>Variables for every function; they take precedence over the build's.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The destination of detached work that keeps failing: an ARN, or <see cref="CreateQueue"/>.</summary>
    public string? Failures { get; init; }

    /// <summary>Bucket for zips that are too large for a direct upload.</summary>
    public string? CodeBucket { get; init; }

    public ImmutableArray<string>? Layers { get; init; }

    public ImmutableArray<string>? Subnets { get; init; }

    public ImmutableArray<string>? SecurityGroups { get; init; }

    /// <summary>The store of the application's setups; a lock there prevents two deployments at once. Null: no lock.</summary>
    public string? Store { get; init; }

    public Smoke Smoke { get; init; } = Smoke.Ping;

    /// <summary>Whether live traffic moves to the new release.</summary>
    public bool MoveLive { get; init; } = true;

    /// <summary>How live traffic moves; null: at once.</summary>
    public CutOverOptions? CutOver { get; init; }

    /// <summary>Whether the routes of the application get an HTTP API.</summary>
    public bool HttpApi { get; init; } = true;
}
