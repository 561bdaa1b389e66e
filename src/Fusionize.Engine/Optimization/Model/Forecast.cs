using System.Collections.Immutable;
using Fusionize.Engine.Feedback;
using Fusionize.Engine.Setups;
using Fusionize.Engine.Simulation;
using Fusionize.Engine.Simulation.Prediction;

namespace Fusionize.Engine.Optimization.Model;

/// <summary>
/// An application as measured so far, and what any setup of it is expected to do: the estimate, simulated under the load of the last round,
/// so that cold starts, young instances and what collides count as they will when the setup is measured.
/// </summary>
public sealed class Forecast
{
    /// <summary>A model that is further off than this has missed something that a factor won't mend.</summary>
    private const double MaxBias = 1.5;

    /// <summary>How far predictions of setups that nobody measured are off beside their noise.</summary>
    private const double ModelError = 0.04;

    // Short rounds are noisy: more of them.
    private const int LeastRounds = 3;
    private const int MostRounds = 12;
    private const int WantedInvocations = 12_000;

    private readonly Dictionary<string, Simulated> _simulated = new(StringComparer.Ordinal);
    private readonly ImmutableArray<Measured> _measured;
    private readonly int _rounds;

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
        => new(ThreadFit.Apply(Estimator.Estimate(app, history, prior, unknownThreads), history), history);

    /// <summary>The expectation, mended by how far it was off for setups that were measured, as far as they are alike.</summary>
    public Prediction Predict(FusionSetup setup)
    {
        var raw = Simulate(setup);
        var (p50, cost) = (0.0, 0.0);
        var like = 0.0;
        foreach (var measured in _measured)
        {
            var alike = Likeness(setup, measured.Setup);
            if (alike <= like)
                continue;
            like = alike;
            var was = Simulate(measured.Setup);
            (p50, cost) = (alike * Bias(measured.Outcome.P50, was.P50, was.P50Noise), alike * Bias(measured.Outcome.CostPerMillion, was.Cost, was.CostNoise));
        }
        var (latencyFactor, costFactor) = (Math.Exp(p50), Math.Exp(cost));
        return new(
            raw.P50 * latencyFactor, raw.P95 * latencyFactor, raw.P99 * latencyFactor, raw.Cost * costFactor, raw.InvocationsPerRequest, raw.DoubleBilledMs, raw.ColdStarts,
            [.. raw.Functions.Select(f => f with { CostPerMillion = f.CostPerMillion * costFactor })])
        {
            P50Error = 2 * Math.Sqrt(raw.P50Noise * raw.P50Noise + Math.Pow((1 - like) * ModelError, 2)),
            CostError = 2 * Math.Sqrt(raw.CostNoise * raw.CostNoise + Math.Pow((1 - like) * ModelError, 2)),
        };
    }

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

    /// <summary>The noise of one round in the median and the cost of a setup, as parts of them.</summary>
    internal (double P50, double Cost) NoiseOf(FusionSetup setup) => (Simulate(setup).P50Noise, Simulate(setup).CostNoise);

    private Simulated Simulate(FusionSetup setup)
    {
        if (_simulated.TryGetValue(setup.Id, out var known))
            return known;
        var load = new SimulatedLoad
        {
            Rate = Estimate.RequestsPerSecond,
            DurationSeconds = Estimate.Seconds,
            Requests = Estimate.Requests,
            EntryShares = Estimate.EntryShares,
        };
        var rounds = Enumerable.Range(1, _rounds).Select(seed => Simulator.Run(Estimate.App, setup, Estimate.Platform, load, (ulong)seed)).ToList();
        return _simulated[setup.Id] = Simulated.Of(rounds);
    }

    /// <summary>The part of the tasks that run in a function with the same tasks and about the same memory.</summary>
    private static double Likeness(FusionSetup a, FusionSetup b)
    {
        if (a == b)
            return 1;
        var (same, all) = (0.0, 0);
        foreach (var task in a.Groups.SelectMany(g => g.Entries))
        {
            all++;
            if (b.FindHome(task) is { } other && a.HomeOf(task) is var home && home.Tasks.AsSpan().SequenceEqual(other.Tasks.AsSpan()))
                same += Math.Max(0, 1 - Math.Abs(Math.Log2((double)home.MemoryMB / other.MemoryMB)));
        }
        return all == 0 ? 0 : same / all;
    }

    /// <summary>By how much (as a logarithm) predictions are off, as far as noise doesn't explain it.</summary>
    private static double Bias(double measured, double predicted, double noise)
        => measured > 0 && predicted > 0
            ? Math.Log(Math.Clamp(measured / predicted, 1 / MaxBias, MaxBias)) * ModelError * ModelError / (ModelError * ModelError + noise * noise)
            : 0;

    private sealed class Measured(FusionSetup setup, ImmutableArray<InvocationRecord> records)
    {
        public FusionSetup Setup { get; } = setup;

        public SetupOutcome Outcome { get; } = SetupOutcome.Of(records, setup);
    }

    private sealed record Simulated(
        double P50, double P95, double P99, double Cost, double InvocationsPerRequest, double DoubleBilledMs, double ColdStarts,
        double P50Noise, double CostNoise, ImmutableArray<FunctionPrediction> Functions)
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
                })]);
        }
    }
}
