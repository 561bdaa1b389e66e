using System.Collections.Immutable;

namespace Fusionize.Records;

/// <summary>What the REPORT lines of one version of a function come to.</summary>
/// <param name="SetupId">Null: no trace line of the version said it.</param>
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

/// <summary>What the trace lines of one task come to, in one version of a function.</summary>
/// <param name="Task">The task that requests named; empty: of the invocations that died before they could say.</param>
/// <param name="DurationP50">As the function measured it; NaN where nothing did.</param>
/// <param name="BilledMs">Its part of what the function was billed: as much as it ran of the time that the function's tasks ran. All of it in a
/// function with one task.</param>
/// <param name="MaxMemoryUsedMB">The function's: its tasks share a process.</param>
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

/// <summary>What a log comes to, computed where the log lies: figures of functions and tasks, without any invocation's record.</summary>
/// <param name="BytesScanned">What was read for it; the service charges by this.</param>
public sealed record LogAggregate(ImmutableArray<FunctionAggregate> Functions, ImmutableArray<TaskAggregate> Tasks, long BytesScanned)
{
    /// <summary>Only what belongs to a setup.</summary>
    public LogAggregate Of(string setupId) =>
        this with
        {
            Functions = Functions.RemoveAll(f => f.SetupId != setupId),
            Tasks = Tasks.RemoveAll(t => t.SetupId != setupId),
        };

    public long Invocations => Functions.Sum(f => f.Invocations);

    public double CostUsd => Functions.Sum(f => f.CostUsd);
}
