namespace Fusionize.Records;

/// <summary>A request that a log tells of, whether or not it left a trace line.</summary>
/// <param name="Function">Name of the function.</param>
/// <param name="Version">The function's version, as the name of the log stream or the START line says it.</param>
/// <param name="Instance">The log stream.</param>
/// <param name="StartMs">Time of its START line, Unix milliseconds.</param>
/// <param name="EndMs">Time of its REPORT line, Unix milliseconds; null: it has none yet.</param>
/// <param name="DurationMs">From request to answer, without INIT: by the trace line, else by the platform. Null: nothing says it yet.</param>
/// <param name="IsCold">Whether it was its instance's first.</param>
/// <param name="IsRoot">Whether it came from outside; null: there is no trace line to say so.</param>
/// <param name="SetupId">The setup it ran under; null: there is no trace line to say so.</param>
/// <param name="Failure">Type of the error that it ended with, by the trace line or by the platform; null: none is known.</param>
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
    /// <summary>How many requests its instance had before, as far as the log was read.</summary>
    public int Age { get; init; }

    /// <summary>Whether the log was read from the instance's start on, so that <see cref="Age"/> is exact.</summary>
    public bool IsFromBirth { get; init; }

    /// <summary>Whether it has left a trace line.</summary>
    public bool IsTraced => SetupId is not null;

    public bool HasFailed => Failure is not null;
}
