namespace Fusionize.Deployment;

/// <summary>A step that a deployment has completed.</summary>
/// <param name="Function">The function; null: the deployment as a whole.</param>
/// <param name="Text">The step, in a few words.</param>
/// <param name="Done">Functions that have completed the current phase.</param>
/// <param name="Total">Functions of the phase.</param>
public sealed record DeployStep(DeployPhase Phase, string? Function, string Text, int Done, int Total);

public enum DeployPhase
{
    /// <summary>Bringing functions to the release.</summary>
    Functions,
    Smoke,

    /// <summary>Pointing the setup's alias to the release.</summary>
    Setup,

    /// <summary>Moving live traffic.</summary>
    Live,

    /// <summary>Pointing the routes of the HTTP API to live functions.</summary>
    Routes,

    /// <summary>Making the queues, event source mappings and rules of triggers.</summary>
    Triggers,
    CleanUp,
}

/// <summary>The result of a deployment.</summary>
/// <param name="Release">The alias that names it on every function.</param>
/// <param name="Versions">Function → published version.</param>
/// <param name="Live">Functions that got live traffic of this release, with the version before.</param>
public sealed record DeployResult(
    string App,
    string Setup,
    string Release,
    IReadOnlyDictionary<string, string> Versions,
    IReadOnlyDictionary<string, string?> Live,
    TimeSpan Elapsed
)
{
    /// <summary>The address of the application's HTTP API; null if it has no routes, or if the deployment leaves the API alone.</summary>
    public string? Address { get; init; }
}
