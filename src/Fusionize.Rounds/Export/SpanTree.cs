using System.Security.Cryptography;
using System.Text;
using Fusionize.Records;

namespace Fusionize.Rounds.Export;

/// <summary>
/// Turns records into spans: one for each invocation and for each call in it. A call of another function is the parent of the invocation that it
/// caused, and a call in a task is a child of that task's own span.
/// </summary>
public static class SpanTree
{
    /// <summary>The functions' clocks may differ by this much.</summary>
    private const double ClockMs = 1_000;

    /// <param name="records">The records; the order doesn't matter.</param>
    /// <returns>The spans, in the order of their starts.</returns>
    public static List<Span> Of(IEnumerable<InvocationRecord> records)
    {
        var invocations = records
            .DistinctBy(static r => (r.RequestId, r.SpanId, r.StartMs))
            .OrderBy(static r => r.StartMs)
            .ThenBy(static r => r.RequestId, StringComparer.Ordinal)
            .ToList();
        var spans = new List<Span>();
        // Calls that wait for the invocation that they caused, by the calling invocation's span.
        var open = new Dictionary<(string Trace, string Span, string Task), List<Span>>();
        foreach (var record in invocations)
            foreach (var call in CallsOf(record))
            {
                spans.Add(call);
                if (!call.IsRemoteCall)
                    continue;
                var key = (call.TraceId, record.SpanId, call.Task);
                if (!open.TryGetValue(key, out var waiting))
                    open.Add(key, waiting = []);
                waiting.Add(call);
            }
        foreach (var record in invocations)
            spans.Add(InvocationOf(record, CallerOf(record, open)));
        return [.. spans.OrderBy(static s => s.StartMs).ThenByDescending(static s => s.Ms).ThenBy(static s => s.SpanId, StringComparer.Ordinal)];
    }

    private static Span InvocationOf(InvocationRecord record, Span? caller) =>
        new(
            record,
            null,
            caller?.Kind == SpanKind.Producer ? SpanKind.Consumer : SpanKind.Server,
            TraceOf(record),
            SpanOf(record),
            caller?.SpanId ?? record.ParentSpanId,
            record.StartMs,
            record.DurationMs
        );

    /// <summary>
    /// The first call of that task that hasn't caused an invocation yet; another attempt of an asynchronous call belongs to the last call before it.
    /// </summary>
    private static Span? CallerOf(InvocationRecord record, Dictionary<(string, string, string), List<Span>> open)
    {
        if (record.ParentSpanId is not { } parent || !open.TryGetValue((TraceOf(record), parent, record.Task), out var calls))
            return null;
        var at = calls.FindIndex(c => c.StartMs <= record.StartMs + ClockMs);
        if (at < 0)
            return null;
        var caller = calls[at];
        if (calls.Count > 1)
            calls.RemoveAt(at);
        return caller;
    }

    private static List<Span> CallsOf(InvocationRecord record)
    {
        var spans = new List<Span>();
        var (trace, own) = (TraceOf(record), SpanOf(record));
        for (var i = 0; i < record.Calls.Length; i++)
        {
            var call = record.Calls[i];
            spans.Add(
                new Span(
                    record,
                    call,
                    call switch
                    {
                        { Where: CallSite.Local } => SpanKind.Internal,
                        { Kind: CallKind.Async } => SpanKind.Producer,
                        _ => SpanKind.Client,
                    },
                    trace,
                    Id($"{own} {i}", 8),
                    ParentOf(call, spans)?.SpanId ?? own,
                    record.StartMs + call.AtMs,
                    Math.Max(0, call.Ms)
                )
            );
        }
        return spans;
    }

    /// <summary>The last run of the calling task that had begun; preferably one that was still running.</summary>
    private static Span? ParentOf(CallRecord call, List<Span> before)
    {
        Span? last = null;
        for (var i = before.Count - 1; i >= 0; i--)
        {
            if (before[i].Call is not { Where: CallSite.Local } earlier || earlier.To != call.From || earlier.AtMs > call.AtMs)
                continue;
            if (earlier.AtMs + earlier.Ms >= call.AtMs)
                return before[i];
            last ??= before[i];
        }
        return last;
    }

    // A record of a request that died has no ids.
    private static string TraceOf(InvocationRecord record) => IsId(record.TraceId, 32) ? record.TraceId : Id("trace " + record.RequestId, 16);

    private static string SpanOf(InvocationRecord record) => IsId(record.SpanId, 16) ? record.SpanId : Id("span " + record.RequestId, 8);

    private static bool IsId(string text, int length) =>
        text.Length == length && !text.AsSpan().ContainsAnyExcept("0123456789abcdef") && text.AsSpan().ContainsAnyExcept('0');

    /// <summary>An id that is the same in each export.</summary>
    private static string Id(string text, int bytes) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, bytes));
}
