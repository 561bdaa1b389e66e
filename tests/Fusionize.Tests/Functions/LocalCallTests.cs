using Fusionize.CompilerServices;
using Fusionize.Invocations;

namespace Fusionize.Tests.Functions;

public sealed class LocalCallTests
{
    private static readonly AsyncLocal<string?> s_users = new();

    // What the generator writes at a call site.
    private static Task<int> Call(string? from, string to, Func<CancellationToken, Task<int>> callee, CancellationToken ct = default)
    {
        var call = LocalCall.Begin(from, to);
        try
        {
            return call.End(callee(ct), ct);
        }
        catch (Exception e)
        {
            return Task.FromException<int>(call.Failed(e, ct));
        }
    }

    [Fact]
    public async Task A_callee_that_is_done_gives_its_own_task()
    {
        var done = Task.FromResult(1);
        Assert.Same(done, LocalCall.Begin("A", "B").End(done, default));
        Assert.Same(Task.CompletedTask, LocalCall.Begin("A", "B").End(Task.CompletedTask, default));
        Assert.Equal(2, await LocalCall.Begin("A", "B").End(new ValueTask<int>(2), default));
        Assert.True(LocalCall.Begin("A", "B").End(ValueTask.CompletedTask, default).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_suspended_callee_gives_its_result()
    {
        var source = new TaskCompletionSource<int>();
        var task = LocalCall.Begin("A", "B").End(source.Task, default);
        var plain = LocalCall.Begin("A", "B").End((Task)source.Task, default);
        var value = LocalCall.Begin("A", "B").End(new ValueTask<int>(source.Task), default);
        var plainValue = LocalCall.Begin("A", "B").End(new ValueTask(source.Task), default);
        Assert.False(task.IsCompleted || plain.IsCompleted || value.IsCompleted || plainValue.IsCompleted);
        source.SetResult(3);
        Assert.Equal(3, await task);
        Assert.Equal(3, await value);
        await plain;
        await plainValue;
    }

    public static TheoryData<string, Func<CancellationToken, Task<int>>> Failures() =>
        new()
        {
            { "before it returns a task", _ => throw new FileNotFoundException("gone") },
            { "at once", _ => Task.FromException<int>(new FileNotFoundException("gone")) },
            {
                "later",
                async _ =>
                {
                    await Task.Yield();
                    throw new FileNotFoundException("gone");
                }
            },
        };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failure_is_the_same_exception_whenever_it_arises(string when, Func<CancellationToken, Task<int>> callee)
    {
        _ = when;
        var e = await Assert.ThrowsAsync<TaskFailedException>(() => Call("A", "B", callee));
        Assert.Equal("B", e.Task);
        Assert.Equal("gone", e.Message);
        Assert.Equal("System.IO.FileNotFoundException", e.ErrorType);
        Assert.Equal(["System.IO.FileNotFoundException", "System.IO.IOException", "System.SystemException", "System.Exception"], e.ErrorTypes);
        Assert.True(e.Is<IOException>());
        Assert.False(e.Is<ArgumentException>());
        Assert.IsType<FileNotFoundException>(e.InnerException);
    }

    [Fact]
    public async Task Every_shape_of_task_fails_alike()
    {
        static async Task Fail()
        {
            await Task.Yield();
            throw new FileNotFoundException("gone");
        }
        static async Task<int> FailWithResult()
        {
            await Task.Yield();
            throw new FileNotFoundException("gone");
        }
        var failures = new[]
        {
            await Assert.ThrowsAsync<TaskFailedException>(() => LocalCall.Begin("A", "B").End(Fail(), default)),
            await Assert.ThrowsAsync<TaskFailedException>(() => LocalCall.Begin("A", "B").End(FailWithResult(), default)),
            await Assert.ThrowsAsync<TaskFailedException>(() => LocalCall.Begin("A", "B").End(new ValueTask(Fail()), default).AsTask()),
            await Assert.ThrowsAsync<TaskFailedException>(() =>
                LocalCall.Begin("A", "B").End(new ValueTask<int>(FailWithResult()), default).AsTask()
            ),
        };
        Assert.All(failures, e => Assert.True(e.Is<FileNotFoundException>()));
    }

    [Fact]
    public async Task An_inner_tasks_failure_passes_through_as_it_is()
    {
        var e = await Assert.ThrowsAsync<TaskFailedException>(() => Call("A", "B", ct => Call("B", "C", _ => throw new FormatException("deep"), ct)));
        Assert.Equal("C", e.Task);
        Assert.IsType<FormatException>(e.InnerException);
    }

    [Fact]
    public async Task A_cancelled_call_stays_cancelled()
    {
        using var source = new CancellationTokenSource();
        var call = Call(
            "A",
            "B",
            async ct =>
            {
                await Task.Delay(Timeout.Infinite, ct);
                return 0;
            },
            source.Token
        );
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.True(call.IsCanceled);

        var before = Call(
            "A",
            "B",
            ct =>
            {
                ct.ThrowIfCancellationRequested();
                return Task.FromResult(0);
            },
            source.Token
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => before);
    }

    [Fact]
    public async Task Anothers_cancellation_is_a_failure()
    {
        var e = await Assert.ThrowsAsync<TaskFailedException>(() => Call("A", "B", _ => Task.FromCanceled<int>(new CancellationToken(true))));
        Assert.True(e.Is<OperationCanceledException>());
    }

    [Fact]
    public async Task A_callee_that_returns_no_task_is_a_failure() =>
        Assert.True((await Assert.ThrowsAsync<TaskFailedException>(() => Call("A", "B", _ => null!))).Is<NullReferenceException>());

    [Fact]
    public async Task Records_each_call_with_the_real_caller()
    {
        // B and C call D through a helper that doesn't know who calls it.
        static Task<int> Helper() => Call(null, "D", async _ =>
            {
                await Task.Yield();
                return 1;
            });
        static async Task<int> Body(CancellationToken ct)
        {
            var first = await Helper();
            await Task.Yield();
            return first + await Helper();
        }
        var trace = await InvocationScope.TraceAsync("A", async () =>
        {
            await Task.WhenAll(Call("A", "B", Body), Call("A", "C", Body), Helper());
            await Call(null, "B", _ => Task.FromResult(0));
        });
        var calls = Enumerable.Range(0, trace.Count).Select(i => $"{trace[i].From}>{trace[i].To}").Order().ToArray();
        Assert.Equal(["A>B", "A>B", "A>C", "A>D", "B>D", "B>D", "C>D", "C>D"], calls);
        Assert.All(Enumerable.Range(0, trace.Count), i => Assert.False(trace[i].IsOpen));
    }

    [Fact]
    public async Task Keeps_what_the_application_lets_flow()
    {
        await InvocationScope.TraceAsync("A", async () =>
        {
            for (var i = 0; i < 4; i++)
            {
                s_users.Value = $"user{i}";
                var seen = "";
                await Call("A", "B", async _ =>
                {
                    await Task.Yield();
                    seen = s_users.Value!;
                    return 0;
                });
                Assert.Equal($"user{i}", seen);
                Assert.Equal($"user{i}", s_users.Value);
                Assert.Equal("A", Frame.Current!.Task);
            }
        });
    }

    [Fact]
    public async Task Records_failures_and_calls_that_never_end()
    {
        var trace = await InvocationScope.TraceAsync("A", async () =>
        {
            await Assert.ThrowsAsync<TaskFailedException>(() => Call("A", "B", _ => throw new FormatException("x")));
            await Assert.ThrowsAsync<TaskFailedException>(() => Call("A", "C", async _ =>
                {
                    await Task.Yield();
                    throw new FormatException("x");
                }));
            _ = Call("A", "D", async _ =>
            {
                await Task.Delay(Timeout.Infinite);
                return 0;
            });
        });
        Assert.IsType<FormatException>(trace[0].Error);
        Assert.IsType<FormatException>(trace[1].Error);
        Assert.True(trace[2].IsOpen);
    }

    [Fact]
    public async Task Parallel_calls_all_have_their_own_entry()
    {
        const int Workers = 8,
            Each = 100;
        var trace = await InvocationScope.TraceAsync("A", () => Task.WhenAll(
                Enumerable
                    .Range(0, Workers)
                    .Select(w =>
                        Task.Run(async () =>
                        {
                            for (var i = 0; i < Each; i++)
                                await Call("A", $"T{w}", async _ =>
                                {
                                    if (i % 2 == 0)
                                        await Task.Yield();
                                    return 0;
                                });
                        })
                    )
            ));
        Assert.Equal(Workers * Each, trace.Count);
        var perTask = Enumerable.Range(0, trace.Count).GroupBy(i => trace[i].To).ToDictionary(g => g.Key, g => g.Count());
        Assert.All(perTask.Values, count => Assert.Equal(Each, count));
        Assert.All(Enumerable.Range(0, trace.Count), i => Assert.False(trace[i].IsOpen));
    }

    [Fact]
    public async Task A_full_trace_counts_what_it_no_longer_records()
    {
        var trace = await InvocationScope.TraceAsync("A", async () =>
        {
            for (var i = 0; i < Fusionize.Tracing.CallTrace.Capacity + 5; i++)
                await Call("A", "B", _ => Task.FromResult(i));
        });
        Assert.Equal(Fusionize.Tracing.CallTrace.Capacity, trace.Count);
        Assert.Equal(5, trace.Dropped);
    }
}
