using System.Collections.Immutable;
using Fusionize.Optimization;
using Fusionize.Records;
using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Simulation;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Rounds;

/// <summary>Which setup a step makes the current one of a store.</summary>
public sealed class OptimizationStepTests
{
    private static readonly FusionSetup s_measured = new("app", [new("A", ["A"]), new("B", ["B"])]);
    private static readonly FusionSetup s_other = new("app", [new("A", ["A", "B"])]);

    [Fact]
    public async Task The_kept_setup_becomes_current_where_none_is()
    {
        using var folder = new TemporaryFolder("fusionize-step-");
        using var store = SetupStore.InFolder(folder.Path);

        var result = await StepAsync(store, next: null);

        Assert.True(result.IsPublished);
        Assert.Equal(s_measured.Id, (await store.GetCurrentAsync(default))!.SetupId);
        // It is no round of its own.
        Assert.Equal(s_measured.Id, Assert.Single(await store.GetRoundsAsync(default).ToListAsync()).SetupId);
    }

    [Fact]
    public async Task A_current_setup_stays_when_nothing_is_proposed()
    {
        using var folder = new TemporaryFolder("fusionize-step-");
        using var store = SetupStore.InFolder(folder.Path);
        await store.PutSetupAsync(s_other, default);
        await store.TrySetCurrentAsync(s_other.Id, null, default);

        Assert.False((await StepAsync(store, next: null)).IsPublished);
        Assert.Equal(s_other.Id, (await store.GetCurrentAsync(default))!.SetupId);
    }

    [Fact]
    public async Task A_proposed_setup_becomes_current_and_the_next_round()
    {
        using var folder = new TemporaryFolder("fusionize-step-");
        using var store = SetupStore.InFolder(folder.Path);

        Assert.True((await StepAsync(store, s_other)).IsPublished);

        Assert.Equal(s_other.Id, (await store.GetCurrentAsync(default))!.SetupId);
        Assert.Equal([s_measured.Id, s_other.Id], await store.GetRoundsAsync(default).Select(r => r.SetupId).ToListAsync());
    }

    private static Task<OptimizationResult> StepAsync(SetupStore store, FusionSetup? next)
    {
        var app = new AppDescription("app", [new("A", true, [new CpuStep(4), new CallStep("B")]), new("B", false, [new CpuStep(6)])]);
        var records = Simulator.RunAndRecord(app, s_measured, LambdaModel.DotNet, new() { Rate = 5, DurationSeconds = 4 }, 1).Records.Records;
        ImmutableArray<MeasuredSetup> history = [new(s_measured, records, 1)];
        var built = new BuiltApp(FakeRounds.Manifest(s_measured), "", TimeSpan.Zero);
        return new OptimizationStep(store).RunAsync(new(built, history, new Fixed(next), Goal.Cost) { Publish = true }, default);
    }

    private sealed class Fixed(FusionSetup? next) : ISetupOptimizer
    {
        public string Name => "fixed";

        public ValueTask<Proposal> ProposeAsync(OptimizationInput input, CancellationToken cancellation) =>
            new(new Proposal(next, "because", next is null, s_measured));
    }
}
