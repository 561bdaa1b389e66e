using System.Collections.Immutable;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Optimization;

/// <summary>Decides, from everything measured so far, which setup to try next. Same input, same answer.</summary>
public interface ISetupOptimizer
{
    string Name { get; }

    ValueTask<Proposal> ProposeAsync(OptimizationInput input, CancellationToken cancellation);
}

/// <summary>What an optimizer sees: the application, the setups measured so far in order, and the goal.</summary>
public sealed record OptimizationInput(AppModel App, ImmutableArray<MeasuredSetup> History, Goal Goal)
{
    /// <summary>Which tasks must not share a group; null: all may. <see cref="BoundedOptimization"/> sees to it for optimizers that don't know of it.</summary>
    public PermissionBoundary? Boundary { get; init; }

    /// <summary>What else setups must keep, for optimizers that search; null: the optimizer's own.</summary>
    public SearchConstraints? Constraints { get; init; }
}

/// <summary>A setup and the records of the round in which it ran.</summary>
public sealed record MeasuredSetup(FusionSetup Setup, ImmutableArray<InvocationRecord> Records, int Round);

/// <summary>An optimizer's answer.</summary>
/// <param name="Next">The setup to build and measure next; null: nothing is left to try.</param>
/// <param name="Decision">Why, in words.</param>
/// <param name="Final">Whether <paramref name="Next"/> is the optimizer's last word rather than one more trial; true when there is none.</param>
/// <param name="Best">The best setup so far, if one was measured.</param>
public sealed record Proposal(FusionSetup? Next, string Decision, bool Final, FusionSetup? Best)
{
    /// <summary>What <see cref="Next"/> is expected to do, from an optimizer that predicts.</summary>
    public Prediction? Expected { get; init; }

    /// <summary>What each part of the change buys, in words.</summary>
    public ImmutableArray<string> Explanation { get; init; } = [];
}
