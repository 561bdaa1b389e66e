using System.Collections.Immutable;
using Fusionize.Optimization.Predictor;
using Fusionize.Setups;
using Fusionize.Simulation;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Simulation;

public class SetupPredictorTests
{
    public static TheoryData<string, string, string> Setups() =>
        new()
        {
            { "Tree/tree.app.json", "published-2023", "(A)-…" },
            { "Tree/tree.app.json", "published-2023", "(A,B,D,E)@768-(C)@1024-(F)@1536-(G)@1536" },
            { "Tree/tree.app.json", "dotnet10", "(A,B,C,D,E,F,G)" },
            { "IoT/iot.app.json", "published-2023", "(AnalyzeSensor)-…" },
            { "IoT/iot.app.json", "dotnet10", "(AnalyzeSensor,CheckSensor,StoreEvent)-(CheckAir,DetectJam)@1024-…" },
            {
                "IoT/iot.app.json",
                "dotnet10",
                "(AnalyzeSensor,CheckSensor,StoreEvent)@768-(CheckAir,DetectJam,ActionSignage)@1536-(ActionSignage)@1769-(CheckSound,CheckSoundAccident,CheckSoundLimits)@768-…"
            },
        };

    [Theory]
    [MemberData(nameof(Setups))]
    public void Predictions_are_what_the_simulator_does(string file, string model, string notation)
    {
        var app = AppDescriptionParser.ReadFile(Samples.File(file));
        var setup = FusionSetup.ParseNotation(notation, app.ToAppModel());
        var platform = LambdaModel.Named(model);

        var predicted = new SetupPredictor(app, platform, TimeSpan.FromSeconds(100)).Predict(setup);
        var simulated = Simulator.Run(app, setup, platform, SimulatedLoad.Parse("rate=10/s,duration=100s"), 5).Outcome;

        Assert.InRange(predicted.P50 / simulated.P50, 0.93, 1.07);
        Assert.InRange(predicted.CostPerMillion / simulated.CostPerMillion, 0.97, 1.03);
        Assert.Equal(simulated.InvocationsPerRequest, predicted.InvocationsPerRequest, 1e-9);
    }

    [Fact]
    public void Without_noise_a_prediction_is_exact_for_any_application_and_setup()
    {
        // Both sides know the same rules of CPU sharing, written twice.
        var platform = LambdaModel.DotNet with
        {
            SyncSigma = 0,
            HandOverSigma = 0,
            DispatchSigma = 0,
            ReconnectProbability = 0,
            CpuSigmaAt128 = 0,
            CpuSigmaAtFull = 0,
            RuntimeSigma = 0,
            FirstSigma = 0,
            InitSigma = 0,
            WarmUp = 0,
        };
        for (var seed = 1UL; seed <= 150; seed++)
        {
            var app = RandomApplications.Create(seed);
            app = app with { Tasks = [.. app.Tasks.Select(t => t with { Steps = Certain(t.Steps) })] };
            var setup = RandomSetup(app, seed);

            var predicted = new SetupPredictor(app, platform).Predict(setup);
            var simulated = Simulator.Run(app, setup, platform, SimulatedLoad.Parse("rate=0.01/s,requests=15"), seed).Outcome;

            // Billed are whole ms; predicted is the middle. The first requests meet instances that do some things for the first time.
            Assert.True(
                Math.Abs(predicted.P50 - simulated.P50) <= 0.51,
                $"seed {seed}: {predicted.P50} predicted, {simulated.P50} simulated, {setup}"
            );
        }
    }

    [Fact]
    public void Copies_chance_and_entries_are_counted_in_invocations()
    {
        var app = RandomApplications.Create(3, 6, 6);
        var one = new SetupPredictor(app, LambdaModel.DotNet).Predict(FusionSetup.AllInOne(app.ToAppModel()));
        var all = new SetupPredictor(app, LambdaModel.DotNet).Predict(FusionSetup.OnePerTask(app.ToAppModel()));

        Assert.Equal(1, one.InvocationsPerRequest);
        Assert.True(all.InvocationsPerRequest > 1);
        Assert.Equal(all.CostPerMillion, all.Functions.Sum(f => f.CostPerMillion), 1e-9);
    }

    private static ImmutableArray<Step> Certain(ImmutableArray<Step> steps) =>
        [
            .. steps.Select(s =>
                s switch
                {
                    WaitStep wait => wait with { Sigma = 0, Probability = 1 },
                    OperationStep operation => operation with { Sigma = 0, Probability = 1 },
                    ParallelStep parallel => parallel with { Branches = [.. parallel.Branches.Select(Certain)] },
                    _ => s with { Probability = 1 },
                }
            ),
        ];

    private static FusionSetup RandomSetup(AppDescription app, ulong seed)
    {
        var random = new Random((int)seed);
        int[] sizes = [128, 256, 512, 1024, 1769, 2048, 3538];
        var groups = new List<List<string>>();
        foreach (var task in app.Tasks)
        {
            if (groups.Count > 0 && random.Next(3) > 0)
                groups[random.Next(groups.Count)].Add(task.Id);
            else
                groups.Add([task.Id]);
        }
        return new FusionSetup(app.App, [.. groups.Select(g => new FusionGroup(g[0], g, memoryMB: sizes[random.Next(sizes.Length)]))]);
    }
}
