namespace Fusionize.Live.Model;

/// <summary>An event that was given up. Its content is only shown where somebody asks for it.</summary>
public sealed record FailedRow(string RequestId, string Function, int Attempts, DateTimeOffset Time, string? Payload, string? Error);
