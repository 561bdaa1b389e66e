using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fusionize.Benchmarks.Dispatch;

public sealed record Reading(string SensorId, double Value);

public sealed record Verdict(bool Valid);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Reading))]
[JsonSerializable(typeof(Verdict))]
public sealed partial class BenchJson : JsonSerializerContext;

/// <summary>Tasks whose calls the generator intercepts as it does in an application, beside twins that no one intercepts.</summary>
public static class BenchTasks
{
    private static readonly Task<Verdict> s_cached = Task.FromResult(new Verdict(true));
    private static readonly Reading s_reading = new("sensor-1", 20);

    [FusionTask(Entry = true)]
    public static async Task<int> FusedLoop(int count, CancellationToken ct)
    {
        var valid = 0;
        for (var i = 0; i < count; i++)
        {
            if ((await CheckSensor(s_reading, ct)).Valid)
                valid++;
        }
        return valid;
    }

    public static async Task<int> DirectLoop(int count, CancellationToken ct)
    {
        var valid = 0;
        for (var i = 0; i < count; i++)
        {
            if ((await CheckSensorDirectly(s_reading, ct)).Valid)
                valid++;
        }
        return valid;
    }

    [FusionTask(Entry = true)]
    public static async Task<int> FusedCachedLoop(int count, CancellationToken ct)
    {
        var valid = 0;
        for (var i = 0; i < count; i++)
        {
            if ((await CheckCached(s_reading, ct)).Valid)
                valid++;
        }
        return valid;
    }

    public static async Task<int> DirectCachedLoop(int count, CancellationToken ct)
    {
        var valid = 0;
        for (var i = 0; i < count; i++)
        {
            if ((await CheckCachedDirectly(s_reading, ct)).Valid)
                valid++;
        }
        return valid;
    }

    // No task itself: else its own calls, which the benchmark makes, would be intercepted too.
    public static Task<Verdict> FusedSuspended(Reading reading, CancellationToken ct) => Wait(reading, ct);

    public static Task<Verdict> DirectSuspended(Reading reading, CancellationToken ct) => WaitDirectly(reading, ct);

    /// <summary>Completed by the benchmark after the call.</summary>
    public static TaskCompletionSource Gate { get; set; } = new();

    /// <summary>A task as people write them: asynchronous, and mostly done at once.</summary>
    [FusionTask]
    public static async Task<Verdict> CheckSensor(Reading reading, CancellationToken ct)
    {
        if (reading.Value > 1000)
            await Task.Delay(1, ct);
        return reading.Value < 100 ? new Verdict(true) : new Verdict(false);
    }

    public static async Task<Verdict> CheckSensorDirectly(Reading reading, CancellationToken ct)
    {
        if (reading.Value > 1000)
            await Task.Delay(1, ct);
        return reading.Value < 100 ? new Verdict(true) : new Verdict(false);
    }

    /// <summary>The cheapest task there can be.</summary>
    [FusionTask]
    public static Task<Verdict> CheckCached(Reading reading, CancellationToken ct) => s_cached;

    public static Task<Verdict> CheckCachedDirectly(Reading reading, CancellationToken ct) => s_cached;

    [FusionTask]
    public static async Task<Verdict> Wait(Reading reading, CancellationToken ct)
    {
#pragma warning disable FZ0019 // The benchmark, not an application's state: caller and callee share this process.
        await Gate.Task.ConfigureAwait(false);
#pragma warning restore FZ0019
        return s_cached.Result;
    }

    public static async Task<Verdict> WaitDirectly(Reading reading, CancellationToken ct)
    {
        await Gate.Task.ConfigureAwait(false);
        return s_cached.Result;
    }
}
