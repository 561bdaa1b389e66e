using System.Collections.Immutable;
using Fusionize.Deployment;
using Fusionize.Optimization;
using Fusionize.Optimization.Monitoring;
using Fusionize.Optimization.Optimizers;
using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Simulation;
using Fusionize.Tests.Rounds;

namespace Fusionize.Tests.Deployment;

/// <summary>How much a deployment traces by the application's sampling plan, and what that costs.</summary>
public sealed class PlannedTraceTests : IDisposable
{
    private static readonly FusionSetup s_setup = new("app", [new("A", ["A"]), new("B", ["B"]), new("C", ["C"])]);
    private readonly string _folder = Directory.CreateTempSubdirectory("fusionize-trace-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Without_a_plan_nothing_is_said()
    {
        using var store = SetupStore.InFolder(_folder);

        Assert.Null(await PlannedTrace.FindAsync(store, "app", s_setup.Id, default));
    }

    [Fact]
    public async Task A_settled_setup_is_traced_a_little_and_one_that_is_tried_as_much_as_searching_may_cost()
    {
        using var store = SetupStore.InFolder(_folder);
        var plan = SamplingPlan.Begin("app") with { FullCost = 0.5, SetupId = s_setup.Id };
        plan = plan with { Sampling = plan.Sampling with { ConformingInARow = plan.Sampling.Clearance } };
        Assert.True(await store.TrySetPlanAsync(plan, null, default));

        // Half of the application's cost for all requests: 4 % of them are 2 %, 20 % of them are 10 %.
        Assert.Equal("0.04", await PlannedTrace.FindAsync(store, "app", s_setup.Id, default));
        Assert.Equal("0.2", await PlannedTrace.FindAsync(store, "app", "0123456789abcdef", default));
        Assert.Equal(plan.FullCost, (await store.GetPlanAsync("app", default))!.Plan.FullCost);
    }

    [Theory]
    [InlineData(0.01, 1, 0.05)]
    [InlineData(0.16, 0.625, 0.05)]
    [InlineData(1.07, 0.093, 0.018)]
    public void Tracing_costs_at_most_a_tenth_while_searching_and_a_fiftieth_once_settled(double fullCost, double searching, double settled)
    {
        var plan = SamplingPlan.Begin("app") with { FullCost = fullCost };

        Assert.Equal((searching, settled), (plan.SearchingFraction, plan.SettledFraction));
        Assert.True(fullCost * plan.SearchingFraction <= 0.1);
        Assert.True(fullCost * plan.SettledFraction <= 0.02);
    }

    [Fact]
    public async Task The_optimizer_knows_which_part_of_the_load_was_traced()
    {
        using var store = SetupStore.InFolder(_folder);
        var asked = new Recording();
        var history = Measured(rate: 10);
        var app = new BuiltApp(FakeRounds.Manifest(s_setup), _folder, TimeSpan.Zero);
        var plan = SamplingPlan.Begin("app") with { FullCost = 0.4 };
        Assert.True(await store.TrySetPlanAsync(plan, null, default));

        var result = await new OptimizationStep(store).RunAsync(new(app, history, asked, Goal.Cost) { WhenNeeded = new() }, default);

        Assert.Equal(0.25, Assert.Single(asked.Input!.History).TraceFraction);
        // What is stored is what the records say that tracing costs.
        Assert.InRange(result.Planned!.Plan.FullCost / MonitoringCost.OfNewest(history)!.PartOfCost, 0.8, 1.25);
        var estimate = Fusionize.Optimization.Forecasts.Forecast.Of(app.Model, asked.Input.History).Estimate;
        Assert.InRange(estimate.RequestsPerSecond, 36, 44);
    }

    private static ImmutableArray<MeasuredSetup> Measured(double rate)
    {
        var app = new AppDescription(
            "app",
            [
                new("A", true, [new CpuStep(4), new CallStep("B"), new CallStep("C", CallKind.Async)]),
                new("B", false, [new WaitStep(15), new CpuStep(6)]),
                new("C", false, [new CpuStep(60)]),
            ]
        );
        var records = Simulator.RunAndRecord(app, s_setup, LambdaModel.DotNet, new() { Rate = rate, DurationSeconds = 20 }, 1).Records.Records;
        return [new(s_setup, records, 1)];
    }

    private sealed class Recording : ISetupOptimizer
    {
        public OptimizationInput? Input { get; private set; }

        public string Name => "recording";

        public ValueTask<Proposal> ProposeAsync(OptimizationInput input, CancellationToken cancellation)
        {
            Input = input;
            return new ModelOptimizer().ProposeAsync(input, cancellation);
        }
    }
}
