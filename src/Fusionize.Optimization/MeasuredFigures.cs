using System.Collections.Immutable;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Optimization;

/// <summary>What was measured of a setup, in all its rounds; if one of them was undisturbed, in the undisturbed ones.</summary>
/// <param name="Setup">The setup.</param>
/// <param name="Outcome">Latency and cost.</param>
/// <param name="IsDisturbed">Whether all rounds were disturbed.</param>
/// <param name="IsSaturated">Whether the machine was saturated in all of them.</param>
/// <param name="Rounds">How many rounds there were.</param>
internal sealed record MeasuredFigures(FusionSetup Setup, SetupOutcome Outcome, bool IsDisturbed, bool IsSaturated, int Rounds)
{
    public SetupFigures Figures => SetupFigures.Of(Outcome);

    public static ImmutableArray<MeasuredFigures> Of(IEnumerable<MeasuredSetup> history) =>
        [.. history.Where(m => m.Records.Any(r => r.IsRoot)).GroupBy(m => m.Setup).Select(g => Of(g.Key, [.. g]))];

    private static MeasuredFigures Of(FusionSetup setup, List<MeasuredSetup> rounds)
    {
        var undisturbed = rounds.FindAll(m => !m.IsDisturbed);
        var counted = undisturbed.Count > 0 ? undisturbed : rounds;
        return new(
            setup,
            SetupOutcome.Of(counted.SelectMany(m => m.Records), setup),
            undisturbed.Count == 0,
            counted.TrueForAll(m => m.IsSaturated),
            rounds.Count
        );
    }
}
