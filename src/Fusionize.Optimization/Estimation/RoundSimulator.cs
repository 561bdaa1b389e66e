using System.Collections.Immutable;
using Fusionize.Optimization.Predictor;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Estimation;

/// <summary>
/// Simulates setups of an estimated application under the load of the last round: cold starts, young instances and collisions as a round has them.
/// </summary>
internal sealed class RoundSimulator
{
    // Short rounds are noisy, so more of them are simulated.
    private const int MinRounds = 3;
    private const int MaxRounds = 12;
    private const int WantedInvocations = 12_000;

    private const double SteadySeconds = 1800;
    private const int SteadyRequests = 5000;

    private readonly AppEstimate _estimate;
    private readonly int _rounds;
    private readonly Dictionary<string, SimulatedRounds> _simulated = new(StringComparer.Ordinal);

    public RoundSimulator(AppEstimate estimate)
    {
        _estimate = estimate;
        Predictor = new(estimate.App, estimate.Platform, TimeSpan.FromSeconds(estimate.Seconds), estimate.EntryShares);
        var perRequest = Predictor.Predict(FusionSetup.OnePerTask(estimate.Model)).InvocationsPerRequest;
        _rounds = (int)Math.Clamp(WantedInvocations / (Math.Max(1, perRequest) * Math.Max(1, estimate.Requests)), MinRounds, MaxRounds);
    }

    /// <summary>Predicts without random numbers, in a fraction of the time: for searching.</summary>
    public SetupPredictor Predictor { get; }

    /// <summary>Several rounds of a setup. Each setup is simulated once.</summary>
    public SimulatedRounds Simulate(FusionSetup setup)
    {
        if (_simulated.TryGetValue(setup.Id, out var known))
            return known;
        var load = LoadOf(_estimate.Requests);
        var rounds = Enumerable.Range(1, _rounds).Select(seed => Simulator.Run(_estimate.App, setup, _estimate.Platform, load, (ulong)seed)).ToList();
        return _simulated[setup.Id] = SimulatedRounds.Of(rounds);
    }

    /// <summary>A setup under the same rate for a long time.</summary>
    public SetupOutcome SimulateSteady(FusionSetup setup)
    {
        var requests = Math.Min(SteadyRequests, (int)Math.Max(1, SteadySeconds * _estimate.RequestsPerSecond));
        return Simulator.Run(_estimate.App, setup, _estimate.Platform, LoadOf(requests), 1).Outcome;
    }

    private SimulatedLoad LoadOf(int requests) =>
        new()
        {
            Rate = _estimate.RequestsPerSecond,
            DurationSeconds = requests / _estimate.RequestsPerSecond,
            Requests = requests,
            EntryShares = _estimate.EntryShares,
        };
}

/// <summary>The mean of several simulated rounds.</summary>
/// <param name="P50Noise">Relative standard deviation of the median from round to round.</param>
/// <param name="CostNoise">Relative standard deviation of the cost from round to round.</param>
/// <param name="Medians">Median duration of each function, ms.</param>
internal sealed record SimulatedRounds(
    SetupFigures Figures,
    double InvocationsPerRequest,
    double DoubleBilledMs,
    double ColdStarts,
    double P50Noise,
    double CostNoise,
    ImmutableArray<FunctionPrediction> Functions,
    IReadOnlyDictionary<string, double> Medians
)
{
    public static SimulatedRounds Of(List<SimulationResult> rounds)
    {
        return new(
            new(Mean(o => o.P50), Mean(o => o.P95), Mean(o => o.P99), Mean(o => o.CostPerMillion)),
            Mean(o => o.InvocationsPerRequest),
            Mean(o => o.DoubleBilledMs),
            Mean(o => o.ColdStarts),
            Noise(o => o.P50),
            Noise(o => o.CostPerMillion),
            [.. rounds[0].Functions.Select((_, i) => FunctionOf(rounds, i))],
            rounds[0]
                .Functions.Select((f, i) => (f.Name, Ms: rounds.Average(r => r.Functions[i].Duration.P50)))
                .ToDictionary(f => f.Name, f => f.Ms, StringComparer.Ordinal)
        );

        double Mean(Func<SetupOutcome, double> of) => rounds.Average(r => of(r.Outcome));

        double Noise(Func<SetupOutcome, double> of)
        {
            var mean = Mean(of);
            return mean <= 0 ? 0 : Math.Sqrt(rounds.Sum(r => Math.Pow(of(r.Outcome) - mean, 2)) / (rounds.Count - 1)) / mean;
        }
    }

    private static FunctionPrediction FunctionOf(List<SimulationResult> rounds, int i)
    {
        var first = rounds[0].Functions[i];
        var invocations = Math.Max(1, rounds.Sum(r => r.Functions[i].Invocations));
        return new(
            first.Name,
            first.MemoryMB,
            (double)invocations / rounds.Sum(r => r.Outcome.Requests),
            rounds.Sum(r => r.Functions[i].Duration.Mean * r.Functions[i].Invocations) / invocations,
            (double)rounds.Sum(r => r.Functions[i].ColdStarts) / invocations,
            rounds.Average(r => r.Functions[i].CostPerMillion)
        );
    }
}
