using Fusionize.Invocations;
using Fusionize.Tracing;

namespace Fusionize.Tests.Functions;

/// <summary>Runs test code as if a request were being served. The frame flows into the asynchronous code that begins inside.</summary>
internal static class InvocationScope
{
    public static Invocation New(CallTrace? trace, CancellationToken cancellation = default) =>
        new()
        {
            Cancellation = cancellation,
            Trace = trace,
            Context = TraceContext.NewRoot(sampled: trace is not null),
        };

    public static async Task<CallTrace> TraceAsync(string task, Func<Task> body)
    {
        var trace = CallTrace.StartNew();
        var invocation = New(trace);
        await Task.Run(() =>
        {
            Frame.Current = new Frame(invocation, task);
            return body();
        });
        await Task.Run(invocation.Drain);
        invocation.Trace = null;
        trace.Stop();
        return trace;
    }
}
