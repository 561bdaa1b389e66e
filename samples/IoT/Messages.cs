namespace IoT;

/// <summary>What a sensor gateway sends. Both parts are optional: an event without id gets a new one, one without sensor a random sensor.</summary>
public sealed record SensorRequest(string? EventId = null, int? Sensor = null);

/// <summary>One event of one sensor (0–100); what the tasks hand to each other.</summary>
public sealed record SensorEvent(string Id, int Sensor);

/// <summary>The answer to the gateway.</summary>
public sealed record SensorReport(string EventId, int Sensor, SensorCheck Check);

public sealed record SensorCheck(bool Known, int Primes);

public sealed record SoundCheck(SoundLimits Limits, SoundAccident Accident);

public sealed record SoundLimits(int Limit, bool Exceeded);

public sealed record SoundAccident(bool Detected);

public sealed record JamCheck(bool Jam);

/// <summary>A message for <paramref name="Chain"/> signs, beginning with the one at <paramref name="Location"/>; for none: nothing is
/// shown.</summary>
public sealed record SignageUpdate(string EventId, int Location, int Chain, string Message);
