using Fusionize.Records;

namespace Fusionize.Rounds.Export;

/// <summary>What a span stands for; the names are OpenTelemetry's.</summary>
public enum SpanKind : byte
{
    /// <summary>A task that ran in its caller's function.</summary>
    Internal = 1,

    /// <summary>A request that a function served.</summary>
    Server = 2,

    /// <summary>A call of another function, whose result the caller awaited.</summary>
    Client = 3,

    /// <summary>Work that was handed over to another function.</summary>
    Producer = 4,

    /// <summary>A request with work that was handed over.</summary>
    Consumer = 5,
}

/// <summary>A part of a trace: an invocation, or a call inside one.</summary>
/// <param name="Invocation">The invocation that it belongs to.</param>
/// <param name="Call">The call; null for the invocation itself.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="TraceId">32 hexadecimal digits.</param>
/// <param name="SpanId">16 hexadecimal digits.</param>
/// <param name="ParentId">The span that caused it; null for the first one of a trace.</param>
/// <param name="StartMs">Begin, in Unix milliseconds.</param>
/// <param name="Ms">Duration in milliseconds.</param>
public sealed record Span(
    InvocationRecord Invocation,
    CallRecord? Call,
    SpanKind Kind,
    string TraceId,
    string SpanId,
    string? ParentId,
    double StartMs,
    double Ms
)
{
    /// <summary>The task that ran or was called.</summary>
    public string Task => Call?.To ?? (Invocation.Task.Length > 0 ? Invocation.Task : Invocation.Function);

    public double EndMs => StartMs + Ms;

    /// <summary>The type of the failure; null if there is none.</summary>
    public string? Error => Call is null ? Invocation.Error?.Type : Call.Error;

    public bool IsRemoteCall => Kind is SpanKind.Client or SpanKind.Producer;
}
