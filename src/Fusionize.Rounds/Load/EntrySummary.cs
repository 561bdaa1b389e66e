namespace Fusionize.Rounds.Load;

/// <summary>The requests of one entry, or of one path, during a run; latencies in ms as the client sees them.</summary>
public sealed record EntrySummary(string Name, int Requests, int Errors, double P50, double P95, double P99, double Max, double Mean);
