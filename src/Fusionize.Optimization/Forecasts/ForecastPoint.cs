using Fusionize.Setups;

namespace Fusionize.Optimization.Forecasts;

/// <summary>A setup with its figures: measured if possible, otherwise predicted.</summary>
/// <param name="Setup">The setup.</param>
/// <param name="Predicted">What is predicted of it.</param>
/// <param name="Measured">What was measured of it; null if it was not.</param>
internal sealed record ForecastPoint(FusionSetup Setup, Prediction Predicted, MeasuredFigures? Measured)
{
    /// <summary>The figures by which it is compared with others. A measurement counts more than a prediction.</summary>
    public SetupFigures Figures => Measured?.Figures ?? Predicted.Figures;
}
