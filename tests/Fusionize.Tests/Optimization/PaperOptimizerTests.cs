using System.Collections.Immutable;
using Fusionize.Optimization;
using Fusionize.Optimization.Optimizers;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Optimization;

public class PaperOptimizerTests
{
    private static readonly Dictionary<string, (double, int, double)> s_treeWork = new()
    {
        ["A"] = (0.1, 1, 0),
        ["B"] = (0.1, 1, 500),
        ["D"] = (0.1, 1, 500),
        ["E"] = (0.1, 1, 500),
        ["C"] = (165, 2, 60),
        ["F"] = (165, 2, 3),
        ["G"] = (165, 2, 3),
    };

    [Fact]
    public void Starts_with_every_task_alone()
    {
        var proposal = new PaperOptimizer().Propose(new(Apps.IoT, [], Goal.Balanced));
        Assert.Equal(FusionSetup.OnePerTask(Apps.IoT), proposal.Next);
        Assert.False(proposal.Final);
        Assert.Null(proposal.Best);
    }

    [Fact]
    public void Fuses_one_synchronous_edge_of_the_tree_per_round_then_sweeps_memory()
    {
        var (notations, memories, last) = RunToTheEnd(Apps.Tree, s_treeWork);

        Assert.Equal(
            ["(A)-(B)-(C)-(D)-(E)-(F)-(G)", "(A,B)-(C)-(D)-(E)-(F)-(G)", "(A,B,D)-(C)-(E)-(F)-(G)", .. Enumerable.Repeat("(A,B,D,E)-(C)-(F)-(G)", 8)],
            notations
        );
        Assert.Equal(["128", "128", "128", "128", "768", "1024", "1536", "1650", "2048", "128"], memories);
        // Nothing is left: back to the first of the setups with the lowest median.
        Assert.True(last.Final);
        Assert.Equal("(A,B,D,E)-(C)-(F)-(G)", last.Next!.Notation);
    }

    [Fact]
    public void Reaches_the_papers_groups_for_the_IoT_application()
    {
        var (notations, _, _) = RunToTheEnd(Apps.IoT, null);

        Assert.Equal(
            "(AnalyzeSensor,CheckSensor,StoreEvent)-(CheckTemperature)-(CheckSound,CheckSoundAccident,CheckSoundLimits)-(CheckAir,DetectJam)-(ActionSignage)",
            notations[^1]
        );
        // One edge per round: five synchronous edges, five more setups.
        Assert.Equal(6, notations.Distinct().Count());
        Assert.Equal("(AnalyzeSensor,CheckSensor)-(StoreEvent)-", notations[1][..41]);
    }

    [Fact]
    public void Takes_the_edges_in_the_order_of_the_records()
    {
        var measured = SyntheticRun.Measure(Apps.IoT, FusionSetup.OnePerTask(Apps.IoT));
        var sound = measured with { Records = [.. measured.Records.OrderByDescending(r => r.Group == "CheckSound")] };
        Assert.Contains("(CheckSound,CheckSoundLimits)", Next(Apps.IoT, sound).Next!.Notation);
        Assert.Contains("CheckSound waits for CheckSoundLimits", Next(Apps.IoT, sound).Decision);
    }

    [Fact]
    public void Hands_over_an_asynchronous_call_that_is_local()
    {
        var next = Next(Apps.Tree, SyntheticRun.Measure(Apps.Tree, "(A,B,C,D,E)-(F)-(G)"));
        Assert.Equal("(A,B,D,E)-(C)-(F)-(G)", next.Next!.Notation);
    }

    [Fact]
    public void Hands_over_from_a_group_that_is_not_the_tasks_home()
    {
        var next = Next(Apps.Tree, SyntheticRun.Measure(Apps.Tree, "(A,B,C,D,E)-(C)-(F)-(G)"));
        Assert.Equal("(A,B,D,E)-(C)-(F)-(G)", next.Next!.Notation);
    }

    [Fact]
    public void Keeps_what_is_called_both_ways_local_and_hands_only_the_asynchronous_calls_over()
    {
        var app = Apps.Model("x", ["A*", "B", "C"], "A->C", "A=>B", "C->B");
        // A calls B only asynchronously, C waits for it: hosted by A, the edge counts as synchronous.
        Assert.Equal("(A,B,C)", Next(app, SyntheticRun.Measure(app, "(A,C)-(B)")).Next!.Notation);
    }

    [Fact]
    public void Copies_what_others_call_too_and_leaves_it_its_home()
    {
        var app = Apps.Model("x", ["A*", "B*", "C", "D"], "A->C", "B->C", "C->D");
        var first = Next(app, SyntheticRun.Measure(app, "(A)-(B)-(C,D)")).Next!;
        Assert.Equal("(A,C,+D)-(B)-(C,D)", first.Notation);
        Assert.Equal("C", first.HomeOf("C").Name);
        // B was the last that needed the home.
        var second = Next(app, SyntheticRun.Measure(app, first)).Next!;
        Assert.Equal("(A,+C,+D)-(B,C,D)", second.Notation);
    }

    [Fact]
    public void Never_dissolves_an_entry_task()
    {
        var app = Apps.Model("x", ["A*", "B*"], "A->B");
        Assert.Equal("(A,B)-(B)", Next(app, SyntheticRun.Measure(app, "(A)-(B)")).Next!.Notation);
    }

    [Fact]
    public void Skips_calls_of_itself_and_tasks_that_are_gone()
    {
        var app = Apps.Model("x", ["A*"], "A->A");
        var record = SyntheticRun.Measure(Apps.Model("x", ["A*"]), "(A)").Records[0];
        var calls = ImmutableArray.Create(
            new CallRecord("A", "A", CallKind.Async, CallSite.Local, 0, 1),
            new CallRecord("A", "Gone", CallKind.Sync, CallSite.Remote, 0, 1)
        );
        var measured = new MeasuredSetup(FusionSetup.OnePerTask(app), [record with { Calls = calls }], 0);
        Assert.Equal(768, Next(app, measured).Next!.Groups[0].MemoryMB);
    }

    [Fact]
    public void A_function_that_nobody_calls_does_not_stop_the_sweep()
    {
        var app = Apps.Model("x", ["A*", "Never"]);
        // The six sizes, then the one cheapest for the function that was called, beside the other's last one.
        Assert.Equal(["128", "768", "1024", "1536", "1650", "2048", "128/2048"], RunToTheEnd(app, null).Memories);
    }

    [Fact]
    public void Takes_the_last_setup_that_has_records_as_its_base()
    {
        var measured = SyntheticRun.Measure(Apps.Tree, FusionSetup.OnePerTask(Apps.Tree));
        var silent = new MeasuredSetup(FusionSetup.AllInOne(Apps.Tree), [], 1);
        Assert.Equal(Next(Apps.Tree, measured).Next, Next(Apps.Tree, measured, silent).Next);
    }

    [Fact]
    public void The_prototypes_early_rule_takes_the_size_that_sorts_first_as_text()
    {
        var app = Apps.Model("x", ["A*"]);
        var options = new PaperOptions { MemorySizes = [256, 512, 1024, 10240], MemoryRule = PaperMemoryRule.FirstAsText };
        var history = options.MemorySizes.Select(m => SyntheticRun.Measure(app, FusionSetup.OnePerTask(app, m))).ToArray();
        Assert.Equal(1024, new PaperOptimizer(options).Propose(new(app, [.. history], Goal.Balanced)).Next!.Groups[0].MemoryMB);
    }

    [Fact]
    public void Every_proposal_is_valid_whatever_the_application()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var app = RandomApp(seed);
            var history = new List<MeasuredSetup>();
            var next = FusionSetup.OnePerTask(app);
            for (var round = 0; round < 25; round++)
            {
                history.Add(SyntheticRun.Measure(app, next, round, requests: 2));
                var proposal = new PaperOptimizer().Propose(new(app, [.. history], Goal.Cost));
                proposal.Next!.Validate(app, $"seed {seed}, round {round}");
                Assert.Contains(proposal.Best, history.Select(h => h.Setup));
                if (proposal.Final)
                    break;
                next = proposal.Next;
            }
            // No synchronous call of a hosted task goes to another function any more, and no asynchronous one stays.
            var end = history[^1];
            Assert.DoesNotContain(end.Records.SelectMany(r => r.Calls, (r, c) => (r.Group, c)), x =>
                x.c.Kind == CallKind.Sync && x.c.Where == CallSite.Remote && x.c.To != x.Group
            );
        }
    }

    private static Proposal Next(AppModel app, params MeasuredSetup[] history) => new PaperOptimizer().Propose(new(app, [.. history], Goal.Balanced));

    private static (List<string> Notations, List<string> Memories, Proposal Last) RunToTheEnd(
        AppModel app,
        Dictionary<string, (double, int, double)>? work
    )
    {
        var history = new List<MeasuredSetup>();
        var next = FusionSetup.OnePerTask(app);
        while (true)
        {
            history.Add(SyntheticRun.Measure(app, next, history.Count, work: work));
            var proposal = new PaperOptimizer().Propose(new(app, [.. history], Goal.Balanced));
            Assert.NotEmpty(proposal.Decision);
            if (proposal.Final)
            {
                var sizes = history.Select(h =>
                    string.Join('/', h.Setup.Groups.Select(g => g.MemoryMB).ToArray() is var all && all.Distinct().Count() == 1 ? [all[0]] : all)
                );
                return ([.. history.Select(h => h.Setup.Notation), proposal.Next!.Notation], [.. sizes], proposal);
            }
            next = proposal.Next!;
            Assert.True(history.Count < 30, "no end");
        }
    }

    // Calls go from earlier to later tasks, so that every request ends.
    private static AppModel RandomApp(int seed)
    {
        var random = new Random(seed);
        var count = random.Next(2, 8);
        var calls = new List<string>();
        for (var from = 0; from < count; from++)
        {
            for (var to = from + 1; to < count; to++)
            {
                if (random.NextDouble() < 0.35)
                    calls.Add($"T{from}{(random.NextDouble() < 0.6 ? "->" : "=>")}T{to}");
            }
        }
        return Apps.Model("x", [.. Enumerable.Range(0, count).Select(i => $"T{i}{(i == 0 || random.NextDouble() < 0.2 ? "*" : "")}")], [.. calls]);
    }
}
