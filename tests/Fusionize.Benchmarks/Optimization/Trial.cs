using System.Collections.Immutable;
using System.Diagnostics;
using Fusionize.Optimization;
using Fusionize.Optimization.Predictor;
using Fusionize.Optimization.Search;
using Fusionize.Setups;
using Fusionize.Simulation;

namespace Fusionize.Benchmarks.Optimization;

/// <summary>
/// One optimizer on one application: it sees only the records of simulated rounds, noise and cold starts included, and is scored by what
/// its final setup does in many rounds, against the best setup that there is.
/// </summary>
internal sealed class Trial
{
    // Enough that rare cold starts don't decide.
    private const int ScoredRounds = 32;
    private static readonly SimulatedLoad Load = SimulatedLoad.Parse("rate=10/s,duration=60s");

    private readonly AppDescription _app;
    private readonly LambdaModel _platform;
    private readonly ulong _seed;
    private readonly SetupPredictor _truth;
    private readonly Dictionary<string, SetupFigures> _simulated = new(StringComparer.Ordinal);
    private Goal _goal = Goal.Cost;
    private double _optimum;
    private double _cheapest;

    public Trial(AppDescription app, LambdaModel platform, ulong seed)
    {
        (_app, _platform, _seed) = (app, platform, seed);
        // Long enough that cold starts weigh as they do in the rounds.
        _truth = new(app, platform, TimeSpan.FromSeconds(60));
    }

    /// <summary>
    /// Finds the best setup for the goal (cost, latency or balanced): exhaustively over grouping, copies, asynchronous inlining and memory by what
    /// the true behaviour predicts; what it really does, the simulator says.
    /// </summary>
    public void FindOptimum(Goal goal)
    {
        _goal = goal;
        // The thorough search tries more of a callee's functions with each other, the plain one those that fit one worth of latency.
        ParetoSearch[] searches = [ParetoSearch.Run(_truth, new() { IsThorough = true }), ParetoSearch.Run(_truth)];
        _cheapest = goal is BalancedGoal ? searches.Select(s => Simulate(s.Best(Goal.Cost).Setup).CostPerMillion).Min() : 0;
        _optimum = searches.Select(s => Score(s.Best(goal).Setup)).Min();
        Known = searches[1].Best(goal).Setup;
    }

    /// <summary>What searching with the true behaviour finds.</summary>
    public FusionSetup Known { get; private set; } = null!;

    /// <summary>How much worse a setup serves the goal than the optimum, as a part of it.</summary>
    public double Regret(FusionSetup setup) => Score(setup) / _optimum - 1;

    /// <summary>Many rounds of the setup: what it does, but for noise.</summary>
    private SetupFigures Simulate(FusionSetup setup)
    {
        if (_simulated.TryGetValue(setup.Id, out var known))
            return known;
        var outcomes = Enumerable
            .Range(0, ScoredRounds)
            .Select(i => Simulator.Run(_app, setup, _platform, Load, 7_000_000 + (ulong)i).Outcome)
            .ToList();
        return _simulated[setup.Id] = new(
            outcomes.Average(o => o.P50),
            outcomes.Average(o => o.P95),
            outcomes.Average(o => o.P99),
            outcomes.Average(o => o.CostPerMillion)
        );
    }

    public async Task<TrialResult> RunAsync(ISetupOptimizer optimizer, int maxRounds)
    {
        var model = _app.ToAppModel();
        var history = ImmutableArray<MeasuredSetup>.Empty;
        var setup = FusionSetup.OnePerTask(model);
        var seconds = 0.0;
        for (var round = 0; ; round++)
        {
            var (_, simulated) = Simulator.RunAndRecord(_app, setup, _platform, Load, _seed * 1000 + (ulong)round);
            history = history.Add(new(setup, simulated.Records, round));
            var started = Stopwatch.GetTimestamp();
            var proposal = await optimizer.ProposeAsync(new(model, history, _goal), CancellationToken.None);
            seconds = Math.Max(seconds, Stopwatch.GetElapsedTime(started).TotalSeconds);
            var final = proposal.Final || round == maxRounds;
            // The last word may be a setup that was never tried; it is what stays all the same.
            if (final)
                return new(round, Regret((proposal.Final ? proposal.Next : null) ?? proposal.Best ?? setup), seconds);
            setup = proposal.Next!;
        }
    }

    private double Score(FusionSetup setup) => Simulate(setup) is var p ? _goal.ScoreWith(_cheapest)!(p.P50Ms, p.CostPerMillion) : 0;
}

/// <param name="Rounds">Setups tried after the first.</param>
/// <param name="Regret">Of the setup that stays, against the optimum.</param>
/// <param name="Seconds">The longest decision.</param>
internal sealed record TrialResult(int Rounds, double Regret, double Seconds);
