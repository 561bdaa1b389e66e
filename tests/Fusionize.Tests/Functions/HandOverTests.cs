using System.Collections.Concurrent;
using System.Text.Json;
using Fusionize.CompilerServices;
using Fusionize.Invocations;
using Fusionize.Remote;

namespace Fusionize.Tests.Functions;

/// <summary>Detached work that is done where it was called: at least once, as if it had been sent away.</summary>
public sealed class HandOverTests : IDisposable
{
    private readonly RuntimeApiStub _api = new();
    private readonly ConcurrentQueue<RemoteCall> _handedOver = new();

    public void Dispose()
    {
        DetachedWait.Length = DetachedWait.Default;
        _api.Dispose();
    }

    [Fact]
    public async Task What_is_done_here_is_not_handed_over()
    {
        TaskContext? seen = null;
        Serve(_ =>
            Detach(_ =>
            {
                seen = TaskContext.Current;
                return Task.CompletedTask;
            })
        );
        Assert.False((await _api.InvokeAsync("{}")).IsError);
        Assert.Empty(_handedOver);
        Assert.Equal(1, seen!.Attempt);
    }

    [Fact]
    public async Task A_failed_attempt_is_handed_over_before_the_answer_under_the_same_id()
    {
        string? id = null;
        Serve(_ =>
            Detach(_ =>
            {
                id = TaskContext.Current!.CallId;
                throw new FormatException("broken");
            })
        );
        Assert.False((await _api.InvokeAsync("{}")).IsError);
        var call = Assert.Single(_handedOver);
        Assert.Equal(("AnalyzeSensor", CallKind.Async, id, 2), (call.From, call.Kind, call.Again!.CallId, call.Again.Attempt));
        Assert.Equal(
            "System.FormatException",
            (await _api.TraceAsync()).GetProperty("calls")[0].GetProperty("error").GetProperty("type").GetString()
        );
    }

    [Fact]
    public async Task Work_that_can_not_be_handed_over_fails_the_callers_request()
    {
        var tries = 0;
        Serve(_ =>
            Detach(
                _ => throw new FormatException("broken"),
                _ =>
                {
                    tries++;
                    throw new TaskFailedException("StoreEvent", [typeof(RemoteCallException).FullName!], "Lambda is away.");
                }
            )
        );
        var answer = await _api.InvokeAsync("{}");
        Assert.Equal(typeof(RemoteCallException).FullName, answer.ErrorType);
        Assert.Contains(
            "'StoreEvent' was not done, and could not be handed over to be tried again: Lambda is away.",
            answer.Json.GetProperty("errorMessage").GetString()
        );
        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task The_answer_does_not_wait_for_long()
    {
        DetachedWait.Length = TimeSpan.FromMilliseconds(50);
        var token = new TaskCompletionSource();
        var stuck = new TaskCompletionSource();
        Serve(_ =>
            Detach(async cancellation =>
            {
                cancellation.Register(token.SetResult);
                await stuck.Task; // looks at no token
            })
        );
        Assert.False((await _api.InvokeAsync("{}")).IsError);
        Assert.Single(_handedOver);
        await token.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(
            "System.TimeoutException",
            (await _api.TraceAsync()).GetProperty("calls")[0].GetProperty("error").GetProperty("type").GetString()
        );
        // What goes on for nobody changes nothing any more.
        stuck.SetException(new FormatException("late"));
        Assert.False((await _api.InvokeAsync("{}")).IsError);
    }

    [Fact]
    public async Task Where_nobody_waits_for_the_answer_the_work_has_all_the_time()
    {
        DetachedWait.Length = TimeSpan.FromMilliseconds(1);
        Serve(_ => Detach(_ => Task.Delay(100, CancellationToken.None)));
        Assert.False(
            (await _api.InvokeAsync("""{"fusionize":1,"task":"AnalyzeSensor","caller":"X","call":"c1","sent":4102444800000,"args":{}}""")).IsError
        );
        Assert.Empty(_handedOver);
    }

    [Fact]
    public async Task What_the_deadline_would_cut_off_is_handed_over_in_time()
    {
        DetachedWait.Length = Timeout.InfiniteTimeSpan;
        Serve(async cancellation =>
        {
            await Detach(_ => new TaskCompletionSource().Task);
            // The task itself is at work, too, until the deadline.
            await Task.Delay(Timeout.Infinite, cancellation).ContinueWith(static _ => { }, TaskScheduler.Default);
            await Detach(_ => throw new InvalidOperationException("too late to begin"));
        });
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(4);
        Assert.False((await _api.InvokeAsync("{}", TimeSpan.FromSeconds(4))).IsError);
        Assert.True(DateTime.UtcNow < deadline);
        Assert.Equal(2, _handedOver.Count);
    }

    /// <summary>Lambda's usual time limit is 3 s, and a function of 128 MB keeps 0.8 s of it to tell a first failure.</summary>
    [Fact]
    public async Task Local_attempts_end_before_the_invocations_token_which_would_end_their_calls()
    {
        const int Minute = 60_000;
        Invocation? seen = null;
        Serve(_ =>
        {
            seen = Frame.Current!.Invocation;
            return Task.CompletedTask;
        });
        _ = await _api.InvokeAsync("{}", TimeSpan.FromMilliseconds(Minute));
        Assert.InRange(seen!.ReserveMs, 1, Minute / 2);
        foreach (var left in (long[])[0, 50, 1000, 3000, Minute, 15 * Minute])
        {
            var reserve = Math.Min(seen.ReserveMs, left / 2);
            Assert.InRange(LocalAttempts.TimeOf(left, reserve), 0, Math.Max(0, left - reserve - 1));
        }
    }

    [Fact]
    public async Task Detached_work_of_a_detached_attempt_has_an_id_of_its_own()
    {
        var ids = new ConcurrentQueue<string>();
        Serve(_ =>
        {
            ids.Enqueue(TaskContext.Current!.CallId);
            return Detach(async _ =>
            {
                ids.Enqueue(TaskContext.Current!.CallId);
                await Detach(_ =>
                {
                    ids.Enqueue(TaskContext.Current!.CallId);
                    return Task.CompletedTask;
                });
            });
        });
        await _api.InvokeAsync("{}");
        Assert.Equal("request-1", ids.First());
        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public async Task The_function_reads_whose_attempt_it_is_asked_for()
    {
        var seen = new List<(string, int)>();
        Serve(_ =>
        {
            seen.Add((TaskContext.Current!.CallId, TaskContext.Current.Attempt));
            return Task.CompletedTask;
        });
        foreach (
            var request in (string[])
                [
                    "{}",
                    """{"fusionize":1,"task":"AnalyzeSensor","caller":"X","call":"c1","sent":4102444800000,"args":{}}""",
                    """{"fusionize":1,"task":"AnalyzeSensor","caller":"X","call":"c1","earlier":1,"sent":4102444800000,"args":{}}""",
                    """{ "fusionize": 1, "task": "AnalyzeSensor", "call": "c1", "earlier": 1, "sent": 1, "args": {} }""",
                ]
        )
            Assert.False((await _api.InvokeAsync(request)).IsError);
        Assert.Equal([("request-1", 1), ("c1", 1), ("c1", 2), ("c1", 4)], seen);
    }

    [Theory]
    [InlineData(0, -1, 0, 1)]
    [InlineData(0, -1, 59_000, 1)]
    [InlineData(0, -1, 61_000, 2)]
    [InlineData(1, -1, 200_000, 4)]
    [InlineData(0, 0, 200_000, 1)]
    [InlineData(1, 2, 0, 4)]
    public void The_attempts_number_comes_from_the_platform_or_the_clock(int earlier, int redeliveries, int age, int attempt) =>
        Assert.Equal(attempt, new CallAttempt("c", earlier, 1_000_000).Number(redeliveries, 1_000_000 + age));

    [Fact]
    public async Task Awaited_calls_take_the_id_along_and_detached_ones_get_one()
    {
        var requests = new ConcurrentQueue<JsonElement>();
        using var lambda = new HttpServerStub(request =>
        {
            requests.Enqueue(JsonDocument.Parse(request.Text).RootElement);
            return new StubResponse(request.Headers["X-Amz-Invocation-Type"] == "Event" ? 202 : 200, "null");
        });
        var caller = new RemoteCaller(new LambdaClient(new LambdaEndpoint(lambda.Address, "us-east-1", null, null)), Routes.Parse("B=b"));
        await Task.Run(async () =>
        {
            Frame.Current = new Frame(InvocationScope.New(null, new CancellationToken(canceled: true)), "A", new TaskContext("work", 3));
            await caller.InvokeAsync<int, object?>(
                new RemoteCall("A", CallKind.Async, new TaskContext("again", 2)),
                "B",
                0,
                static (_, _) => { },
                null,
                null,
                default
            );
            Frame.Current = new Frame(InvocationScope.New(null), "A", new TaskContext("work", 3));
            await caller.InvokeAsync<int, object?>(new RemoteCall("A", CallKind.Sync), "B", 0, static (_, _) => { }, null, null, default);
            await caller.InvokeAsync<int, object?>(new RemoteCall("A", CallKind.Async), "B", 0, static (_, _) => { }, null, null, default);
        });
        Assert.Equal(["again/1", "work/2"], requests.Take(2).Select(r => $"{r.GetProperty("call").GetString()}/{r.GetProperty("earlier")}"));
        Assert.Matches("^[0-9a-f]{32}$", requests.Last().GetProperty("call").GetString());
        Assert.False(requests.Last().TryGetProperty("earlier", out _));
        Assert.True(requests.Last().GetProperty("sent").GetInt64() > 0);
    }

    private void Serve(Func<CancellationToken, Task> task) => _ = _api.Start(new TestDispatcher().With("AnalyzeSensor", task));

    private Task Detach(Func<CancellationToken, Task> work, Action<RemoteCall>? handOver = null) =>
        DetachedCall.Local(
            DetachedCall.Start(
                "AnalyzeSensor",
                "StoreEvent",
                (work, handOver, _handedOver),
                static (args, token) => args.work(token),
                static (args, again) =>
                {
                    args.handOver?.Invoke(again);
                    args._handedOver.Enqueue(again);
                    return Task.CompletedTask;
                }
            )
        );
}
