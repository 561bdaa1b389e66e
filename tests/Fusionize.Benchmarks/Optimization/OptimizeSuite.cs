using System.Collections.Concurrent;
using System.Diagnostics;
using Fusionize.Benchmarks.Infrastructure;
using Fusionize.Optimization;
using Fusionize.Optimization.Optimizers;
using Fusionize.Optimization.Predictor;
using Fusionize.Optimization.Search;
using Fusionize.Setups;
using Fusionize.Simulation;

namespace Fusionize.Benchmarks.Optimization;

/// <summary>How close optimizers come to the best setup there is, in how many rounds; and how long searching takes.</summary>
internal sealed class OptimizeSuite : Suite
{
    private static readonly int Apps = int.Parse(Environment.GetEnvironmentVariable("FUSIONIZE_BENCH_APPS") ?? "1000");

    public override string Name => "optimize";

    public override string Description => "Optimizers on simulated applications, against the exhaustive optimum.";

    public override void Run(Report report)
    {
        Published(report, "IoT", "IoT/iot.app.json");
        Published(report, "Tree", "Tree/tree.app.json");
        RandomApps(report, Goal.Cost);
        RandomApps(report, Goal.Latency);
        RandomApps(report, Goal.Balanced);
        SearchTimes(report);
    }

    /// <summary>The papers' applications as measured: the model-based optimizer beside the papers' own.</summary>
    private static void Published(Report report, string name, string file)
    {
        report.Heading($"{name} as published, goal balanced");
        var app = AppDescriptionParser.ReadFile(Samples.File(file));
        var platform = LambdaModel.Named(app.Model);
        var (modelRounds, model) = Loop(app, platform, Optimizers.Create("model"));
        var (paperRounds, paper) = Loop(app, platform, Optimizers.Create("paper"));
        report.Add("live setups to the end, model", modelRounds, "setups", Target.AtMost(3));
        report.Add("live setups to the end, paper", paperRounds, "setups");
        report.Add("p50, first setup", Outcome(app, platform, FusionSetup.OnePerTask(app.ToAppModel())).P50, "ms");
        report.Add("p50, paper", paper.P50, "ms");
        report.Add("p50, model", model.P50, "ms");
        report.Add("cost, paper", paper.Cost, "USD/M");
        report.Add("cost, model", model.Cost, "USD/M");
        report.Add("model's p50 to the paper's", model.P50 / paper.P50, "", Target.AtMost(name == "IoT" ? 0.5 : 1.001));
        report.Add("model's cost to the paper's", model.Cost / paper.Cost, "", Target.AtMost(name == "IoT" ? 1.05 : 1.001));
    }

    private static (int Rounds, (double P50, double Cost) Outcome) Loop(AppDescription app, LambdaModel platform, ISetupOptimizer optimizer)
    {
        var model = app.ToAppModel();
        var history = new List<MeasuredSetup>();
        var setup = FusionSetup.OnePerTask(model);
        while (true)
        {
            var (_, simulated) = Simulator.RunAndRecord(
                app,
                setup,
                platform,
                SimulatedLoad.Parse("rate=10/s,duration=100s"),
                (ulong)history.Count + 1
            );
            history.Add(new(setup, simulated.Records, history.Count));
            var proposal = optimizer.ProposeAsync(new(model, [.. history], Goal.Balanced), CancellationToken.None).AsTask().GetAwaiter().GetResult();
            if (proposal.Final || history.Count > 40)
            {
                // The paper's own last word is its cheapest sizes, measured last but one; after that it goes back to the lowest median.
                var final = optimizer.Name == "paper" ? history[^1].Setup : proposal.Next ?? proposal.Best ?? setup;
                return (history.Count, Outcome(app, platform, final));
            }
            setup = proposal.Next!;
        }
    }

    private static (double P50, double Cost) Outcome(AppDescription app, LambdaModel platform, FusionSetup setup)
    {
        // Several seeds: what is compared shouldn't be luck.
        var outcomes = Enumerable
            .Range(100, 5)
            .Select(s => Simulator.Run(app, setup, platform, SimulatedLoad.Parse("rate=10/s,duration=100s"), (ulong)s).Outcome)
            .ToList();
        return (outcomes.Average(o => o.P50), outcomes.Average(o => o.CostPerMillion));
    }

    private static void RandomApps(Report report, Goal goal)
    {
        report.Heading($"{Apps} random applications (2–10 tasks), goal {goal}");
        var results = new ConcurrentBag<(double Known, TrialResult Model, TrialResult? Paper)>();
        Parallel.For(1, Apps + 1, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount - 1) }, seed =>
        {
            var trial = new Trial(RandomApplications.Create((ulong)seed), LambdaModel.DotNet, (ulong)seed);
            trial.FindOptimum(goal);
            var model = trial.RunAsync(Optimizers.Create("model"), maxRounds: 3).GetAwaiter().GetResult();
            // The paper's knows no goal and takes a dozen rounds: a part of the applications shows what it does.
            var paper =
                goal == Goal.Cost && seed % 5 == 0 ? trial.RunAsync(Optimizers.Create("paper"), maxRounds: 40).GetAwaiter().GetResult() : null;
            results.Add((trial.Regret(trial.Known), model, paper));
        });
        report.Add("search with the true behaviour: within 1 % of the optimum", Within(results.Select(r => r.Known).ToList()), "%");
        Figures(report, "model", results.Select(r => r.Model).ToList(), hasGoal: true);
        if (results.Where(r => r.Paper is not null).Select(r => r.Paper!).ToList() is { Count: > 0 } papers)
            Figures(report, "paper", papers, hasGoal: false);
    }

    private static double Within(List<double> regrets) => 100.0 * regrets.Count(r => r <= 0.01) / regrets.Count;

    private static void Figures(Report report, string name, List<TrialResult> results, bool hasGoal)
    {
        var regrets = results.Select(r => r.Regret).Order().ToArray();
        report.Add($"{name}: within 1 % of the optimum", Within([.. regrets]), "%", hasGoal ? Target.AtLeast(95) : null);
        report.Add($"{name}: above the optimum, median", 100 * regrets[regrets.Length / 2], "%");
        report.Add($"{name}: above the optimum, 95th percentile", 100 * regrets[(int)(0.95 * (regrets.Length - 1))], "%");
        report.Add($"{name}: setups tried after the first, at most", results.Max(r => r.Rounds), "setups", hasGoal ? Target.AtMost(3) : null);
        report.Add($"{name}: setups tried after the first, mean", results.Average(r => r.Rounds), "setups");
    }

    private static void SearchTimes(Report report)
    {
        report.Heading("CPU time from a description to the best setup (balanced), median of several applications");
        foreach (var (tasks, bound) in new[] { (10, 50.0), (17, 1000.0), (200, 10_000.0) })
        {
            var (times, gaps) = (new List<double>(), new List<double>());
            for (var seed = 1UL; seed <= (tasks > 100 ? 3UL : 15UL); seed++)
            {
                var predictor = new SetupPredictor(RandomApplications.Create(seed, tasks, tasks), LambdaModel.DotNet, TimeSpan.FromSeconds(60));
                // A busy machine makes a second of wall time mean nothing.
                var before = Process.GetCurrentProcess().TotalProcessorTime;
                var search = ParetoSearch.Run(predictor);
                search.Best(Goal.Balanced);
                times.Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds);
                gaps.Add(100 * (search.Best(Goal.Cost).CostPerMillion / search.LowerBound.CostPerMillion - 1));
            }
            var first = times[0];
            times.Sort();
            gaps.Sort();
            report.Add($"{tasks} tasks", times[times.Count / 2], "ms", Target.AtMost(bound));
            report.Add($"{tasks} tasks, the first search", first, "ms");
            report.Add($"{tasks} tasks: cheapest found above the bound, at most", gaps[gaps.Count / 2], "%");
        }
    }
}
