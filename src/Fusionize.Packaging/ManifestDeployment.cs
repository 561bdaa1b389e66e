using System.Collections.Immutable;

namespace Fusionize.Packaging;

/// <summary>
/// What the project says of its functions' configuration. It is part of the build's output, so that whatever deploys the build gives functions the
/// same. What isn't said is null.
/// </summary>
public sealed record ManifestDeployment
{
    /// <summary>Longest an invocation may take, in seconds.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary><c>on</c>, <c>off</c> or the fraction of requests to trace.</summary>
    public string? Trace { get; init; }

    /// <summary>ARN of the functions' role.</summary>
    public string? Role { get; init; }

    /// <summary>Where detached work goes that keeps failing: an ARN, or <c>create</c>.</summary>
    public string? Failures { get; init; }

    /// <summary>Bucket for zips that are too large for a direct upload.</summary>
    public string? CodeBucket { get; init; }

    public IReadOnlyList<ManifestVariable>? Variables { get; init; }

    public IReadOnlyList<ManifestTaskSettings>? Tasks { get; init; }

    public ImmutableSortedDictionary<string, string>? Tags { get; init; }

    /// <summary>ARNs, in order.</summary>
    public IReadOnlyList<string>? Layers { get; init; }

    public IReadOnlyList<string>? Subnets { get; init; }

    public IReadOnlyList<string>? SecurityGroups { get; init; }
}

/// <summary>An environment variable of functions: with its value, or with the name of the variable that has it where the build is deployed.</summary>
/// <param name="Value">The value; everybody who has the build can read it.</param>
/// <param name="FromEnvironment">For what nobody may read: the value never gets into the build.</param>
/// <param name="Task">The task whose functions get it; null: every function.</param>
public sealed record ManifestVariable(string Name, string? Value = null, string? FromEnvironment = null, string? Task = null);

/// <summary>What a task asks of the function that it is in.</summary>
/// <param name="TimeoutSeconds">How long the task needs.</param>
/// <param name="Role">ARN of the role of the function that is named after the task.</param>
public sealed record ManifestTaskSettings(string Task, int? TimeoutSeconds = null, string? Role = null);
