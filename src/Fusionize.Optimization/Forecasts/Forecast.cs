using System.Collections.Immutable;
using Fusionize.Optimization.Estimation;
using Fusionize.Optimization.Predictor;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Forecasts;

/// <summary>
/// Predicts any setup of an application from the setups measured so far: the application is estimated, simulated under the load of the last round,
/// and
/// the result is corrected by the prediction errors of the measured setups.
/// </summary>
internal sealed class Forecast
{
    /// <summary>A larger prediction error is a fault of the model that no factor corrects.</summary>
    private const double MaxBias = 1.5;

    /// <summary>Relative standard deviation of a machine's speed from round to round.</summary>
    private const double MachineNoise = 0.03;

    private readonly RoundSimulator _simulator;
    private readonly ImmutableArray<(FusionSetup Setup, SetupOutcome Outcome)> _measured;
    private GaussianProcess? _latencyErrors;
    private GaussianProcess? _costErrors;

    private Forecast(AppEstimate estimate, ImmutableArray<MeasuredSetup> history)
    {
        Estimate = estimate;
        _simulator = new(estimate);
        _measured = [.. history.GroupBy(m => m.Setup).Select(g => (g.Key, SetupOutcome.Of(g.SelectMany(m => m.Records), g.Key)))];
    }

    /// <summary>The application as it was measured.</summary>
    public AppEstimate Estimate { get; }

    /// <summary>Predicts in a fraction of the time, without chance: for searching.</summary>
    internal SetupPredictor Predictor => _simulator.Predictor;

    /// <summary>The setups that were measured.</summary>
    internal IEnumerable<FusionSetup> MeasuredSetups => _measured.Select(m => m.Setup);

    /// <param name="app">The application.</param>
    /// <param name="history">At least one round with records of root requests.</param>
    /// <param name="prior">The platform, for what the records don't show.</param>
    /// <param name="unknownThreads">See <see cref="Estimator"/>.</param>
    public static Forecast Of(AppModel app, ImmutableArray<MeasuredSetup> history, LambdaModel? prior = null, int unknownThreads = 1) =>
        new(DurationFit.Apply(Estimator.Estimate(app, history, prior, unknownThreads), history), history);

    /// <summary>
    /// For choosing by a goal. If latency matters, tasks are assumed to use two threads until a round has shown it, so that more than one vCPU is
    /// tried.
    /// </summary>
    public static Forecast For(Goal goal, AppModel app, ImmutableArray<MeasuredSetup> history, LambdaModel? prior = null) =>
        Of(app, history, prior, unknownThreads: goal.ValuesLatency ? 2 : 1);

    /// <summary>What a setup will do in a round.</summary>
    public Prediction Predict(FusionSetup setup)
    {
        var raw = _simulator.Simulate(setup);
        var (latencyFactor, costFactor) = (Math.Exp(LatencyErrors.Expected(setup)), Math.Exp(CostErrors.Expected(setup)));
        return new(
            raw.Figures.P50Ms * latencyFactor,
            raw.Figures.P95Ms * latencyFactor,
            raw.Figures.P99Ms * latencyFactor,
            raw.Figures.CostPerMillion * costFactor,
            raw.InvocationsPerRequest,
            raw.DoubleBilledMs,
            raw.ColdStarts,
            [.. raw.Functions.Select(f => f with { CostPerMillion = f.CostPerMillion * costFactor })]
        )
        {
            P50Error = 2 * Math.Sqrt(raw.P50Noise * raw.P50Noise + LatencyErrors.Variance(setup) + MachineNoise * MachineNoise),
            CostError = 2 * Math.Sqrt(raw.CostNoise * raw.CostNoise + CostErrors.Variance(setup) + MachineNoise * MachineNoise),
        };
    }

    /// <summary>What a setup will do in a round, and in the long run.</summary>
    public Prediction PredictWithSteady(FusionSetup setup)
    {
        var round = Predict(setup);
        var raw = _simulator.Simulate(setup).Figures;
        var steady = _simulator.SimulateSteady(setup);
        return round with
        {
            Steady = new(
                steady.P50 * (raw.P50Ms > 0 ? round.P50Ms / raw.P50Ms : 1),
                steady.CostPerMillion * (raw.CostPerMillion > 0 ? round.CostPerMillion / raw.CostPerMillion : 1)
            ),
        };
    }

    /// <summary>Relative standard deviations of the predicted difference between two setups; errors that both share cancel out.</summary>
    internal (double P50, double Cost) DeviationOfDifference(FusionSetup a, FusionSetup b) =>
        (Math.Sqrt(LatencyErrors.Variance(a, b)), Math.Sqrt(CostErrors.Variance(a, b)));

    /// <summary>Relative standard deviations of the difference that a round of another setup would show, noise included.</summary>
    internal (double P50, double Cost) DeviationOfMeasuredDifference(FusionSetup known, FusionSetup other)
    {
        var (round, predicted) = (_simulator.Simulate(other), DeviationOfDifference(known, other));
        return (
            Math.Sqrt(round.P50Noise * round.P50Noise + predicted.P50 * predicted.P50),
            Math.Sqrt(round.CostNoise * round.CostNoise + predicted.Cost * predicted.Cost)
        );
    }

    /// <summary>The Pareto front as forecast, from the fastest setup to the cheapest.</summary>
    /// <param name="most">If there are more points, an even selection of these, the two ends included.</param>
    /// <param name="constraints">What the setups must keep.</param>
    public ImmutableArray<(FusionSetup Setup, Prediction Predicted)> Frontier(int most, SearchConstraints? constraints = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        var points = new SetupSearch(this, constraints).Frontier;
        var chosen = points.Length <= most ? points : [.. Enumerable.Range(0, most).Select(i => points[i * (points.Length - 1) / (most - 1)])];
        var frontier = ImmutableArray.CreateBuilder<(FusionSetup, Prediction)>();
        var cheapest = double.PositiveInfinity;
        // The forecast is more exact than the search: a point of the search's front may be worse than another one on both axes.
        foreach (
            var (setup, predicted) in chosen
                .Select(p => (p.Setup, Predicted: Predict(p.Setup)))
                .OrderBy(p => p.Predicted.P50Ms)
                .ThenBy(p => p.Predicted.CostPerMillion)
        )
        {
            if (predicted.CostPerMillion >= cheapest)
                continue;
            cheapest = predicted.CostPerMillion;
            frontier.Add((setup, predicted));
        }
        return frontier.ToImmutable();
    }

    private GaussianProcess LatencyErrors => _latencyErrors ??= ErrorsOf(m => m.P50, s => s.Figures.P50Ms, s => s.P50Noise);

    private GaussianProcess CostErrors => _costErrors ??= ErrorsOf(m => m.CostPerMillion, s => s.Figures.CostPerMillion, s => s.CostNoise);

    private GaussianProcess ErrorsOf(
        Func<SetupOutcome, double> measured,
        Func<SimulatedRounds, double> simulated,
        Func<SimulatedRounds, double> noise
    ) =>
        new([
            .. _measured
                .Select(m => (m.Setup, Simulated: _simulator.Simulate(m.Setup), Measured: measured(m.Outcome)))
                .Where(m => m.Measured > 0 && simulated(m.Simulated) > 0)
                .Select(m => (m.Setup, Math.Log(Math.Clamp(m.Measured / simulated(m.Simulated), 1 / MaxBias, MaxBias)), noise(m.Simulated))),
        ]);
}
