using System.Text.Json;
using Fusionize.CompilerServices;
using Fusionize.Invocations;

namespace Fusionize.Tests.Functions;

public sealed class DetachedCallTests : IDisposable
{
    private readonly RuntimeApiStub _api = new();

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task The_answer_waits_for_detached_work_and_what_that_detaches()
    {
        var stored = 0;
        var (gate, handedOver) = (new TaskCompletionSource(), new TaskCompletionSource());
        _ = _api.Start(new TestDispatcher().With("AnalyzeSensor", async _ =>
            {
                var call = DetachedCall.Start("AnalyzeSensor", "StoreEvent", 20, async (n, ct) =>
                {
                    await gate.Task;
                    var deeper = DetachedCall.Start(null, "Deeper", n, async (m, ct2) =>
                    {
                        await Task.Delay(20, ct2);
                        Interlocked.Add(ref stored, m);
                    });
                    Interlocked.Add(ref stored, 1);
                });
                var local = DetachedCall.Local(call);
                Assert.True(local.IsCompletedSuccessfully);
                await local;
                handedOver.SetResult();
            }));
        var answer = _api.InvokeAsync("{}");
        await handedOver.Task.WaitAsync(TimeSpan.FromSeconds(30));
        // The detached work can't have ended, so an answer now would be one that didn't wait for it.
        Assert.False(answer.IsCompleted);
        gate.SetResult();
        Assert.False((await answer).IsError);
        Assert.Equal(21, stored);

        var calls = (await _api.TraceAsync()).GetProperty("calls");
        Assert.Equal(["AnalyzeSensor>StoreEvent async local", "StoreEvent>Deeper async local"], calls.EnumerateArray().Select(Edge));
        Assert.True(calls[1].GetProperty("ms").GetDouble() >= 15);
    }

    [Fact]
    public async Task A_failure_of_detached_work_is_in_the_trace_only()
    {
        _ = _api.Start(new TestDispatcher().With("AnalyzeSensor", async _ =>
            {
                Assert.Equal(0, await DetachedCall.Start<int, int>("AnalyzeSensor", "StoreEvent", 1, (_, _) => throw new FormatException("broken")));
                await DetachedCall.Start("AnalyzeSensor", "StoreEvent", 1, (_, _) => Task.FromException(new FormatException("broken")));
                Assert.Equal(5, await DetachedCall.Start("AnalyzeSensor", "StoreEvent", 5, (n, _) => Task.FromResult(n)));
            }));
        Assert.False((await _api.InvokeAsync("{}")).IsError);
        var trace = await _api.TraceAsync();
        Assert.Equal(JsonValueKind.Null, trace.GetProperty("error").ValueKind);
        var calls = trace.GetProperty("calls");
        Assert.Equal("System.FormatException", calls[0].GetProperty("error").GetProperty("type").GetString());
        Assert.Equal("broken", calls[1].GetProperty("error").GetProperty("message").GetString());
        Assert.False(calls[2].TryGetProperty("error", out _));
    }

    [Fact]
    public async Task Detached_work_gets_the_invocations_token()
    {
        _ = _api.Start(new TestDispatcher().With("AnalyzeSensor", ct =>
            {
                _ = DetachedCall.Start("AnalyzeSensor", "StoreEvent", ct, async (expected, actual) =>
                {
                    await Task.Yield();
                    if (actual != expected)
                        throw new InvalidOperationException("another token");
                });
                return Task.CompletedTask;
            }));
        await _api.InvokeAsync("{}");
        Assert.False((await _api.TraceAsync()).GetProperty("calls")[0].TryGetProperty("error", out _));
    }

    [Fact]
    public async Task Plain_Detach_is_tracked_too()
    {
        var stored = 0;
        _ = _api.Start(new TestDispatcher().With("AnalyzeSensor", async _ =>
            {
                async Task<int> Store()
                {
                    await Task.Delay(50);
                    return Interlocked.Increment(ref stored);
                }
                async ValueTask<int> StoreValue()
                {
                    await Task.Delay(50);
                    return Interlocked.Increment(ref stored);
                }
                async ValueTask Fail()
                {
                    await Task.Delay(10);
                    throw new FormatException("unseen");
                }
                await Store().Detach();
                await ((Task)Store()).Detach();
                await StoreValue().Detach();
                await Fail().Detach();
                await ValueTask.CompletedTask.Detach();
                await Task.FromException(new FormatException("unseen")).Detach();
            }));
        Assert.False((await _api.InvokeAsync("{}")).IsError);
        Assert.Equal(3, stored);
    }

    [Fact]
    public async Task Outside_of_a_function_detached_work_just_runs()
    {
        var done = new TaskCompletionSource<string?>();
        await DetachedCall.Local(DetachedCall.Start("A", "B", "x", async (x, ct) =>
            {
                await Task.Yield();
                done.SetResult(ct.CanBeCanceled ? null : x);
            }));
        Assert.Equal("x", await done.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        await DetachedCall.Start("A", "B", "x", (_, _) => throw new FormatException("unseen"));
        await Task.FromException(new FormatException("unseen")).Detach();
        Assert.Throws<ArgumentNullException>(() =>
        {
            _ = ((Task)null!).Detach();
        });
    }

    [Fact]
    public async Task Work_begun_after_the_answer_belongs_to_nobody()
    {
        Invocation? seen = null;
        var late = new TaskCompletionSource();
        var leaked = Task.CompletedTask;
        _ = _api.Start(new TestDispatcher().With("AnalyzeSensor", _ =>
            {
                seen = Frame.Current!.Invocation;
                leaked = Task.Run(async () =>
                {
                    await late.Task;
                    await DetachedCall.Start(null, "Late", 0, (_, _) => Task.CompletedTask);
                });
                return Task.CompletedTask;
            }));
        await _api.InvokeAsync("{}");
        Assert.Equal(0, (await _api.TraceAsync()).GetProperty("calls").GetArrayLength());
        late.SetResult();
        await leaked.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(seen!.TryHold());
        await _api.InvokeAsync("{}");
        Assert.Equal(0, (await _api.TraceAsync()).GetProperty("calls").GetArrayLength());
    }

    private static string Edge(JsonElement call) =>
        $"{call.GetProperty("from")}>{call.GetProperty("to")} {call.GetProperty("kind")} {call.GetProperty("where")}";
}
