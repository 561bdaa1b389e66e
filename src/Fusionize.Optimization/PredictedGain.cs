namespace Fusionize.Optimization;

/// <summary>What changing from one setup to another is predicted to gain.</summary>
/// <param name="Before">The best setup known.</param>
/// <param name="After">The setup that may be tried.</param>
/// <param name="P50Noise">A relative difference of the medians that noise alone may explain.</param>
/// <param name="CostNoise">A relative difference of the costs that noise alone may explain.</param>
/// <param name="MinGain">The smallest relative gain that is worth a round.</param>
internal readonly record struct PredictedGain(SetupFigures Before, SetupFigures After, double P50Noise, double CostNoise, double MinGain)
{
    /// <summary>Whether the setup is faster by more than noise, and by more than the whole milliseconds that are billed hide.</summary>
    public bool IsFaster => Before.P50Ms - After.P50Ms > Math.Max(1, Before.P50Ms * Math.Max(MinGain, P50Noise));

    /// <summary>Whether the setup is cheaper by more than noise.</summary>
    public bool IsCheaper => 1 - After.CostPerMillion / Before.CostPerMillion > Math.Max(MinGain, CostNoise);
}
