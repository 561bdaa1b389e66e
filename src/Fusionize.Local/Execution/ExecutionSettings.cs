namespace Fusionize.Local.Execution;

/// <summary>How functions are run.</summary>
internal sealed record ExecutionSettings
{
    public required string Region { get; init; }

    /// <summary>Variables given to every function beside its own.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required int MaxConcurrency { get; init; }

    public required int RequestsPerInstance { get; init; }

    public required TimeSpan InitTimeout { get; init; }

    /// <summary>From SIGTERM to SIGKILL, for an instance that has no work.</summary>
    public required TimeSpan ShutDownLimit { get; init; }

    /// <summary>Receives what the operator should know, one line at a time.</summary>
    public required Action<string>? Log { get; init; }
}
