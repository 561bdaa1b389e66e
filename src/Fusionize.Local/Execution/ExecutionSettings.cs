namespace Fusionize.Local.Execution;

/// <summary>Settings for running functions.</summary>
internal sealed record ExecutionSettings
{
    public required string Region { get; init; }

    /// <summary>Environment variables for every function in addition to its own.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required int MaxConcurrency { get; init; }

    public required int RequestsPerInstance { get; init; }

    public required TimeSpan InitTimeout { get; init; }

    /// <summary>Time from SIGTERM to SIGKILL for an idle instance.</summary>
    public required TimeSpan ShutDownLimit { get; init; }

    /// <summary>Receives messages for the operator, one line at a time.</summary>
    public required Action<string>? Log { get; init; }
}
