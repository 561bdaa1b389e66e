using Fusionize;
using IoT.Storage;
using IoT.Work;
using Samples.Storage;

namespace IoT;

/// <summary>The smart-city application of the Fusionize papers: a sensor's event is checked and stored; temperature, sound and air are then looked at
/// asynchronously.</summary>
public static class Iot
{
    /// <summary>Signs that show a message about a jam: the one at the sensor and those behind it.</summary>
    private const int JamChain = 6;

    [FusionTask(Entry = true)]
    public static async Task<SensorReport> AnalyzeSensor(SensorRequest request, CancellationToken ct)
    {
        var e = new SensorEvent(request.EventId ?? Guid.CreateVersion7().ToString("n"), request.Sensor ?? Random.Shared.Next(0, 101));
        var check = await CheckSensor(e, ct);
        await StoreEvent(e, ct);
        await Task.WhenAll(CheckTemperature(e, ct).Detach(), CheckSound(e, ct).Detach(), CheckAir(e, ct).Detach());
        return new SensorReport(e.Id, e.Sensor, check);
    }

    [FusionTask]
    public static Task<SensorCheck> CheckSensor(SensorEvent e, CancellationToken ct) =>
        Task.FromResult(new SensorCheck(e.Sensor is >= 0 and <= 100, Primes.UpTo(e.Sensor).Count));

    [FusionTask(Init = nameof(OpenStore))]
    public static Task StoreEvent(SensorEvent e, CancellationToken ct) => Store.Default.PutAsync(new Item(Keys.Sensor(e), e.Id, "event"), ct);

    [FusionTask]
    public static async Task CheckTemperature(SensorEvent e, CancellationToken ct)
    {
        var forecast = await Cpu.OnTwoThreadsAsync(7);
        await ActionSignage(new SignageUpdate(e.Id, e.Sensor, Chain: 0, forecast < 0 ? "cold" : "warm"), ct).Detach();
    }

    [FusionTask]
    public static async Task<SoundCheck> CheckSound(SensorEvent e, CancellationToken ct)
    {
        var limits = CheckSoundLimits(e, ct);
        var accident = CheckSoundAccident(e, ct);
        return new SoundCheck(await limits, await accident);
    }

    [FusionTask(Init = nameof(OpenStore))]
    public static async Task<SoundLimits> CheckSoundLimits(SensorEvent e, CancellationToken ct)
    {
        var configured = await Store.Default.QueryAsync(Keys.SoundLimit(e), newest: 1, ct);
        var recent = await Store.Default.QueryAsync(Keys.Sensor(e), newest: 10, ct);
        var limit = configured is [var item, ..] ? int.Parse(item.Value) : 10;
        var result = new SoundLimits(limit, recent.Count > limit);
        await Store.Default.PutAsync(new Item(Keys.Sound(e), e.Id, result.Exceeded ? "too loud" : "quiet"), ct);
        return result;
    }

    [FusionTask(Init = nameof(OpenStore))]
    public static async Task<SoundAccident> CheckSoundAccident(SensorEvent e, CancellationToken ct)
    {
        var primes = Primes.UpTo(e.Sensor);
        var result = new SoundAccident(primes is [.., var last] && last == e.Sensor);
        await Store.Default.PutAsync(new Item(Keys.Accident(e), e.Id, result.Detected ? "accident" : "none"), ct);
        return result;
    }

    [FusionTask]
    public static async Task CheckAir(SensorEvent e, CancellationToken ct)
    {
        var air = await DetectJam(e, ct);
        await ActionSignage(new SignageUpdate(e.Id, e.Sensor, JamChain, air.Jam ? "jam ahead" : "drive on"), ct).Detach();
    }

    [FusionTask(Init = nameof(OpenStore))]
    public static async Task<JamCheck> DetectJam(SensorEvent e, CancellationToken ct)
    {
        var density = Cpu.OnTwoThreadsAsync(7);
        await Store.Default.PutAsync(new Item(Keys.Air(e), e.Id, "measured"), ct);
        return new JamCheck(await density < 0);
    }

    [FusionTask(Init = nameof(OpenStore))]
    public static async Task ActionSignage(SignageUpdate update, CancellationToken ct)
    {
        var brightness = await Cpu.OnTwoThreadsAsync(7);
        var message = $"{update.Message} ({(brightness < 0 ? "dimmed" : "bright")})";
        await Task.WhenAll(
            Enumerable
                .Range(update.Location, update.Chain)
                .Select(location => Store.Default.PutAsync(new Item(Keys.Sign(location), update.EventId, message), ct))
        );
    }

    /// <summary>In a function's INIT: opens the store and reads from it, so that the first event finds the connection made and its code
    /// compiled.</summary>
    internal static Task OpenStore() => Store.Default.QueryAsync("-", newest: 1, CancellationToken.None);
}
