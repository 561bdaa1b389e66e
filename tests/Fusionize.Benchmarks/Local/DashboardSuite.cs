using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fusionize.Benchmarks.Infrastructure;
using Fusionize.Live;
using Fusionize.Local;
using Fusionize.Records;
using Fusionize.Tests.Local;
using Microsoft.Playwright;

namespace Fusionize.Benchmarks.Local;

/// <summary>
/// What an open dashboard costs the platform, and how fast its page is: 1,000 traced requests per second with and without the map open in a browser.
/// </summary>
internal sealed class DashboardSuite : Suite
{
    private const int Rate = 1000;
    private const int Workers = 16;

    /// <summary>The length of each measurement in seconds.</summary>
    private const string SecondsVariable = "FUSIONIZE_BENCHMARK_SECONDS";

    public override string Name => "dashboard";

    public override string Description => $"the live dashboard at 1,000 requests/s: cost, time of an update, memory ({SecondsVariable}, 10)";

    public override void Run(Report report) => RunAsync(report).GetAwaiter().GetResult();

    private static async Task RunAsync(Report report)
    {
        var seconds =
            report.IsQuick ? 3
            : int.TryParse(Environment.GetEnvironmentVariable(SecondsVariable), CultureInfo.InvariantCulture, out var given) ? given
            : 10;
        await using var platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });
        using var client = new PlatformClient(platform.Endpoint);
        await client.CreateAsync("shop-Order", environment: [("FUSIONIZE_APP", "shop"), ("FUSIONIZE_SETUP", new string('0', 16))]);
        var started = Stopwatch.GetTimestamp();
        await using var dashboard = await LiveDashboard.StartAsync(new() { Subject = "shop", Platform = platform });
        report.Add("start of the server", Stopwatch.GetElapsedTime(started).TotalMilliseconds, "ms");
        await LoadAsync(client, 3);

        report.Heading($"{Rate} requests/s for {seconds} s");
        var without = await LoadAsync(client, seconds);
        report.Add("without a page: requests", without.PerSecond, "per s");
        report.Add("without a page: CPU of client and platform", without.CpuMs, "ms/req");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium(), Args = ["--no-sandbox"] });
        var page = await browser.NewPageAsync(new() { BypassCSP = true, ViewportSize = new() { Width = 1440, Height = 900 } });
        await page.GotoAsync(dashboard.Link.ToString());
        await page.WaitForFunctionAsync("Number(document.body.dataset.updates) > 1");
        var before = Memory();
        var with = await LoadAsync(client, seconds);
        report.Add("with the map open: requests", with.PerSecond, "per s");
        report.Add("with the map open: CPU of client, platform and dashboard", with.CpuMs, "ms/req");
        report.Add("fewer requests", Math.Max(0, (1 - with.PerSecond / without.PerSecond) * 100), "%", Target.AtMost(5));
        report.Add("updates of the page", await DataAsync(page, "updates"), "");
        report.Add("slowest update in the page", await DataAsync(page, "slowest"), "ms", Target.AtMost(100));
        report.Add("growth of this process's memory", (Memory() - before) / 1e6, "MB", Target.AtMost(50));
        var script = await page.EvaluateAsync<double>("performance.memory.usedJSHeapSize");
        report.Add("memory of the page's script", script / 1e6, "MB", Target.AtMost(50));
    }

    private static Task<double> DataAsync(IPage page, string name) => page.EvaluateAsync<double>($"Number(document.body.dataset.{name})");

    private static double Memory() => GC.GetTotalMemory(forceFullCollection: true);

    /// <summary>Sends requests at the rate; if the platform is slower, fewer are sent.</summary>
    private static async Task<(double PerSecond, double CpuMs)> LoadAsync(PlatformClient client, int seconds)
    {
        var (next, cpu, start) = (-1, Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        var sent = await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(WorkAsync)));
        var count = sent.Sum();
        return (count / Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / count);

        async Task<int> WorkAsync()
        {
            for (var done = 0; ; done++)
            {
                var number = Interlocked.Increment(ref next);
                var due = TimeSpan.FromSeconds((double)number / Rate) - Stopwatch.GetElapsedTime(start);
                if (number >= Rate * seconds || Stopwatch.GetElapsedTime(start).TotalSeconds >= seconds)
                    return done;
                if (due > TimeSpan.FromMilliseconds(1))
                    await Task.Delay(due);
                var answer = await client.InvokeAsync("shop-Order", Payload(number));
                if (answer.Status != 200)
                    throw new InvalidOperationException($"{answer.Status}: {answer.Body}");
            }
        }
    }

    /// <summary>A request for the probe: it writes the trace line that a function of an application would write.</summary>
    private static string Payload(int number)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, RecordJson.WriterOptions))
            RecordJson.WriteTraceLine(
                json,
                new()
                {
                    App = "shop",
                    SetupId = new string('0', 16),
                    Group = "Order",
                    Function = "",
                    RequestId = Guid.NewGuid().ToString(),
                    TraceId = $"{number:x32}",
                    SpanId = "a",
                    Task = "Order",
                    IsRoot = true,
                    StartMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
                    DurationMs = 1,
                    MemoryMB = 512,
                    Calls = [.. new[] { "Price", "Stock", "Ship" }.Select((t, i) => new CallRecord("Order", t, CallKind.Sync, CallSite.Local, i, 1))],
                }
            );
        return JsonSerializer.Serialize(new { @do = "log", text = Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n" });
    }

    private static string Chromium() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(f => Path.Combine(f, "chromium"))
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("'chromium' is not on the PATH.");
}
