using Fusionize.Simulation;

namespace Fusionize.Optimization.Optimizers;

/// <summary>How <see cref="ModelOptimizer"/> works.</summary>
public sealed record ModelOptions
{
    /// <summary>What setups must keep if the input doesn't say.</summary>
    public SearchConstraints Constraints { get; init; } = new();

    /// <summary>The platform, for what the records don't show. Lambda and the local platform both assign CPU time in periods of 20 ms.</summary>
    public LambdaModel Platform { get; init; } = LambdaModel.DotNet;

    /// <summary>Setups tried after the first.</summary>
    public int MaxTrials { get; init; } = 3;

    /// <summary>For a goal with a limit: the relative gain, beyond noise, from which on a setup is tried.</summary>
    public double MinGain { get; init; } = 0.01;

    /// <summary>For the other goals: the expected improvement from which on a setup is tried.</summary>
    public double MinImprovement { get; init; } = 0.003;

    /// <summary>
    /// As <see cref="MinImprovement"/>, for the last of the exploring trials: two trials have shown most differences.
    /// </summary>
    public double MinLastImprovement { get; init; } = 0.025;

    /// <summary>
    /// Number of trials that may explore uncertain setups. Later ones only go to setups that are predicted to be better by more than noise.
    /// </summary>
    public int ExploringTrials { get; init; } = 3;
}
