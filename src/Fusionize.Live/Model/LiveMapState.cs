using Fusionize.Dashboard.Model;

namespace Fusionize.Live.Model;

/// <summary>The calls of a kind, to look up their rate.</summary>
public readonly record struct CallKey(string Group, string From, string To, string Kind, string Where)
{
    public static CallKey Of(ReportCall call) => new(call.Group, call.From, call.To, call.Kind, call.Where);
}

/// <summary>The rate of calls, and how they went, over the last seconds.</summary>
/// <param name="MeanMs">Mean duration as the caller sees it; null: there was none.</param>
public readonly record struct LiveRate(double PerSecond, double? MeanMs, int Errors);

/// <summary>The map with what flows through it.</summary>
/// <param name="Setup">The deployed functions and the known calls.</param>
/// <param name="Entries">The tasks that clients reach.</param>
/// <param name="Calls">The rates of calls in the last seconds.</param>
/// <param name="Groups">The instances of each group.</param>
public sealed record LiveMapState(
    ReportSetup Setup,
    IReadOnlySet<string> Entries,
    IReadOnlyDictionary<CallKey, LiveRate> Calls,
    IReadOnlyDictionary<string, LiveGroup> Groups
);
