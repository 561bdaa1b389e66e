using System.Collections.Immutable;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Optimization;

/// <summary>
/// Decides, from everything measured so far, which setup to try next. <c>--optimizer assembly:PATH[,TYPE]</c> loads an implementation from a user's
/// own
/// assembly; it needs a public constructor without parameters.
/// </summary>
/// <remarks>
/// The answer depends on the input only: the same input gives the same answer. An optimizer is asked after every round of a loop, and by other
/// commands
/// without a loop, so what it remembers between two calls doesn't survive.
/// </remarks>
public interface ISetupOptimizer
{
    /// <summary>A short name for messages and records of rounds.</summary>
    string Name { get; }

    /// <summary>Proposes the setup to try next.</summary>
    /// <param name="input">What was measured, and what the goal is.</param>
    /// <param name="cancellation">Set when the user interrupts the command.</param>
    ValueTask<Proposal> ProposeAsync(OptimizationInput input, CancellationToken cancellation);
}

/// <summary>What an optimizer decides from.</summary>
/// <param name="App">The application: its tasks, and the calls between them that the compiler found.</param>
/// <param name="History">The measured setups, in the order of the rounds; empty before the first one. A setup may have several rounds.</param>
/// <param name="Goal">What the best setup is.</param>
public sealed record OptimizationInput(AppModel App, ImmutableArray<MeasuredSetup> History, Goal Goal)
{
    /// <summary>
    /// Tasks that must not share a function because they declare different permissions; null if all may. The caller splits the groups of a proposal
    /// that crosses it, so an optimizer may ignore it.
    /// </summary>
    public PermissionBoundary? Boundary { get; init; }

    /// <summary>
    /// The constraints: <c>--constraint</c>, and in a loop the machine's limits. Null if there are none. A proposal that breaks a constraint is an
    /// error.
    /// </summary>
    public SearchConstraints? Constraints { get; init; }
}

/// <summary>One round: a setup, and what was recorded while it ran.</summary>
/// <param name="Setup">The setup.</param>
/// <param name="Records">One record per invocation. A few may be of the setup before; <see cref="InvocationRecord.SetupId"/> says so.</param>
/// <param name="Round">Number of the round.</param>
public sealed record MeasuredSetup(FusionSetup Setup, ImmutableArray<InvocationRecord> Records, int Round)
{
    /// <summary>
    /// Whether something disturbed the round, such as a busy machine or requests that queued. Its figures may be off by far, so no decision should
    /// rest on it alone.
    /// </summary>
    public bool IsDisturbed { get; init; }

    /// <summary>
    /// Whether the round was disturbed by a machine with more to do than processors: latencies are then a multiple of what they are on an idle one,
    /// while the cost is less far off.
    /// </summary>
    public bool IsSaturated { get; init; }

    /// <summary>The fraction of the requests that was traced, so that the records show the load.</summary>
    public double TraceFraction { get; init; } = 1;
}

/// <summary>An optimizer's answer.</summary>
/// <param name="Next">The setup to build and measure next; null if nothing is left to try.</param>
/// <param name="Decision">The reason, in words.</param>
/// <param name="Final">Whether <paramref name="Next"/> is the setup to keep rather than one more trial; true when there is none.</param>
/// <param name="Best">The best measured setup so far; null if none was measured.</param>
public sealed record Proposal(FusionSetup? Next, string Decision, bool Final, FusionSetup? Best)
{
    /// <summary>What <see cref="Next"/> is predicted to do; null if the optimizer doesn't predict.</summary>
    public Prediction? Expected { get; init; }

    /// <summary>The gain of each part of the change, in words.</summary>
    public ImmutableArray<string> Explanation { get; init; } = [];
}
