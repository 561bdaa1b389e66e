using System.Collections.Immutable;

namespace Fusionize.Packaging;

/// <summary>
/// The project's configuration of its functions. It is part of the build's output, so that every deployment of the build configures functions in the
/// same way. Missing settings are null.
/// </summary>
public sealed record ManifestDeployment
{
    /// <summary>The time limit of an invocation, in seconds.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary><c>on</c>, <c>off</c> or the fraction of requests to trace.</summary>
    public string? Trace { get; init; }

    /// <summary>ARN of the functions' role.</summary>
    public string? Role { get; init; }

    /// <summary>The destination of detached work that keeps failing: an ARN, or <c>create</c>.</summary>
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

/// <summary>An environment variable of functions: its value, or the name of the variable that contains the value at deployment.</summary>
/// <param name="Value">The value; everybody who has the build can read it.</param>
/// <param name="FromEnvironment">For secrets: the value is never part of the build.</param>
/// <param name="Task">The task whose functions get it; null: every function.</param>
public sealed record ManifestVariable(string Name, string? Value = null, string? FromEnvironment = null, string? Task = null);

/// <summary>The function settings that a task needs.</summary>
/// <param name="TimeoutSeconds">The time limit that the task needs, in seconds.</param>
/// <param name="Role">ARN of the role of the function that is named after the task.</param>
public sealed record ManifestTaskSettings(string Task, int? TimeoutSeconds = null, string? Role = null);
