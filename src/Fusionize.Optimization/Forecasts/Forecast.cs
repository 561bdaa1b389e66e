using Fusionize.Optimization.Estimation;

using System.Collections.Immutable;
using Fusionize.Optimization;
using Fusionize.Optimization.Predictor;
using Fusionize.Optimization.Search;
using Fusionize.Optimization.Forecasts;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Forecasts;

/// <summary>
/// An application as measured so far, and what any setup of it is expected to do: the estimate, simulated under the load of the last round,
/// so that cold starts, young instances and what collides count as they will when the setup is measured.
/// </summary>
public sealed class Forecast
{
    /// <summary>A model that is further off than this has missed something that a factor won't mend.</summary>
    private const double MaxBias = 1.5;

    /// <summary>By so much a machine is faster in one round than in another, whatever runs.</summary>
    private const double MachineNoise = 0.03;

    // Short rounds are noisy: more of them.
    private const int LeastRounds = 3;
    private const int MostRounds = 12;
    private const int WantedInvocations = 12_000;

    private const double SteadySeconds = 1800;
    private const int SteadyRequests = 5000;

    private readonly Dictionary<string, Simulated> _simulated = new(StringComparer.Ordinal);
    private readonly ImmutableArray<Measured> _measured;
    private readonly int _rounds;
    private Residuals? _latency;
    private Residuals? _costs;

    private Forecast(AppEstimate estimate, ImmutableArray<MeasuredSetup> history)
    {
        Estimate = estimate;
        Predictor = new(estimate.App, estimate.Platform, TimeSpan.FromSeconds(estimate.Seconds), estimate.EntryShares);
        var perRequest = Predictor.Predict(FusionSetup.OnePerTask(estimate.Model)).InvocationsPerRequest;
        _rounds = (int)Math.Clamp(WantedInvocations / (Math.Max(1, perRequest) * Math.Max(1, estimate.Requests)), LeastRounds, MostRounds);
        _measured = [.. history.GroupBy(m => m.Setup).Select(g => new Measured(g.Key, [.. g.SelectMany(m => m.Records)]))];
    }

    public AppEstimate Estimate { get; }

    /// <summary>Predicts by the estimate in a fraction of the time, without what happens by chance: for searching.</summary>
    internal SetupPredictor Predictor { get; }

    /// <summary>The setups that were measured.</summary>
    internal IEnumerable<FusionSetup> MeasuredSetups => _measured.Select(m => m.Setup);

    /// <param name="history">At least one round with records of root requests.</param>
    /// <param name="prior">What the records don't show.</param>
    /// <param name="unknownThreads">See <see cref="Estimator"/>.</param>
    public static Forecast Of(AppModel app, ImmutableArray<MeasuredSetup> history, LambdaModel? prior = null, int unknownThreads = 1)
    {
        var estimate = Estimator.Estimate(app, history, prior, unknownThreads);
        var first = new Forecast(estimate, history);
        return new(DurationFit.Apply(estimate, history, setup => first.Simulate(setup).Medians), history);
    }

    /// <summary>For choosing by a goal: where latency counts, more than one vCPU is worth a try with tasks that may use it; the next round tells.</summary>
    public static Forecast For(Goal goal, AppModel app, ImmutableArray<MeasuredSetup> history, LambdaModel? prior = null)
        => Of(app, history, prior, unknownThreads: goal.Kind is GoalKind.Cost ? 1 : 2);

    /// <summary>The expectation, mended by how far it was off for setups that were measured, as far as they are alike.</summary>
    public Prediction Predict(FusionSetup setup)
    {
        var raw = Simulate(setup);
        var (latencyFactor, costFactor) = (Math.Exp(Latency.Expected(setup)), Math.Exp(Costs.Expected(setup)));
        return new(
            raw.P50 * latencyFactor, raw.P95 * latencyFactor, raw.P99 * latencyFactor, raw.Cost * costFactor, raw.InvocationsPerRequest, raw.DoubleBilledMs, raw.ColdStarts,
            [.. raw.Functions.Select(f => f with { CostPerMillion = f.CostPerMillion * costFactor })])
        {
            P50Error = 2 * Math.Sqrt(raw.P50Noise * raw.P50Noise + Latency.Variance(setup) + MachineNoise * MachineNoise),
            CostError = 2 * Math.Sqrt(raw.CostNoise * raw.CostNoise + Costs.Variance(setup) + MachineNoise * MachineNoise),
        };
    }

    /// <summary>The same, and what is expected in the long run.</summary>
    public Prediction PredictWithSteady(FusionSetup setup)
    {
        var round = Predict(setup);
        var raw = Simulate(setup);
        var requests = Math.Min(SteadyRequests, (int)Math.Max(1, SteadySeconds * Estimate.RequestsPerSecond));
        var steady = Simulator.Run(Estimate.App, setup, Estimate.Platform, LoadOf(requests), 1).Outcome;
        return round with
        {
            Steady = new(steady.P50 * (raw.P50 > 0 ? round.P50Ms / raw.P50 : 1), steady.CostPerMillion * (raw.Cost > 0 ? round.CostPerMillion / raw.Cost : 1)),
        };
    }

    /// <summary>By how much the median and the cost of two setups may differ from what is predicted of their difference: standard deviations, as parts.</summary>
    internal (double P50, double Cost) DoubtBetween(FusionSetup a, FusionSetup b) => (Math.Sqrt(Latency.Variance(a, b)), Math.Sqrt(Costs.Variance(a, b)));

    private Residuals Latency => _latency ??= Compare(m => m.Outcome.P50, s => s.P50, s => s.P50Noise);

    private Residuals Costs => _costs ??= Compare(m => m.Outcome.CostPerMillion, s => s.Cost, s => s.CostNoise);

    private Residuals Compare(Func<Measured, double> measured, Func<Simulated, double> simulated, Func<Simulated, double> noise)
        => new([.. _measured.Select(m => (Setup: m.Setup, Was: Simulate(m.Setup), Did: measured(m))).Where(m => m.Did > 0 && simulated(m.Was) > 0)
            .Select(m => (m.Setup, Math.Log(Math.Clamp(m.Did / simulated(m.Was), 1 / MaxBias, MaxBias)), noise(m.Was)))]);

    /// <summary>The setups between which only latency or cost can be had, from the fastest to the cheapest.</summary>
    /// <param name="most">Where there are more, these lie evenly among them, the two ends included.</param>
    public ImmutableArray<(FusionSetup Setup, Prediction Predicted)> Frontier(int most, SearchConstraints? constraints = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        var points = new SetupSearch(this, constraints).Frontier;
        var chosen = points.Length <= most ? points : [.. Enumerable.Range(0, most).Select(i => points[i * (points.Length - 1) / (most - 1)])];
        var frontier = ImmutableArray.CreateBuilder<(FusionSetup, Prediction)>();
        var cheapest = double.PositiveInfinity;
        // A closer look may show that one of them is worse than another on both axes.
        foreach (var (setup, predicted) in chosen.Select(p => (p.Setup, Predicted: Predict(p.Setup))).OrderBy(p => p.Predicted.P50Ms).ThenBy(p => p.Predicted.CostPerMillion))
        {
            if (predicted.CostPerMillion >= cheapest)
                continue;
            cheapest = predicted.CostPerMillion;
            frontier.Add((setup, predicted));
        }
        return frontier.ToImmutable();
    }

    /// <summary>What a round that measures another setup can't tell from no difference: its noise, and the doubt about what is predicted; standard deviations, as parts.</summary>
    internal (double P50, double Cost) UncertaintyOf(FusionSetup known, FusionSetup other)
    {
        var (round, doubt) = (Simulate(other), DoubtBetween(known, other));
        return (Math.Sqrt(round.P50Noise * round.P50Noise + doubt.P50 * doubt.P50), Math.Sqrt(round.CostNoise * round.CostNoise + doubt.Cost * doubt.Cost));
    }

    private Simulated Simulate(FusionSetup setup)
    {
        if (_simulated.TryGetValue(setup.Id, out var known))
            return known;
        var load = LoadOf(Estimate.Requests);
        var rounds = Enumerable.Range(1, _rounds).Select(seed => Simulator.Run(Estimate.App, setup, Estimate.Platform, load, (ulong)seed)).ToList();
        return _simulated[setup.Id] = Simulated.Of(rounds);
    }

    private SimulatedLoad LoadOf(int requests) => new()
    {
        Rate = Estimate.RequestsPerSecond, DurationSeconds = requests / Estimate.RequestsPerSecond, Requests = requests, EntryShares = Estimate.EntryShares,
    };

    private sealed class Measured(FusionSetup setup, ImmutableArray<InvocationRecord> records)
    {
        public FusionSetup Setup { get; } = setup;

        public SetupOutcome Outcome { get; } = SetupOutcome.Of(records, setup);
    }

    private sealed record Simulated(
        double P50, double P95, double P99, double Cost, double InvocationsPerRequest, double DoubleBilledMs, double ColdStarts,
        double P50Noise, double CostNoise, ImmutableArray<FunctionPrediction> Functions, IReadOnlyDictionary<string, double> Medians)
    {
        public static Simulated Of(List<SimulationResult> rounds)
        {
            double Mean(Func<SetupOutcome, double> of) => rounds.Average(r => of(r.Outcome));
            double Noise(Func<SetupOutcome, double> of)
            {
                var mean = Mean(of);
                return mean <= 0 ? 0 : Math.Sqrt(rounds.Sum(r => Math.Pow(of(r.Outcome) - mean, 2)) / (rounds.Count - 1)) / mean;
            }
            return new(Mean(o => o.P50), Mean(o => o.P95), Mean(o => o.P99), Mean(o => o.CostPerMillion), Mean(o => o.InvocationsPerRequest), Mean(o => o.DoubleBilledMs),
                Mean(o => o.ColdStarts), Noise(o => o.P50), Noise(o => o.CostPerMillion),
                [.. rounds[0].Functions.Select((f, i) =>
                {
                    var invocations = Math.Max(1, rounds.Sum(r => r.Functions[i].Invocations));
                    return new FunctionPrediction(f.Name, f.MemoryMB, (double)invocations / rounds.Sum(r => r.Outcome.Requests),
                        rounds.Sum(r => r.Functions[i].Duration.Mean * r.Functions[i].Invocations) / invocations,
                        (double)rounds.Sum(r => r.Functions[i].ColdStarts) / invocations, rounds.Average(r => r.Functions[i].CostPerMillion));
                })],
                rounds[0].Functions.Select((f, i) => (f.Name, Ms: rounds.Average(r => r.Functions[i].Duration.P50))).ToDictionary(f => f.Name, f => f.Ms, StringComparer.Ordinal));
        }
    }
}
