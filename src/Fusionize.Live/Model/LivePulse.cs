namespace Fusionize.Live.Model;

/// <summary>The platform in one line: what the head of every page shows.</summary>
public sealed record LivePulse(double InvocationsPerSecond, int Starting, int Busy, int Idle, int EventsWaiting, long Errors, long Throttles);
