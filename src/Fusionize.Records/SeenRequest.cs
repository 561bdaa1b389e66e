namespace Fusionize.Records;

/// <summary>A request found in a log, with or without a trace line.</summary>
/// <param name="Function">Name of the function.</param>
/// <param name="Version">The function's version, from the log stream's name or the START line.</param>
/// <param name="Instance">The log stream.</param>
/// <param name="StartMs">Time of its START line, Unix milliseconds.</param>
/// <param name="EndMs">Time of its REPORT line, Unix milliseconds; null before that line.</param>
/// <param name="DurationMs">From request to answer, without INIT, from the trace line or else from the REPORT line. Null before either.</param>
/// <param name="IsCold">Whether it was its instance's first request.</param>
/// <param name="IsRoot">Whether a client sent it, not another function; null without a trace line.</param>
/// <param name="SetupId">The setup of its function; null without a trace line.</param>
/// <param name="Failure">Type of its error, from the trace line or from the platform; null if none is known.</param>
internal sealed record SeenRequest(
    string Function,
    string Version,
    string Instance,
    string RequestId,
    long StartMs,
    long? EndMs,
    double? DurationMs,
    bool IsCold,
    bool? IsRoot,
    string? SetupId,
    string? Failure
)
{
    /// <summary>Number of earlier requests of its instance in the part of the log that was read.</summary>
    public int Age { get; init; }

    /// <summary>Whether the log was read from the instance's start, so that <see cref="Age"/> is exact.</summary>
    public bool IsFromBirth { get; init; }

    /// <summary>Whether it has left a trace line.</summary>
    public bool IsTraced => SetupId is not null;

    public bool HasFailed => Failure is not null;
}
