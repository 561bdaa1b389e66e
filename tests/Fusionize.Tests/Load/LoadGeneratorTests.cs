using System.Net;
using System.Net.Sockets;
using Fusionize.Rounds.Load;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Load;

/// <summary>By order, not by the clock: where a figure is compared it is one that the machine's speed can only push to the passing side. The
/// time-outs only end a hanging failure.</summary>
public sealed class LoadGeneratorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact(Timeout = 60_000)]
    public async Task Requests_start_although_none_before_them_was_answered()
    {
        var plan = ArrivalPlan.Constant(200, TimeSpan.FromMilliseconds(100));
        var started = 0;
        var allStarted = new TaskCompletionSource();
        var target = new Target(async _ =>
        {
            if (Interlocked.Increment(ref started) == plan.Count)
                allStarted.SetResult();
            // A generator that waited for an answer before its next request would never get here again.
            await allStarted.Task;
            return null;
        });

        var result = await new LoadGenerator(target, Patience).RunAsync(plan, default);

        Assert.Equal(20, result.Samples.Length);
        Assert.Equal(0, result.Summary.Errors);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_stall_shows_in_the_latency_of_every_request_that_it_held_up()
    {
        var plan = ArrivalPlan.Constant(100, TimeSpan.FromMilliseconds(500));
        var last = plan.Arrivals().Last();
        var arrived = 0;
        var stall = new TaskCompletionSource();
        // Serves one request at a time at no cost, after a stall that ends with the last arrival.
        using var server = new SemaphoreSlim(1);
        var target = new Target(async _ =>
        {
            if (Interlocked.Increment(ref arrived) == plan.Count)
                stall.SetResult();
            await server.WaitAsync();
            await stall.Task;
            server.Release();
            return null;
        });

        var result = await new LoadGenerator(target, Patience).RunAsync(plan, default);

        Assert.All(result.Samples, s => Assert.True(s.Latency >= last - s.Intended, $"{s.Latency} for the request at {s.Intended}"));
        Assert.True(result.Summary.P50 >= last.TotalMilliseconds / 2 - 10, $"p50 {result.Summary.P50}");
        Assert.True(result.Summary.Max >= last.TotalMilliseconds);
    }

    [Fact]
    public async Task Errors_are_counted_by_kind()
    {
        var requests = 0;
        await using var server = await StubServer.StartAsync(
            async (context, _) =>
            {
                context.Response.StatusCode = (Interlocked.Increment(ref requests) % 3) switch
                {
                    0 => 200,
                    1 => 503,
                    _ => 404,
                };
                await context.Response.CompleteAsync();
            }
        );
        using var target = new HttpTarget(server.Endpoint, "{}"u8.ToArray());

        var summary = (
            await new LoadGenerator(target, Patience).RunAsync(ArrivalPlan.Constant(300, TimeSpan.FromMilliseconds(100)), default)
        ).Summary;

        Assert.Equal((30, 20), (summary.Requests, summary.Errors));
        Assert.Equal([new("HTTP 404", 10), new("HTTP 503", 10)], summary.ErrorsByKind);
    }

    [Fact]
    public async Task A_closed_port_is_a_connection_error()
    {
        using var target = new HttpTarget(ClosedPort(), "{}"u8.ToArray());

        var summary = (await new LoadGenerator(target, Patience).RunAsync(ArrivalPlan.Constant(10, TimeSpan.FromMilliseconds(200)), default)).Summary;

        Assert.Equal(2, summary.ErrorsByKind["connection: ConnectionError"]);
        Assert.Equal(0, summary.P50);
    }

    [Fact]
    public async Task A_request_without_answer_times_out_and_counts_as_at_least_that_slow()
    {
        var target = new Target(async ct =>
        {
            await Task.Delay(Timeout.Infinite, ct);
            return null;
        });
        var timeout = TimeSpan.FromMilliseconds(50);

        var summary = (await new LoadGenerator(target, timeout).RunAsync(ArrivalPlan.Constant(100, TimeSpan.FromMilliseconds(20)), default)).Summary;

        Assert.Equal(2, summary.ErrorsByKind[LoadGenerator.TimeoutError]);
        Assert.True(summary.P50 >= timeout.TotalMilliseconds - 1);
    }

    [Fact]
    public async Task Cancelling_stops_arrivals_and_keeps_what_was_answered()
    {
        using var cancellation = new CancellationTokenSource();
        var (requests, twoAnswers) = (0, new TaskCompletionSource());
        var target = new Target(async ct =>
        {
            if (Interlocked.Increment(ref requests) <= 2)
                return null;
            await twoAnswers.Task;
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.Infinite, ct);
            return null;
        });
        var progress = new Reports(p =>
        {
            if (p.Completed == 2)
                twoAnswers.TrySetResult();
        });

        var result = await new LoadGenerator(target, Patience, progress).RunAsync(
            ArrivalPlan.Constant(50, TimeSpan.FromHours(1)),
            cancellation.Token
        );

        Assert.True(result.Cancelled);
        Assert.Equal(2, result.Samples.Length);
    }

    [Fact]
    public async Task The_body_is_posted_as_json()
    {
        await using var server = await StubServer.StartAsync(200, "");
        using var target = new HttpTarget(server.Endpoint, "{\"sensor\":7}"u8.ToArray());

        Assert.Null(await target.SendAsync(default, default));
        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "application/json", "{\"sensor\":7}"), (request.Method, request.Headers["Content-Type"], request.Text));
    }

    private static Uri ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
    }

    private sealed class Reports(Action<LoadProgress> report) : IProgress<LoadProgress>
    {
        public void Report(LoadProgress value) => report(value);
    }

    private sealed class Target(Func<CancellationToken, Task<string?>> send) : ILoadTarget
    {
        public Task<string?> SendAsync(LoadRequest request, CancellationToken cancellation) => send(cancellation);
    }
}
