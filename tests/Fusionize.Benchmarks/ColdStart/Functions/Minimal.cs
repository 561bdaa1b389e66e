using System.Text.Json;
using System.Text.Json.Serialization;

// The task CheckSensor as a function written by hand: nothing but the task and its two messages.
Loop.Run(static request =>
{
    var e = JsonSerializer.Deserialize(request, Json.Default.SensorEvent)!;
    return JsonSerializer.SerializeToUtf8Bytes(new SensorCheck(e.Sensor is >= 0 and <= 100, UpTo(e.Sensor).Count), Json.Default.SensorCheck);
});

static List<int> UpTo(int bound)
{
    var primes = new List<int>();
    for (var candidate = 2; candidate <= bound; candidate++)
        if (primes.TrueForAll(p => candidate % p != 0))
            primes.Add(candidate);
    return primes;
}

internal sealed record SensorEvent(string Id, int Sensor);

internal sealed record SensorCheck(bool Known, int Primes);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SensorEvent))]
[JsonSerializable(typeof(SensorCheck))]
internal sealed partial class Json : JsonSerializerContext;
