using System.Collections.Immutable;

namespace Fusionize.Records;

/// <summary>Where a call ran.</summary>
public enum CallSite : byte
{
    Local,
    Remote,
}

/// <summary>A failure as the trace line states it.</summary>
public sealed record RecordedError(string Type, string Message);

/// <summary>One task call inside an invocation.</summary>
/// <param name="From">The calling task.</param>
/// <param name="AtMs">Begin, relative to the invocation's start.</param>
/// <param name="Ms">How long the caller waited; for a detached local call, how long the callee ran.</param>
/// <param name="Error">Type of the failure that the call ended with.</param>
/// <param name="IsAgain">Whether it is another attempt of a detached local call that failed, not a call of its own.</param>
public sealed record CallRecord(
    string From,
    string To,
    CallKind Kind,
    CallSite Where,
    double AtMs,
    double Ms,
    long InBytes = 0,
    long OutBytes = 0,
    string? Error = null,
    bool IsAgain = false
);

/// <summary>One invocation of one function: its trace line joined with the platform's REPORT line.</summary>
public sealed record InvocationRecord
{
    // Fields instead of automatic properties: With adds the platform's figures while only the extractor holds the record.
    private double _initMs;
    private long _billedMs;
    private int _memoryMB;
    private int? _maxMemoryUsedMB;
    private bool _hasReport;

    public required string App { get; init; }
    public required string SetupId { get; init; }
    public required string Group { get; init; }

    /// <summary>Name of the deployed function.</summary>
    public required string Function { get; init; }

    /// <summary>The instance that ran it: its log stream. Empty if the source doesn't name it.</summary>
    public string Instance { get; init; } = "";

    public required string RequestId { get; init; }
    public required string TraceId { get; init; }
    public string SpanId { get; init; } = "";

    /// <summary>The span that called; null for the root of a trace.</summary>
    public string? ParentSpanId { get; init; }

    /// <summary>The task that the request named; empty if the instance died before it wrote the task.</summary>
    public required string Task { get; init; }

    public bool IsRoot { get; init; }
    public bool IsCold { get; init; }

    /// <summary>The platform's figure if there is a REPORT line, else the function's own.</summary>
    public double InitMs
    {
        get => _initMs;
        init => _initMs = value;
    }

    /// <summary>Begin, in Unix milliseconds.</summary>
    public double StartMs { get; init; }

    /// <summary>What the function measured: from request to answer, without INIT.</summary>
    public double DurationMs { get; init; }

    /// <summary>Billed time, INIT included; computed from the function's own figures if there is no REPORT line.</summary>
    public long BilledMs
    {
        get => _billedMs;
        init => _billedMs = value;
    }

    /// <summary>Processor time of the whole process during the invocation.</summary>
    public double CpuMs { get; init; }

    public int MemoryMB
    {
        get => _memoryMB;
        init => _memoryMB = value;
    }
    public int? MaxMemoryUsedMB
    {
        get => _maxMemoryUsedMB;
        init => _maxMemoryUsedMB = value;
    }

    /// <summary>Whether the platform's REPORT line was found.</summary>
    public bool HasReport
    {
        get => _hasReport;
        init => _hasReport = value;
    }

    public ImmutableArray<CallRecord> Calls { get; init; } = [];

    /// <summary>Calls that the trace line had no room for and that <see cref="Calls"/> doesn't hold: it holds estimates for most.</summary>
    public int DroppedCalls { get; init; }

    public RecordedError? Error { get; init; }

    /// <summary>Whether its instance serves several requests at a time. Only trace lines say it.</summary>
    internal bool IsOneOfSeveral { get; init; }

    /// <summary>Adds the platform's figures. The record must not have been handed out yet.</summary>
    internal InvocationRecord With(in ReportLine report)
    {
        _billedMs = report.BilledMs;
        _memoryMB = report.MemoryMB;
        _maxMemoryUsedMB = report.MaxMemoryUsedMB;
        _initMs = report.InitMs ?? _initMs;
        _hasReport = true;
        return this;
    }

    public bool Equals(InvocationRecord? other) =>
        other is not null
        && (App, SetupId, Group, Function, Instance, RequestId, TraceId, SpanId)
            == (other.App, other.SetupId, other.Group, other.Function, other.Instance, other.RequestId, other.TraceId, other.SpanId)
        && (ParentSpanId, Task, IsRoot, IsCold, InitMs, StartMs, DurationMs)
            == (other.ParentSpanId, other.Task, other.IsRoot, other.IsCold, other.InitMs, other.StartMs, other.DurationMs)
        && (BilledMs, CpuMs, MemoryMB, MaxMemoryUsedMB, HasReport, DroppedCalls, Error)
            == (other.BilledMs, other.CpuMs, other.MemoryMB, other.MaxMemoryUsedMB, other.HasReport, other.DroppedCalls, other.Error)
        && Calls.AsSpan().SequenceEqual(other.Calls.AsSpan());

    public override int GetHashCode() => RequestId.GetHashCode(StringComparison.Ordinal);
}
