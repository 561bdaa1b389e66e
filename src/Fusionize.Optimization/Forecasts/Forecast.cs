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

    /// <summary>The same after a disturbed round: the next round may be disturbed or not.</summary>
    private const double DisturbedNoise = 0.2;

    /// <summary>
    /// The same of latencies where the machine was saturated. Measured with as many busy programs as processors and more: the next round's median was
    /// 1.5 to 3.5 times shorter than predicted, its cost at most 27 % lower.
    /// </summary>
    private const double SaturatedNoise = 0.45;

    private readonly RoundSimulator _simulator;
    private readonly ImmutableArray<MeasuredFigures> _measured;
    private readonly double _latencyNoise;
    private readonly double _costNoise;
    private readonly Func<Calibration> _calibrate;
    private Calibration? _calibration;
    private GaussianProcess? _latencyErrors;
    private GaussianProcess? _costErrors;

    private Forecast(AppEstimate estimate, ImmutableArray<MeasuredSetup> history, Func<Calibration> calibrate)
    {
        Estimate = estimate;
        _simulator = new(estimate);
        _measured = MeasuredFigures.Of(history);
        _costNoise = history[^1].IsDisturbed ? DisturbedNoise : MachineNoise;
        _latencyNoise = history[^1].IsSaturated ? SaturatedNoise : _costNoise;
        _calibrate = calibrate;
    }

    /// <summary>The application as it was measured.</summary>
    public AppEstimate Estimate { get; }

    /// <summary>Predicts without random numbers, in a fraction of the time: for searching.</summary>
    internal SetupPredictor Predictor => _simulator.Predictor;

    /// <summary>The setups that were measured.</summary>
    internal IEnumerable<FusionSetup> MeasuredSetups => _measured.Select(m => m.Setup);

    /// <summary>What was measured of each of them.</summary>
    public ImmutableArray<MeasuredFigures> Measured => _measured;

    /// <summary>Predictions that measurements contradict, the latest last. If there are any, intervals are wider than the model's own.</summary>
    public ImmutableArray<CheckedPrediction> Misses => Calibration.Checked.RemoveAll(c => !c.IsMiss);

    /// <summary>The last round, with what was predicted of it; null if it was the first.</summary>
    public CheckedPrediction? LastChecked => Calibration.Checked.LastOrDefault();

    /// <summary>What was measured of a setup; null if it was not.</summary>
    public MeasuredFigures? FindMeasured(FusionSetup setup) => _measured.FirstOrDefault(m => m.Setup == setup);

    /// <summary>Whether predictions can be made from a round: it served requests, and its records hold CPU times.</summary>
    public static bool CanUse(MeasuredSetup measured) => Evidence.HasRequests(measured) && Evidence.HasCpuTimes(measured);

    /// <param name="app">The application.</param>
    /// <param name="history">At least one round with records of root requests.</param>
    /// <param name="prior">The platform, for what the records don't show.</param>
    /// <param name="unknownThreads">See <see cref="Estimator"/>.</param>
    /// <exception cref="FusionizeException">The records hold no CPU times.</exception>
    public static Forecast Of(AppModel app, ImmutableArray<MeasuredSetup> history, LambdaModel? prior = null, int unknownThreads = 1)
    {
        var known = history.RemoveAll(m => !CanUse(m));
        if (known.IsEmpty)
            throw new FusionizeException(
                OptimizationCodes.NoCpuTimes,
                null,
                "the records hold no CPU times, so nothing can be predicted from them",
                "trace with the functions' own runtime, which records them"
            );
        return Of(known, () => Calibration.Of(known, (rounds, setup) => Of(rounds, () => Calibration.None).Predict(setup)));

        Forecast Of(ImmutableArray<MeasuredSetup> rounds, Func<Calibration> calibrate)
        {
            var reliable = Evidence.Undisturbed(rounds);
            return new(DurationFit.Apply(Estimator.Estimate(app, reliable, prior, unknownThreads), reliable), rounds, calibrate);
        }
    }

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
            P50Error = 2 * Calibration.P50 * Math.Sqrt(raw.P50Noise * raw.P50Noise + LatencyErrors.Variance(setup) + _latencyNoise * _latencyNoise),
            CostError = 2 * Calibration.Cost * Math.Sqrt(raw.CostNoise * raw.CostNoise + CostErrors.Variance(setup) + _costNoise * _costNoise),
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

    /// <summary>The Pareto front of measured and predicted setups, from the fastest to the cheapest.</summary>
    /// <param name="most">If there are more points, an even selection of these, the two ends included.</param>
    /// <param name="constraints">What the setups must keep.</param>
    public ImmutableArray<ForecastPoint> Frontier(int most, SearchConstraints? constraints = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        var points = new SetupSearch(this, constraints).Frontier;
        var chosen = points.Length <= most ? points : [.. Enumerable.Range(0, most).Select(i => points[i * (points.Length - 1) / (most - 1)])];
        var measured = MeasuredSetups.Where(s => constraints is null || constraints.Allows(s));
        var frontier = ImmutableArray.CreateBuilder<ForecastPoint>();
        var cheapest = double.PositiveInfinity;
        // The forecast is more exact than the search, and a measurement than the forecast: a point of the search's front may be worse than another
        // one on both axes.
        foreach (
            var point in chosen
                .Select(p => p.Setup)
                .Union(measured)
                .Select(PointOf)
                .OrderBy(p => p.Figures.P50Ms)
                .ThenBy(p => p.Figures.CostPerMillion)
        )
        {
            if (point.Figures.CostPerMillion >= cheapest)
                continue;
            cheapest = point.Figures.CostPerMillion;
            frontier.Add(point);
        }
        return frontier.ToImmutable();
    }

    /// <summary>A setup with what is predicted and what was measured of it.</summary>
    public ForecastPoint PointOf(FusionSetup setup) => new(setup, Predict(setup), FindMeasured(setup));

    private Calibration Calibration => _calibration ??= _calibrate();

    private GaussianProcess LatencyErrors => _latencyErrors ??= ErrorsOf(m => m.P50, s => s.Figures.P50Ms, s => s.P50Noise, SaturatedNoise);

    private GaussianProcess CostErrors =>
        _costErrors ??= ErrorsOf(m => m.CostPerMillion, s => s.Figures.CostPerMillion, s => s.CostNoise, DisturbedNoise);

    private GaussianProcess ErrorsOf(
        Func<SetupOutcome, double> measured,
        Func<SimulatedRounds, double> simulated,
        Func<SimulatedRounds, double> noise,
        double saturatedNoise
    ) =>
        new([
            .. _measured
                .Select(m =>
                    (
                        m.Setup,
                        Disturbance: m.IsSaturated ? saturatedNoise
                            : m.IsDisturbed ? DisturbedNoise
                            : 0,
                        Simulated: _simulator.Simulate(m.Setup),
                        Measured: measured(m.Outcome)
                    )
                )
                .Where(m => m.Measured > 0 && simulated(m.Simulated) > 0)
                .Select(m =>
                    (
                        m.Setup,
                        Math.Log(Math.Clamp(m.Measured / simulated(m.Simulated), 1 / MaxBias, MaxBias)),
                        Math.Sqrt(Math.Pow(noise(m.Simulated), 2) + m.Disturbance * m.Disturbance)
                    )
                ),
        ]);
}
