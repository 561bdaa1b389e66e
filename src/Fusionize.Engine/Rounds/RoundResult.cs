using System.Collections.Immutable;
using Fusionize.Engine.Feedback;
using Fusionize.Engine.Load;
using Fusionize.Engine.Setups;

namespace Fusionize.Engine.Rounds;

/// <summary>What one round tried and what came of it.</summary>
/// <param name="Client">What the entry task's client saw.</param>
/// <param name="Outcome">What the functions' records say: billed time and cost.</param>
/// <param name="ZipBytes">Per group, in the setup's order.</param>
/// <param name="Decision">What changed, and why.</param>
public sealed record RoundResult(
    int Round, FusionSetup Setup, LoadSummary Client, SetupOutcome Outcome, ImmutableArray<long> ZipBytes, TimeSpan BuildTime, string Proposer, string Decision);

/// <summary>A whole loop. <paramref name="Best"/> is one of the rounds; null while none is over.</summary>
public sealed record LoopResult(string App, ImmutableArray<RoundResult> Rounds, RoundResult? Best, string End);
