using System.Collections.Immutable;
using Fusionize.Aws.Lambda;

namespace Fusionize.Deployment;

/// <summary>How a new setup's functions are tested before they get live traffic.</summary>
public enum Smoke
{
    /// <summary>Each function is invoked once, without running a task: it must start and answer for its group.</summary>
    Ping,

    /// <summary>Only asks the platform whether each function could be invoked.</summary>
    DryRun,

    None,
}

/// <summary>The options of a deployment, in addition to the manifest. Options that affect a function's configuration are part of the
/// release.</summary>
public sealed record DeployOptions
{
    /// <summary>The time limit of an invocation. It includes the time for which a caller waits for its synchronous callees.</summary>
    public const int DefaultTimeoutSeconds = 60;

    /// <summary>ARN of the functions' role; null: existing functions keep their roles, and no function can be created.</summary>
    public string? Role { get; init; }

    /// <summary>Roles of single groups; they take precedence over <see cref="Role"/>.</summary>
    public ImmutableSortedDictionary<string, string> RoleOfGroup { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public int TimeoutSeconds { get; init; } = DefaultTimeoutSeconds;

    /// <summary>Settings of single tasks; they apply to every group that has the task.</summary>
    public ImmutableArray<TaskSettings> Tasks { get; init; } = [];

    /// <summary><c>on</c>, <c>off</c> or the fraction of requests to trace.</summary>
    public string Trace { get; init; } = "on";

    /// <summary>The fraction in the format of <see cref="Trace"/>.</summary>
    public static string TraceOf(double fraction) =>
        fraction >= 1 ? "on"
        : fraction <= 0 ? "off"
        : fraction.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The application's own variables, for every function.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Tags of functions that get created.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public ImmutableArray<string> Layers { get; init; } = [];
    public VpcConfig? Vpc { get; init; }

    /// <summary>
    /// ARN of the queue or topic for detached work that failed in every attempt; null: functions keep their present destination. Their roles must be
    /// allowed to send there.
    /// </summary>
    public string? Failures { get; init; }

    /// <summary>Bucket for zips that are too large for a direct upload.</summary>
    public string? CodeBucket { get; init; }

    public Smoke Smoke { get; init; } = Smoke.Ping;

    /// <summary>Whether live traffic moves to the new setup.</summary>
    public bool MoveLive { get; init; } = true;

    /// <summary>How live traffic moves; null: at once.</summary>
    public CutOverOptions? CutOver { get; init; }

    /// <summary>How many functions are deployed at the same time. AWS's rate limits are handled separately.</summary>
    public int Parallelism { get; init; } = 8;

    /// <summary>How long a function may take to become ready after a change.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>The function settings that a task needs.</summary>
/// <param name="Task">The task's id.</param>
/// <param name="Role">ARN of the role of the function whose root the task is; null: the deployment's.</param>
/// <param name="TimeoutSeconds">The time limit that the task needs. A function gets the maximum of its tasks' limits; null: the deployment's.</param>
/// <param name="Variables">Variables for every function that has the task.</param>
public sealed record TaskSettings(
    string Task,
    string? Role = null,
    int? TimeoutSeconds = null,
    ImmutableSortedDictionary<string, string>? Variables = null
);
