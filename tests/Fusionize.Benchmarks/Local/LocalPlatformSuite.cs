using System.Diagnostics;
using Fusionize.Benchmarks.Infrastructure;
using Fusionize.Local;
using Fusionize.Tests.Local;

namespace Fusionize.Benchmarks.Local;

/// <summary>What the local platform itself costs, and how well it keeps its promise that memory is CPU.</summary>
internal sealed class LocalPlatformSuite : Suite
{
    public override string Name => "local";

    public override string Description => "the local platform: overhead of an invocation, cold starts, CPU shares";

    public override void Run(Report report) => RunAsync(report).GetAwaiter().GetResult();

    private static async Task RunAsync(Report report)
    {
        await using var platform = await LocalPlatform.StartAsync(new() { Log = Console.WriteLine });
        using var client = new PlatformClient(platform.Endpoint);
        await client.CreateAsync("probe");

        report.Heading("A warm invocation that does nothing: client, platform and function process together");
        for (var i = 0; i < 2000; i++)
            await client.InvokeAsync("probe");
        var warm = await SampleAsync(5000, () => client.InvokeAsync("probe"));
        report.Add("p50", Quantile(warm, 0.50), "ms", Target.AtMost(1));
        report.Add("p95", Quantile(warm, 0.95), "ms");
        report.Add("p99", Quantile(warm, 0.99), "ms");

        report.Heading("Eight clients at once");
        await LoadAsync(client, 500);
        var (cpu, clock) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        await LoadAsync(client, 2000);
        report.Add("invocations", 8 * 2000 / clock.Elapsed.TotalSeconds, "per s");
        report.Add("CPU of client and platform per invocation", (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / (8 * 2000), "ms");

        report.Heading("A cold start, from request to answer");
        var cold = await SampleAsync(20, async () =>
        {
            var name = "cold" + Guid.NewGuid().ToString("N")[..8];
            await client.CreateAsync(name);
            return await client.InvokeAsync(name);
        });
        report.Add("p50", Quantile(cold, 0.50), "ms");

        report.Heading(platform.GetStatus().CpuEnforced ? "Time of 100 ms of CPU work against memory's share" : platform.GetStatus().Cpu);
        if (!platform.GetStatus().CpuEnforced)
            return;
        foreach (var memory in new[] { 128, 256, 512, 1024, 1769 })
        {
            var name = "burn" + memory;
            await client.CreateAsync(name, memory: memory);
            await client.InvokeAsync(name);
            var times = new List<double>();
            for (var i = 0; i < 7; i++)
                times.Add((double)(await client.InvokeAsync(name, """{"do":"burn","ms":100}""")).Json);
            var expected = 100.0 * 1769 / memory;
            report.Add($"{memory} MB: median", times.Order().ElementAt(3), "ms");
            report.Add($"{memory} MB: off by", Math.Abs(times.Order().ElementAt(3) / expected - 1) * 100, "%", Target.AtMost(5));
        }
    }

    private static Task LoadAsync(PlatformClient client, int each) =>
        Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async _ =>
                {
                    for (var i = 0; i < each; i++)
                        await client.InvokeAsync("probe");
                })
        );

    private static async Task<double[]> SampleAsync(int count, Func<Task<PlatformClient.Answer>> invoke)
    {
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var answer = await invoke();
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (answer.Status != 200 || answer.FunctionError is not null)
                throw new InvalidOperationException($"{answer.Status}: {answer.Body}");
        }
        Array.Sort(times);
        return times;
    }

    private static double Quantile(double[] sorted, double q) => sorted[(int)(sorted.Length * q)];
}
