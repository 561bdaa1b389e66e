using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Fusionize.Tracing;

/// <summary>
/// The spans of tasks, for OpenTelemetry. Only functions of applications that use <see cref="FunctionTelemetry"/> contain this class, and it does
/// nothing without a listener.
/// </summary>
internal static class Spans
{
    /// <summary>Must be the only operand of a condition (<see cref="TaskContext.IsUsed"/>).</summary>
    [FeatureSwitchDefinition("Fusionize.Telemetry")]
    public static bool IsOn => IsOnUnlinked;

    /// <summary>The value of the switch where no linker replaced it by a constant.</summary>
    public static bool IsOnUnlinked = FeatureSwitch.Read("Fusionize.Telemetry");

    public static bool HaveListener => Source.Shared.HasListeners();

    /// <summary>Starts the span of a request. Returns null if no listener wants it.</summary>
    /// <param name="task">The requested task.</param>
    /// <param name="isDetached">Whether nobody waits for the result.</param>
    /// <param name="caller">The traceparent of the calling span; null if the caller has none.</param>
    /// <param name="context">The request's place in the trace. It gets the span's ids, so that records and spans have the same.</param>
    public static Activity? StartRequest(string task, bool isDetached, string? caller, ref TraceContext context)
    {
        if (!HaveListener)
            return null;
        if (!ActivityContext.TryParse(caller, null, isRemote: true, out var parent) && context.Parent != 0)
            parent = new ActivityContext(TraceIdOf(context), SpanIdOf(context.Parent), FlagsOf(context), isRemote: true);
        var span = Source.Shared.StartActivity(task, isDetached ? ActivityKind.Consumer : ActivityKind.Server, parent);
        if (span is null)
            return null;
        span.SetTag("fusionize.task", task);
        Span<byte> ids = stackalloc byte[TraceContext.HeaderLength];
        Encoding.ASCII.GetBytes($"00-{span.TraceId}-{span.SpanId}-01", ids);
        if (TraceContext.TryParse(ids, out var own))
            context = new TraceContext(own.TraceHigh, own.TraceLow, own.Span, context.Parent, context.Sampled);
        return span;
    }

    public static Activity? StartLocal(string task)
    {
        var span = Source.Shared.StartActivity(task);
        span?.SetTag("fusionize.task", task);
        return span;
    }

    public static void End(Activity span, Exception? error)
    {
        if (error is not null)
        {
            span.SetStatus(ActivityStatusCode.Error, error.Message);
            span.SetTag("error.type", error is TaskFailedException failed ? failed.ErrorType : error.GetType().FullName);
        }
        span.Stop();
    }

    /// <summary>The traceparent of the running span; null if there is none.</summary>
    public static string? CurrentHeader() =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } span
            ? $"00-{span.TraceId}-{span.SpanId}-{(span.Recorded ? "01" : "00")}"
            : null;

    private static ActivityTraceId TraceIdOf(in TraceContext context)
    {
        Span<byte> text = stackalloc byte[32];
        context.WriteTrace(text);
        return ActivityTraceId.CreateFromUtf8String(text);
    }

    private static ActivitySpanId SpanIdOf(ulong span)
    {
        Span<byte> text = stackalloc byte[16];
        TraceContext.WriteHex(span, text);
        return ActivitySpanId.CreateFromUtf8String(text);
    }

    /// <summary>Made when it is first needed: the framework keeps every source that was ever made.</summary>
    private static class Source
    {
        public static readonly ActivitySource Shared = new(FunctionTelemetry.SourceName);
    }

    private static ActivityTraceFlags FlagsOf(in TraceContext context) => context.Sampled ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None;
}
