using System.Collections.Concurrent;
using System.Diagnostics;

namespace Fusionize.Testing.Tests;

/// <summary>Collects the spans of all functions, as OpenTelemetry does.</summary>
internal sealed class SpanListener : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivityListener _listener;

    public SpanListener()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == FunctionTelemetry.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>A trace's spans as <c>task ← parent's task</c>, in alphabetical order.</summary>
    public IEnumerable<string> Of(string trace)
    {
        var own = _spans.Where(s => s.TraceId.ToString() == trace).ToList();
        var names = own.ToDictionary(s => s.SpanId, s => s.DisplayName);
        return own.Select(s => s.ParentSpanId == default ? s.DisplayName : $"{s.DisplayName} ← {names[s.ParentSpanId]}")
            .Order(StringComparer.Ordinal);
    }

    public void Dispose() => _listener.Dispose();
}
