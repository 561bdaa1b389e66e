using System.Collections.Immutable;

namespace Fusionize.Records;

/// <summary>The part of a record that was read so far.</summary>
/// <param name="function">The function, if the record doesn't name it.</param>
/// <param name="instance">The instance, if the record doesn't name it.</param>
internal sealed class RecordDraft(string function, string instance)
{
    public int Version { get; set; }
    public string? App { get; set; }
    public string? SetupId { get; set; }
    public string? Group { get; set; }
    public string Function { get; set; } = function;
    public string Instance { get; set; } = instance;
    public string? RequestId { get; set; }
    public string? TraceId { get; set; }
    public string? SpanId { get; set; }
    public string? ParentSpanId { get; set; }
    public string? Task { get; set; }
    public bool IsRoot { get; set; }
    public bool IsCold { get; set; }
    public double InitMs { get; set; }
    public double StartMs { get; set; } = double.NaN;
    public double DurationMs { get; set; } = double.NaN;
    public double CpuMs { get; set; }
    public int MemoryMB { get; set; }
    public ImmutableArray<CallRecord> Calls { get; set; } = [];
    public int DroppedCalls { get; set; }
    public RecordedError? Error { get; set; }
    public long? BilledMs { get; set; }
    public int? MaxMemoryUsedMB { get; set; }
    public bool HasReport { get; set; }
    public bool IsOneOfSeveral { get; set; }

    /// <summary>The record; null if something necessary is missing.</summary>
    public InvocationRecord? ToRecord() =>
        Version != RecordJson.Version
        || App is null
        || SetupId is null
        || Group is null
        || RequestId is null
        || TraceId is null
        || Task is null
        || double.IsNaN(StartMs)
        || !(DurationMs >= 0)
            ? null
            : new()
            {
                App = App,
                SetupId = SetupId,
                Group = Group,
                Function = Function,
                Instance = Instance,
                RequestId = RequestId,
                TraceId = TraceId,
                SpanId = SpanId ?? "",
                ParentSpanId = ParentSpanId,
                Task = Task,
                IsRoot = IsRoot,
                IsCold = IsCold,
                InitMs = InitMs,
                StartMs = StartMs,
                DurationMs = DurationMs,
                BilledMs = BilledMs ?? RecordJson.BilledMs(DurationMs, InitMs),
                CpuMs = CpuMs,
                MemoryMB = MemoryMB,
                MaxMemoryUsedMB = MaxMemoryUsedMB,
                HasReport = HasReport,
                Calls = Calls,
                DroppedCalls = DroppedCalls,
                Error = Error,
                IsOneOfSeveral = IsOneOfSeveral,
            };
}

/// <summary>The part of a call that was read so far.</summary>
internal sealed class CallDraft
{
    public string? From { get; set; }
    public string? To { get; set; }
    public CallKind Kind { get; set; }
    public CallSite Where { get; set; }
    public double AtMs { get; set; }
    public double Ms { get; set; }
    public long InBytes { get; set; }
    public long OutBytes { get; set; }
    public string? Error { get; set; }
    public bool IsAgain { get; set; }

    /// <summary>The call; null if something necessary is missing.</summary>
    public CallRecord? ToCall() =>
        From is null || To is null ? null : new(From, To, Kind, Where, AtMs, Ms, InBytes, OutBytes, Error, IsAgain);
}
