using System.Text.Json;
using IoT;

// The whole application as one function written by hand: every task, chosen by name, in one unlinked zip, with serializers that are made when they
// are needed.
var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
Loop.Run(request =>
{
    var (task, args) = JsonSerializer.Deserialize<Request>(request, options)!;
    T Read<T>() => args.Deserialize<T>(options)!;
    return task switch
    {
        "AnalyzeSensor" => Write(Iot.AnalyzeSensor(Read<SensorRequest>(), default).GetAwaiter().GetResult()),
        "CheckSensor" => Write(Iot.CheckSensor(Read<SensorEvent>(), default).GetAwaiter().GetResult()),
        "StoreEvent" => Done(Iot.StoreEvent(Read<SensorEvent>(), default)),
        "CheckTemperature" => Done(Iot.CheckTemperature(Read<SensorEvent>(), default)),
        "CheckSound" => Write(Iot.CheckSound(Read<SensorEvent>(), default).GetAwaiter().GetResult()),
        "CheckSoundLimits" => Write(Iot.CheckSoundLimits(Read<SensorEvent>(), default).GetAwaiter().GetResult()),
        "CheckSoundAccident" => Write(Iot.CheckSoundAccident(Read<SensorEvent>(), default).GetAwaiter().GetResult()),
        "CheckAir" => Done(Iot.CheckAir(Read<SensorEvent>(), default)),
        "DetectJam" => Write(Iot.DetectJam(Read<SensorEvent>(), default).GetAwaiter().GetResult()),
        "ActionSignage" => Done(Iot.ActionSignage(Read<SignageUpdate>(), default)),
        _ => throw new ArgumentException($"No task '{task}'."),
    };

    byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, options);

    static byte[] Done(Task task)
    {
        task.GetAwaiter().GetResult();
        return "null"u8.ToArray();
    }
});

internal sealed record Request(string Task, JsonElement Args);
