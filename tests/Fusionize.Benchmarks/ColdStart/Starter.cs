using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Fusionize.Local;
using Fusionize.Tests.Local;

namespace Fusionize.Benchmarks.ColdStart;

/// <summary>What one cold start cost; all but the first figure as the platform's REPORT says it.</summary>
/// <param name="StartMs">From process start to the first poll, at full CPU, without a platform around it.</param>
/// <param name="InitMs">The same with the platform's own work.</param>
/// <param name="FirstMs">From there the first request, at the memory's share of a CPU, until the next poll.</param>
/// <param name="MemoryMB">Peak resident memory.</param>
internal readonly record struct Start(double StartMs, double InitMs, double FirstMs, double MemoryMB);

/// <summary>Starts zips on the local platform, a new function each time.</summary>
internal sealed partial class Starter(LocalPlatform platform, string folder) : IDisposable
{
    private const int MemoryMB = 128;

    private readonly PlatformClient _client = new(platform.Endpoint);
    private readonly DirectStarter _direct = new(folder);
    private int _count;

    public async Task<Start> StartAsync(FunctionZip function, string payload)
    {
        var start = await _direct.StartAsync(function);
        var answer = await InvokeOnceAsync(function, payload);
        var log = Encoding.UTF8.GetString(Convert.FromBase64String(answer.Headers.GetValues("X-Amz-Log-Result").Single()));
        var report = Report().Match(log);
        return report.Success
            ? new Start(start, Number(report.Groups["init"]), Number(report.Groups["duration"]), Number(report.Groups["memory"]))
            : throw new InvalidOperationException($"{function.Name}: no REPORT in\n{log}");
    }

    /// <summary>Whether the function starts and says which group it is; it runs no task.</summary>
    public async Task<bool> AnswersPingAsync(FunctionZip function)
    {
        try
        {
            var answer = await InvokeOnceAsync(function, """{"fusionize":1,"task":"fusionize-ping","args":{}}""");
            return (string?)answer.Json["group"] == function.Name;
        }
        catch (InvalidOperationException e)
        {
            Console.WriteLine(e.Message);
            return false;
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _direct.Dispose();
    }

    private async Task<PlatformClient.Answer> InvokeOnceAsync(FunctionZip function, string payload)
    {
        var name = $"f{++_count}";
        await _client.CreateAsync(
            name,
            function.Bytes,
            MemoryMB,
            runtime: function.Runtime,
            handler: function.Handler,
            environment: ("IOT_STORE", Path.Combine(folder, "iot.db"))
        );
        var answer = await _client.InvokeAsync(name, payload, log: "Tail");
        await _client.SendAsync(HttpMethod.Delete, $"/2015-03-31/functions/{name}");
        return answer is { Status: 200, FunctionError: null }
            ? answer
            : throw new InvalidOperationException($"{function.Name}: {answer.Status} {answer.FunctionError} {answer.Body}");
    }

    private static double Number(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\tDuration: (?<duration>[\d.]+) ms.*Max Memory Used: (?<memory>\d+) MB.*Init Duration: (?<init>[\d.]+) ms")]
    private static partial Regex Report();
}
