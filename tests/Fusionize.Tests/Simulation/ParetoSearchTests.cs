using Fusionize.Optimization;
using Fusionize.Optimization.Predictor;
using Fusionize.Optimization.Search;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Simulation;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Simulation;

public class ParetoSearchTests
{
    private static readonly int[] Sizes = [128, 512, 1769];
    private static readonly SearchOptions Small = new() { Constraints = new() { MemorySizes = [.. Sizes] } };

    [Fact]
    public void Nothing_that_brute_force_finds_is_better()
    {
        for (var seed = 1UL; seed <= 30; seed++)
        {
            // Four tasks have up to a million setups: one such application is enough.
            var app = RandomApplications.Create(seed, 2, seed == 1 ? 4 : 3);
            var predictor = new SetupPredictor(app, LambdaModel.DotNet, TimeSpan.FromSeconds(100));
            var search = ParetoSearch.Run(predictor, Small);

            var all = EverySetup(app).Select(s => predictor.Predict(s)).ToList();

            Assert.True(search.IsExhaustive);
            Assert.InRange(search.LowerBound.P50, 0, all.Min(p => p.P50));
            Assert.InRange(search.LowerBound.CostPerMillion, 0, all.Min(p => p.CostPerMillion));
            Assert.True(search.Best(Goal.Cost).CostPerMillion <= all.Min(p => p.CostPerMillion) * 1.0001, $"seed {seed}: not the cheapest");
            Assert.True(search.Best(Goal.Latency).P50 <= all.Min(p => p.P50) * 1.0001, $"seed {seed}: not the fastest");
            // Of two points on the frontier none is better in both; and what brute force finds at the frontier's cost isn't faster.
            foreach (var point in search.Frontier)
                Assert.True(
                    point.P50
                        <= all.Where(p => p.CostPerMillion <= point.CostPerMillion * 0.9999).Select(p => p.P50).DefaultIfEmpty(double.MaxValue).Min()
                            * 1.0001,
                    $"seed {seed}: {point}"
                );
        }
    }

    [Fact]
    public void Nothing_that_is_found_is_better_than_the_bound_and_the_bound_says_something()
    {
        string[][] architectures =
        [
            [Architectures.X64],
            [Architectures.X64, Architectures.Arm64],
        ];
        for (var seed = 1UL; seed <= 40; seed++)
        {
            var model = LambdaModel.DotNet with { BurstMs = 14 * (seed % 3) };
            var search = ParetoSearch.Run(
                new SetupPredictor(RandomApplications.Create(seed, 2, 6), model, TimeSpan.FromSeconds(60)),
                Small with
                {
                    Constraints = Small.Constraints with { Architectures = [.. architectures[seed % 2]] },
                }
            );
            Assert.All(search.Frontier, p =>
                Assert.True(
                    p.P50 >= search.LowerBound.P50 && p.CostPerMillion >= search.LowerBound.CostPerMillion,
                    $"seed {seed}: {p} below {search.LowerBound.P50}, {search.LowerBound.CostPerMillion}"
                )
            );
            Assert.True(search.LowerBound.P50 > 1 && search.LowerBound.CostPerMillion > 0.2);
        }
        // One task that only computes is as fast and, but for its start, as cheap as the bound.
        var alone = ParetoSearch.Run(new SetupPredictor(new("x", [new("A", true, [new CpuStep(2000) { Sigma = 0 }])]), LambdaModel.DotNet));
        Assert.InRange(alone.Best(Goal.Latency).P50 / alone.LowerBound.P50, 1, 1.01);
        Assert.InRange(alone.Best(Goal.Cost).CostPerMillion / alone.LowerBound.CostPerMillion, 1, 1.01);
    }

    [Fact]
    public void Architectures_are_chosen_by_their_price_where_they_may_be()
    {
        for (var seed = 1UL; seed <= 8; seed++)
        {
            var predictor = new SetupPredictor(RandomApplications.Create(seed, 2, 5), LambdaModel.DotNet, TimeSpan.FromSeconds(60));
            var x64 = ParetoSearch.Run(predictor).Best(Goal.Cost);
            var any = ParetoSearch
                .Run(predictor, new() { Constraints = new() { Architectures = [Architectures.X64, Architectures.Arm64] } })
                .Best(Goal.Cost);
            Assert.All(x64.Setup.Groups, g => Assert.Equal(Architectures.X64, g.Architecture));
            // As fast and a fifth cheaper: nothing speaks for the other.
            Assert.All(any.Setup.Groups, g => Assert.Equal(Architectures.Arm64, g.Architecture));
            var moved = x64.Setup with { Groups = [.. x64.Setup.Groups.Select(g => g with { Architecture = Architectures.Arm64 })] };
            var (before, after) = (predictor.Predict(x64.Setup), predictor.Predict(moved));
            var fees = before.InvocationsPerRequest * LambdaPrices.Default.PerRequest * 1e6;
            Assert.Equal(
                (before.CostPerMillion - fees) * LambdaPrices.Default.Arm64PerGBSecond / LambdaPrices.Default.X64PerGBSecond,
                after.CostPerMillion - fees,
                1e-6
            );
            Assert.True(any.CostPerMillion <= after.CostPerMillion * 1.0001);
        }
    }

    [Fact]
    public void Every_setup_is_valid_and_predicted_as_promised()
    {
        for (var seed = 1UL; seed <= 25; seed++)
        {
            var app = RandomApplications.Create(seed);
            var predictor = new SetupPredictor(app, LambdaModel.DotNet);
            var search = ParetoSearch.Run(predictor);
            var again = ParetoSearch.Run(new SetupPredictor(app, LambdaModel.DotNet));

            Assert.Equal(search.Frontier.Select(p => p.Setup.Id), again.Frontier.Select(p => p.Setup.Id));
            for (var i = 0; i < search.Frontier.Length; i++)
            {
                var point = search.Frontier[i];
                point.Setup.Validate(app.ToAppModel(), "found");
                var predicted = predictor.Predict(point.Setup);
                Assert.Equal((predicted.P50, predicted.CostPerMillion), (point.P50, point.CostPerMillion));
                Assert.True(i == 0 || (point.P50 >= search.Frontier[i - 1].P50 && point.CostPerMillion < search.Frontier[i - 1].CostPerMillion));
            }
        }
    }

    [Fact]
    public void Each_goal_gets_its_setup()
    {
        var app = AppDescriptionParser.ReadFile(Samples.File("IoT/iot.app.json"));
        var search = ParetoSearch.Run(new SetupPredictor(app, LambdaModel.Named(app.Model), TimeSpan.FromSeconds(100)));

        var cheapest = search.Best(Goal.Cost);
        var fastest = search.Best(Goal.Latency);
        var balanced = search.Best(Goal.Balanced);
        var slo = search.Best(Goal.Parse("slo:p50<80ms"));
        var budget = search.Best(Goal.Parse("budget:22.4"));
        var (frugal, hasty) = (search.Best(Goal.Parse("weights:cost=0.9,p50=0.1")), search.Best(Goal.Parse("weights:cost=0.1,p50=0.9")));

        Assert.True(fastest.P50 < balanced.P50 + 0.001 && balanced.P50 < cheapest.P50);
        Assert.True(balanced.CostPerMillion <= cheapest.CostPerMillion * 1.05);
        Assert.True(hasty.P50 < frugal.P50 && frugal.CostPerMillion < hasty.CostPerMillion);
        Assert.True(slo.P50 <= 80 && slo.CostPerMillion <= balanced.CostPerMillion);
        Assert.True(budget.CostPerMillion <= 22.4 && budget.P50 < cheapest.P50);
    }

    [Fact]
    public void The_published_final_setup_is_beaten_by_half_at_no_more_cost()
    {
        var app = AppDescriptionParser.ReadFile(Samples.File("IoT/iot.app.json"));
        var model = LambdaModel.Named(app.Model);
        var load = SimulatedLoad.Parse("rate=10/s,duration=100s");
        var papers = FusionSetup.ParseNotation(
            "(AnalyzeSensor,CheckSensor,StoreEvent)-(CheckTemperature)-(CheckSound,CheckSoundAccident,CheckSoundLimits)-(CheckAir,DetectJam)-(ActionSignage)@1650",
            app.ToAppModel()
        );

        var found = ParetoSearch.Run(new SetupPredictor(app, model, TimeSpan.FromSeconds(100))).Best(Goal.Balanced).Setup;
        var (theirs, ours) = (Simulator.Run(app, papers, model, load, 9).Outcome, Simulator.Run(app, found, model, load, 9).Outcome);

        Assert.True(ours.P50 * 2 <= theirs.P50, $"{ours.P50} ms against {theirs.P50}");
        Assert.True(ours.CostPerMillion <= theirs.CostPerMillion * 1.05, $"{ours.CostPerMillion} USD against {theirs.CostPerMillion}");
    }

    [Fact]
    public void Limits_are_kept()
    {
        var app = AppDescriptionParser.ReadFile(Samples.File("IoT/iot.app.json"));
        app = app with { Tasks = [.. app.Tasks.Select(t => t.Id == "StoreEvent" ? t with { MinMemoryMB = 700 } : t)] };
        var limits = new SearchOptions { Constraints = new() { NeverTogether = [("CheckSensor", "AnalyzeSensor"), ("DetectJam", "CheckAir")] } };

        var search = ParetoSearch.Run(new SetupPredictor(app, LambdaModel.DotNet), limits);

        foreach (var group in search.Frontier.SelectMany(p => p.Setup.Groups).Append(search.Best(Goal.Cost).Setup.HomeOf("StoreEvent")))
        {
            Assert.False(group.Tasks.Contains("CheckSensor") && group.Tasks.Contains("AnalyzeSensor"));
            Assert.False(group.Tasks.Contains("DetectJam") && group.Tasks.Contains("CheckAir"));
            Assert.True(!group.Tasks.Contains("StoreEvent") || group.MemoryMB >= 700);
        }
    }

    [Fact]
    public void A_large_application_is_searched_step_by_step_and_says_so()
    {
        var app = RandomApplications.Create(11, 60, 60);
        var predictor = new SetupPredictor(app, LambdaModel.DotNet);

        var search = ParetoSearch.Run(predictor);

        Assert.False(search.IsExhaustive);
        var found = search.Best(Goal.Cost);
        found.Setup.Validate(app.ToAppModel(), "found");
        Assert.True(found.CostPerMillion < predictor.Predict(FusionSetup.OnePerTask(app.ToAppModel())).CostPerMillion * 0.9);
        Assert.True(found.CostPerMillion < predictor.Predict(FusionSetup.AllInOne(app.ToAppModel())).CostPerMillion);
    }

    [Fact]
    public void Recursion_through_functions_is_survived()
    {
        var app = AppDescriptionParser.Parse(
            """
            { "fusionize": 1, "app": "a", "tasks": [
              { "id": "A", "entry": true, "steps": [ { "cpuMs": 10 }, { "call": "B", "probability": 0.5 } ] },
              { "id": "B", "steps": [ { "cpuMs": 10 }, { "call": "A", "probability": 0.5 } ] } ] }
            """u8.ToArray(),
            "a.app.json"
        );

        var search = ParetoSearch.Run(new SetupPredictor(app, LambdaModel.DotNet));

        Assert.All(search.Frontier, p => p.Setup.Validate(app.ToAppModel(), "found"));
    }

    /// <summary>Every choice of homes, copies and sizes, of asynchronous calls inside or out.</summary>
    private static IEnumerable<FusionSetup> EverySetup(AppDescription app)
    {
        var model = app.ToAppModel();
        var tasks = app.Tasks.Select(t => t.Id).ToArray();
        // Per task the sets that can be local in its function.
        var sets = tasks
            .Select(t =>
                Enumerable
                    .Range(0, 1 << tasks.Length)
                    .Where(mask => (mask >> Array.IndexOf(tasks, t) & 1) != 0)
                    .Select(mask => tasks.Where((_, i) => (mask >> i & 1) != 0).ToArray())
                    .ToArray()
            )
            .ToArray();
        var seen = new HashSet<string>();
        foreach (var choice in Product(sets))
        {
            // A function exists where it is an entry or called remotely.
            var roots = new HashSet<string> { tasks[0] };
            for (var grown = true; grown;)
            {
                grown = false;
                foreach (var root in roots.ToArray())
                {
                    var local = choice[Array.IndexOf(tasks, root)];
                    foreach (var call in model.Calls.Where(c => local.Contains(c.From) && !local.Contains(c.To)))
                        grown |= roots.Add(call.To);
                }
            }
            var unserved = tasks.Where(t => !roots.Contains(t)).ToHashSet();
            if (!unserved.All(t => roots.Any(r => choice[Array.IndexOf(tasks, r)].Contains(t))))
                continue;
            var key = string.Join(";", roots.Order().Select(r => r + ":" + string.Join(",", choice[Array.IndexOf(tasks, r)])));
            if (!seen.Add(key))
                continue;
            foreach (var sizes in Product(roots.Select(_ => Sizes).ToArray()))
            {
                var homeless = unserved.ToHashSet();
                var groups = roots
                    .Order(StringComparer.Ordinal)
                    .Select(
                        (r, i) =>
                        {
                            var local = choice[Array.IndexOf(tasks, r)];
                            return new FusionGroup(r, local, local.Where(t => t == r || homeless.Remove(t)).ToList(), sizes[i]);
                        }
                    )
                    .ToList();
                yield return new FusionSetup(app.App, [.. groups]);
            }
        }
    }

    private static IEnumerable<T[]> Product<T>(T[][] choices) =>
        choices.Aggregate<T[], IEnumerable<T[]>>(
            [
                [],
            ],
            (so, next) => so.SelectMany(s => next.Select(n => (T[])[.. s, n]))
        );
}
