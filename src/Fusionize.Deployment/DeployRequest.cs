using System.Collections.Immutable;
using Fusionize.Aws;

namespace Fusionize.Deployment;

/// <summary>
/// What somebody who deploys a build asks for, beside what the build says of its functions' configuration. What is null is as the build says; what
/// neither says has a default.
/// </summary>
public sealed record DeployRequest
{
    /// <summary>The queue that <see cref="Failures"/> may ask for.</summary>
    public const string CreateQueue = "create";

    /// <summary>What the functions on a local platform name as their role; it has no roles.</summary>
    public const string LocalRole = "arn:aws:iam::000000000000:role/local";

    /// <summary>Trace as the application's sampling plan in the store says.</summary>
    public const string PlannedTrace = "plan";

    /// <summary>A build's output: the folder with the manifest and the zips.</summary>
    public required string Build { get; init; }

    public required AwsConnection Connection { get; init; }

    /// <summary>ARN of the functions' role.</summary>
    public string? Role { get; init; }

    /// <summary>Longest an invocation may take, in seconds.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>
    /// <c>on</c>, <c>off</c>, the fraction of requests to trace, or <see cref="PlannedTrace"/>. Null: what the build says, else the plan, else
    /// <c>on</c>.
    /// </summary>
    public string? Trace { get; init; }

    /// <summary>Variables for every function; they come before the build's of the same name.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Where detached work goes that keeps failing: an ARN, or <see cref="CreateQueue"/>.</summary>
    public string? Failures { get; init; }

    /// <summary>Bucket for zips that are too large for a direct upload.</summary>
    public string? CodeBucket { get; init; }

    public ImmutableArray<string>? Layers { get; init; }

    public ImmutableArray<string>? Subnets { get; init; }

    public ImmutableArray<string>? SecurityGroups { get; init; }

    /// <summary>Where the application's setups lie; a lock there keeps a second deployment away. Null: nothing does.</summary>
    public string? Store { get; init; }

    public Smoke Smoke { get; init; } = Smoke.Ping;

    /// <summary>Whether live traffic moves to the new release.</summary>
    public bool MoveLive { get; init; } = true;

    /// <summary>How live traffic moves; null: at once.</summary>
    public CutOverOptions? CutOver { get; init; }
}
