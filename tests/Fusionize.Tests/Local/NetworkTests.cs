using Fusionize.Local;
using Fusionize.Local.Network;
using Fusionize.Shared;

namespace Fusionize.Tests.Local;

public class NetworkTests
{
    [Fact]
    public void Draws_are_uniform_and_depend_on_seed_name_and_number_only()
    {
        var one = new Draws(1);
        var drawn = Enumerable.Range(0, 20_000).Select(_ => one.Uniform("a")).ToArray();

        Assert.InRange(drawn.Average(), 0.49, 0.51);
        for (var tenth = 0; tenth < 10; tenth++)
            Assert.InRange(drawn.Count(d => (int)(d * 10) == tenth), 1800, 2200);
        Assert.Equal(drawn.Length, drawn.Distinct().Count());
        var again = new Draws(1);
        again.Uniform("b"); // another name's draws don't shift this one's
        Assert.Equal(drawn[..100], Enumerable.Range(0, 100).Select(_ => again.Uniform("a")));
        var other = new Draws(2);
        Assert.NotEqual(drawn[0], other.Uniform("a"));
        Assert.NotEqual(drawn[0], again.Uniform("c"));
    }

    [Fact]
    public void Draws_on_many_threads_are_the_same_draws()
    {
        var one = new Draws(3);
        var serial = Enumerable.Range(0, 1000).Select(_ => one.Uniform("x")).Order().ToArray();
        var two = new Draws(3);
        var parallel = new double[1000];
        Parallel.For(0, 1000, i => parallel[i] = two.Uniform("x"));

        Assert.Equal(serial, parallel.Order());
    }

    [Theory]
    [InlineData(128, 21, 44, 89, 196)]
    public void Synchronous_overheads_have_the_measured_quantiles(int memory, double p5, double p50, double p95, double p99) =>
        Quantiles(d => InvocationOverheads.Sync(memory, d), p5, p50, p95, p99);

    [Theory]
    [InlineData(128, 26, 54, 119, 200)]
    [InlineData(768, 19, 23.5, 60, 110)]
    [InlineData(2048, 19, 23.5, 60, 110)]
    public void Hand_overs_have_the_measured_quantiles(int memory, double p5, double p50, double p95, double p99) =>
        Quantiles(d => InvocationOverheads.HandOver(memory, d), p5, p50, p95, p99);

    [Theory]
    [InlineData(128, 60, 91, 173)]
    [InlineData(1024, 50, 57, 108)]
    public void Dispatches_have_the_measured_quantiles(int memory, double p5, double p50, double p95) =>
        Quantiles(d => InvocationOverheads.Dispatch(memory, d), p5, p50, p95, null);

    [Fact]
    public void Overheads_fall_with_memory()
    {
        var medians = new[] { 128, 192, 256, 512, 768 }.Select(m => InvocationOverheads.HandOver(m, 0)).ToArray();

        Assert.Equal(medians.OrderDescending(), medians);
        Assert.Equal(medians.Length, medians.Distinct().Count());
    }

    [Fact]
    public void Only_calls_between_functions_wait_and_only_in_the_aws_profile()
    {
        var raw = new NetworkModel(addWaits: false, new Draws(1));
        var aws = new NetworkModel(addWaits: true, new Draws(1));

        Assert.Equal(CallWaits.None, raw.Synchronous(128, "f"));
        Assert.Equal(CallWaits.None, raw.Asynchronous(128, "f"));
        Assert.Equal(CallWaits.None, aws.Synchronous(null, "f"));
        Assert.True(aws.Synchronous(128, "f").BeforeCallee > TimeSpan.Zero);
        Assert.True(aws.Asynchronous(128, "f").BeforeAnswer > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_call_between_functions_takes_its_overhead_and_a_clients_call_does_not()
    {
        await using var platform = await TestPlatform.StartAsync(
            new()
            {
                EnforceCpu = false,
                Network = NetworkProfile.Aws,
                Seed = 5,
            }
        );
        await platform.Client.CreateAsync("probe", memory: 128);
        await platform.Client.CreateAsync("callee", memory: 128);
        await platform.Client.InvokeAsync("callee");
        var expected = new NetworkModel(addWaits: true, new Draws(5)).Synchronous(128, "callee:$LATEST");

        var answer = (await platform.Client.InvokeAsync("probe", """{"do":"call","function":"callee","payload":{}}""")).Json;

        Assert.Equal(200, (int)answer["status"]!);
        // Only the lower bound is certain on a busy machine. (Timers may fire a fraction of a millisecond early.)
        Assert.True((double)answer["ms"]! > (expected.BeforeCallee + expected.BeforeAnswer).TotalMilliseconds - 2);
    }

    [Fact]
    public async Task An_event_between_functions_is_acknowledged_and_delivered()
    {
        await using var platform = await TestPlatform.StartAsync(new() { EnforceCpu = false, Network = NetworkProfile.Aws });
        await platform.Client.CreateAsync("probe");
        await platform.Client.CreateAsync("callee");

        var answer = (
            await platform.Client.InvokeAsync("probe", """{"do":"call","event":true,"function":"callee","payload":{"do":"log","text":"ran\n"}}""")
        ).Json;
        await platform.IdleAsync();

        Assert.Equal(202, (int)answer["status"]!);
        Assert.Contains("ran", await platform.Client.MessagesAsync("callee"));
    }

    private static void Quantiles(Func<double, double> overhead, double p5, double p50, double p95, double? p99)
    {
        Assert.Equal(p5, overhead(NormalDistribution.Quantile(0.05)), 1);
        Assert.Equal(p50, overhead(0), 1);
        Assert.Equal(p95, overhead(NormalDistribution.Quantile(0.95)), 1);
        if (p99 is { } tail)
            Assert.Equal(tail, overhead(NormalDistribution.Quantile(0.99)), 0);
    }
}
