using Fusionize.Optimization;
using Fusionize.Optimization.Optimizers;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Optimization;

/// <summary>Whatever the optimizer, no setup on its way fuses tasks that declare different permissions.</summary>
public class PermissionBoundaryTests
{
    private static readonly TaskPermission[] s_write = [new("dynamodb:PutItem", "table/events")];

    // Of the tasks that AnalyzeSensor waits for, one may write to the table; and two that call each other may do the same.
    private static readonly PermissionBoundary s_boundary = new([("StoreEvent", s_write), ("CheckSound", s_write), ("CheckSoundLimits", s_write)]);

    [Fact]
    public async Task The_papers_optimizer_passes_over_edges_that_cross_it()
    {
        var notations = await RunToTheEndAsync(new PaperOptimizer());
        AssertGroups(
            "(AnalyzeSensor,CheckSensor)-(StoreEvent)-(CheckTemperature)-(CheckSound,CheckSoundLimits)-(CheckSoundAccident)-(CheckAir,DetectJam)-(ActionSignage)",
            notations[^1]
        );
    }

    [Fact]
    public async Task The_model_based_one_keeps_to_it()
    {
        var notations = await RunToTheEndAsync(new ModelOptimizer());
        Assert.Contains(notations, n => n != FusionSetup.OnePerTask(Apps.IoT).Notation);
    }

    [Fact]
    public async Task One_that_knows_nothing_of_it_gets_its_setups_taken_apart_and_comes_to_an_end()
    {
        var notations = await RunToTheEndAsync(new AlwaysAllInOne());
        Assert.Equal(2, notations.Count);
        AssertGroups(
            "(AnalyzeSensor,CheckSensor,CheckTemperature,CheckSoundAccident,CheckAir,DetectJam,ActionSignage)-(StoreEvent,CheckSound,CheckSoundLimits)",
            notations[1]
        );
    }

    [Fact]
    public void Copies_on_the_other_side_are_left_out()
    {
        var setup = FusionSetup.ParseNotation(
            "(AnalyzeSensor,CheckSensor,CheckTemperature,CheckAir,DetectJam,ActionSignage,CheckSoundAccident)-(StoreEvent)-(CheckSound,CheckSoundLimits)",
            Apps.IoT
        );
        var withCopy = setup with
        {
            Groups = [new FusionGroup("AnalyzeSensor", [.. setup.Groups[0].Tasks, "StoreEvent"], setup.Groups[0].Entries, 256), .. setup.Groups[1..]],
        };
        Assert.False(s_boundary.Allows(withCopy));
        var split = s_boundary.Split(withCopy, Apps.IoT);
        split.Validate(Apps.IoT, "test");
        Assert.Equal((setup.Notation, 256), (split.Notation, split.HomeOf("CheckSensor").MemoryMB));
        Assert.Same(split, s_boundary.Split(split, Apps.IoT));
    }

    [Fact]
    public async Task Nothing_that_crosses_it_counts_as_the_best()
    {
        var history = new[]
        {
            SyntheticRun.Measure(Apps.IoT, FusionSetup.OnePerTask(Apps.IoT), 1),
            SyntheticRun.Measure(Apps.IoT, FusionSetup.AllInOne(Apps.IoT), 2),
        };
        var input = new OptimizationInput(Apps.IoT, [.. history], Goal.Balanced);
        Assert.Equal(history[1].Setup, (await new PaperOptimizer().ProposeWithinBoundaryAsync(input, default)).Best);
        Assert.Equal(history[0].Setup, (await new PaperOptimizer().ProposeWithinBoundaryAsync(input with { Boundary = s_boundary }, default)).Best);
    }

    private static void AssertGroups(string expected, string notation)
    {
        Assert.Equal(Groups(expected), Groups(notation));

        static IEnumerable<string> Groups(string text) => text.Split('-').Select(g => string.Join(',', g.Trim('(', ')').Split(',').Order())).Order();
    }

    private static async Task<List<string>> RunToTheEndAsync(ISetupOptimizer optimizer)
    {
        var history = new List<MeasuredSetup>();
        var next = FusionSetup.OnePerTask(Apps.IoT);
        while (true)
        {
            Assert.True(s_boundary.Allows(next), next.Notation);
            history.Add(SyntheticRun.Measure(Apps.IoT, next, history.Count + 1));
            var proposal = await optimizer.ProposeWithinBoundaryAsync(new(Apps.IoT, [.. history], Goal.Balanced) { Boundary = s_boundary }, default);
            Assert.True(history.Count < 30, "no end");
            if (proposal.Next is null || proposal.Final)
                return [.. history.Select(h => h.Setup.Notation)];
            next = proposal.Next;
        }
    }

    private sealed class AlwaysAllInOne : ISetupOptimizer
    {
        public string Name => "all";

        public ValueTask<Proposal> ProposeAsync(OptimizationInput input, CancellationToken cancellation) =>
            ValueTask.FromResult(new Proposal(FusionSetup.AllInOne(input.App), "All in one.", false, null));
    }
}
