using System.Collections.Immutable;

namespace Fusionize.Records;

/// <summary>The sums of the REPORT lines of one version of a function.</summary>
/// <param name="SetupId">Null if the version left no trace line.</param>
/// <param name="Errors">Invocations that failed: their trace line says so, or there is none and the platform says so.</param>
/// <param name="CostUsd">Time and requests.</param>
public sealed record FunctionAggregate(
    string Function,
    string Version,
    string? SetupId,
    int MemoryMB,
    long Invocations,
    long ColdStarts,
    long Errors,
    double BilledP50,
    double BilledP95,
    double BilledMs,
    int MaxMemoryUsedMB,
    double CostUsd
);

/// <summary>The sums of the trace lines of one task, in one version of a function.</summary>
/// <param name="Task">The task that requests named; empty for invocations that died before they wrote it.</param>
/// <param name="DurationP50">As the function measured it; NaN if it was not measured.</param>
/// <param name="BilledMs">The task's share of the function's billed time, in proportion to the time that its tasks ran. All of it if the function has
/// one task.</param>
/// <param name="MaxMemoryUsedMB">That of the function, since its tasks share a process.</param>
public sealed record TaskAggregate(
    string Function,
    string Version,
    string? SetupId,
    string Task,
    int MemoryMB,
    long Invocations,
    long ColdStarts,
    long Errors,
    double DurationP50,
    double DurationP95,
    double BilledMs,
    int MaxMemoryUsedMB,
    double CostUsd
);

/// <summary>The sums of a log, computed by the log service: figures of functions and tasks, without records of invocations.</summary>
/// <param name="BytesScanned">Bytes that the service read and charges for.</param>
public sealed record LogAggregate(ImmutableArray<FunctionAggregate> Functions, ImmutableArray<TaskAggregate> Tasks, long BytesScanned)
{
    /// <summary>Only the figures of one setup.</summary>
    public LogAggregate Of(string setupId) =>
        this with
        {
            Functions = Functions.RemoveAll(f => f.SetupId != setupId),
            Tasks = Tasks.RemoveAll(t => t.SetupId != setupId),
        };

    public long Invocations => Functions.Sum(f => f.Invocations);

    public double CostUsd => Functions.Sum(f => f.CostUsd);
}
