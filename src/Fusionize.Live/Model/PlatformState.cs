using System.Collections.Immutable;

namespace Fusionize.Live.Model;

/// <summary>The platform at one moment.</summary>
/// <param name="Maps">One map for each application, and one for the functions that belong to none.</param>
/// <param name="Traces">Recent requests, the newest first.</param>
/// <param name="KeptOneOf">One of so many requests is kept as a trace.</param>
public sealed record PlatformState(
    LivePulse Pulse,
    ImmutableArray<LiveFunction> Functions,
    ImmutableArray<LiveMapState> Maps,
    ImmutableArray<TraceRow> Traces,
    int KeptOneOf
);
