using System.Diagnostics;
using Fusionize.Benchmarks.Infrastructure;
using Fusionize.Invocations;
using Fusionize.Tracing;

namespace Fusionize.Benchmarks.Dispatch;

/// <summary>A fused call against the direct call.</summary>
internal static class CallFigures
{
    /// <summary>Calls of one invocation; its buffer is used again for the next, as a function does.</summary>
    private const int CallsPerInvocation = 1000;

    public static void Measure(Report report)
    {
        report.Heading("A fused call whose callee completes synchronously, against the direct call");
        var off = Timing.Compare(
            new Variant("direct", n => BenchTasks.DirectLoop(n, default).GetAwaiter().GetResult()),
            new Variant("fused", n => BenchTasks.FusedLoop(n, default).GetAwaiter().GetResult())
        );
        Row(report, "off", off[0], off[1], ratioGoal: 1.1);

        using (var unsampled = new Request(traced: false))
        {
            var sampledOut = Timing.Compare(
                new Variant("direct", n => BenchTasks.DirectLoop(n, default).GetAwaiter().GetResult()),
                new Variant("fused", unsampled.Loop(n => BenchTasks.FusedLoop(n, default)))
            );
            Row(report, "sampled out", sampledOut[0], sampledOut[1], ratioGoal: 1.1);

            using var other = new Request(traced: true);
            var beside = Timing.Compare(
                new Variant("direct", n => BenchTasks.DirectLoop(n, default).GetAwaiter().GetResult()),
                new Variant("fused", unsampled.Loop(n => BenchTasks.FusedLoop(n, default)))
            );
            Row(report, "sampled out beside a traced request", beside[0], beside[1]);
        }

        using (var traced = new Request(traced: true))
        {
            var clock = Timing.Compare(new Variant("clock", static n =>
                {
                    for (var i = 0; i < n; i++)
                        Stopwatch.GetTimestamp();
                }));
            report.Add("reading the clock once, of which a recorded call has two", clock[0].Nanoseconds, "ns");
            // What the build sets for an application without task calls in helpers.
            Frame.FollowsTasksUnlinked = false;
            var on = Timing.Compare(
                new Variant("direct", n => BenchTasks.DirectLoop(n, default).GetAwaiter().GetResult()),
                new Variant("fused", traced.Loop(n => BenchTasks.FusedLoop(n, default)))
            );
            Row(report, "on", on[0], on[1], addedGoal: 60);
            report.Add("on: added, the two readings of the clock aside", on[1].Nanoseconds - on[0].Nanoseconds - 2 * clock[0].Nanoseconds, "ns");
            Frame.FollowsTasksUnlinked = true;
            on = Timing.Compare(
                new Variant("direct", n => BenchTasks.DirectLoop(n, default).GetAwaiter().GetResult()),
                new Variant("fused", traced.Loop(n => BenchTasks.FusedLoop(n, default)))
            );
            Row(report, "on, with task calls in helpers", on[0], on[1]);
        }

        report.Heading("The same for the cheapest callee there can be, one that returns a kept task");
        var cached = Timing.Compare(
            new Variant("direct", n => BenchTasks.DirectCachedLoop(n, default).GetAwaiter().GetResult()),
            new Variant("fused", n => BenchTasks.FusedCachedLoop(n, default).GetAwaiter().GetResult())
        );
        report.Add("kept task, off: added", cached[1].Nanoseconds - cached[0].Nanoseconds, "ns");
        report.Add("kept task, off: allocated more", Math.Round(cached[1].Bytes - cached[0].Bytes), "B", Target.AtMost(0));
        using (var traced = new Request(traced: true))
        {
            var on = Timing.Compare(
                new Variant("direct", n => BenchTasks.DirectCachedLoop(n, default).GetAwaiter().GetResult()),
                new Variant("fused", traced.Loop(n => BenchTasks.FusedCachedLoop(n, default)))
            );
            report.Add("kept task, on: added", on[1].Nanoseconds - on[0].Nanoseconds, "ns");
        }

        report.Heading("A callee that suspends");
        report.Add("suspended, off: allocations more", SuspendedAllocations(traced: false), "objects", Target.AtMost(1));
        report.Add("suspended, on: allocations more", SuspendedAllocations(traced: true), "objects", Target.AtMost(1));
    }

    private static void Row(Report report, string tracing, Measured direct, Measured fused, double? ratioGoal = null, double? addedGoal = null)
    {
        report.Add($"{tracing}: direct", direct.Nanoseconds, "ns");
        report.Add($"{tracing}: fused", fused.Nanoseconds, "ns");
        report.Add($"{tracing}: fused / direct", fused.Nanoseconds / direct.Nanoseconds, "x", ratioGoal is { } r ? Target.AtMost(r) : null);
        report.Add($"{tracing}: added", fused.Nanoseconds - direct.Nanoseconds, "ns", addedGoal is { } a ? Target.AtMost(a) : null);
        // An invocation's first call over an edge allocates once; a thousand calls of one invocation share that.
        report.Add($"{tracing}: allocated more per call", Math.Round(fused.Bytes - direct.Bytes), "B", Target.AtMost(0));
    }

    /// <summary>Counts objects: the difference in bytes, in units of what one wrapping asynchronous method allocates.</summary>
    private static double SuspendedAllocations(bool traced)
    {
        using var request = traced ? new Request(traced: true) : null;
        var direct = Bytes(() => BenchTasks.DirectSuspended(null!, default));
        var fused = request is null
            ? Bytes(() => BenchTasks.FusedSuspended(null!, default))
            : request.Within(() => Bytes(() => BenchTasks.FusedSuspended(null!, default)));
        var wrapper = Bytes(() => Wrapper(BenchTasks.DirectSuspended(null!, default), "", null, default)) - direct;
        return (fused - direct) / wrapper;
    }

    private static async Task<Verdict> Wrapper(Task<Verdict> callee, string a, object? b, CancellationToken ct)
    {
        try
        {
            return await callee.ConfigureAwait(false);
        }
        catch (Exception e) when (e.Message == a && b is null)
        {
            ct.ThrowIfCancellationRequested();
            throw;
        }
    }

    private static double Bytes(Func<Task<Verdict>> call)
    {
        const int Calls = 1000;
        var pending = new Task<Verdict>[Calls];
        long bytes = 0;
        for (var round = 0; round < 5; round++)
        {
            BenchTasks.Gate = new TaskCompletionSource();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Calls; i++)
                pending[i] = call();
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            BenchTasks.Gate.SetResult();
            Task.WaitAll(pending);
        }
        return bytes / (double)Calls;
    }

    /// <summary>A request that is being served, for as long as the object lives.</summary>
    private sealed class Request : IDisposable
    {
        private readonly CallTrace? _trace;

        public Request(bool traced)
        {
            if (traced)
                _trace = CallTrace.StartNew();
        }

        public Action<int> Loop(Func<int, Task> loop) =>
            count =>
            {
                for (; count > 0; count -= CallsPerInvocation)
                {
                    var calls = Math.Min(count, CallsPerInvocation);
                    Within(() =>
                    {
                        loop(calls).GetAwaiter().GetResult();
                        return 0;
                    });
                }
            };

        public T Within<T>(Func<T> body)
        {
            if (_trace is not null)
            {
                _trace.Stop();
                _trace.Start(0);
            }
            Frame.Current = new Frame(new Invocation { Trace = _trace }, "FusedLoop");
            if (!Frame.FollowsTasks)
                CallTrace.Only = _trace;
            try
            {
                return body();
            }
            finally
            {
                Frame.Current = null;
                CallTrace.Only = null;
            }
        }

        public void Dispose() => _trace?.Stop();
    }
}
