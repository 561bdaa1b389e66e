namespace Fusionize.Live.Model;

/// <summary>A recent request that was traced.</summary>
/// <param name="Id">The trace's id.</param>
/// <param name="Invocations">How many invocations belong to it.</param>
public sealed record TraceRow(
    string Id,
    string RequestId,
    string Function,
    string Task,
    DateTimeOffset Start,
    double ResponseMs,
    bool IsCold,
    int Invocations,
    string? Error
);
