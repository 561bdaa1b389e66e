using Fusionize.Records;

namespace Fusionize.Tests.Records;

public sealed class EntryOutcomeTests
{
    private static readonly LambdaPrices s_prices = LambdaPrices.Default;

    [Fact]
    public void Each_entry_has_the_time_and_cost_of_its_own_requests()
    {
        InvocationRecord[] records =
        [
            .. Enumerable.Range(0, 4).Select(i => Record("Browse", $"b{i}", 10 + i)),
            Record("Order", "o1", 400),
            Record("Pay", "o1", 300, isRoot: false),
            Record("Ship", "o1", 900, isRoot: false) with
            {
                IsCold = true,
            },
        ];

        var outcome = SetupOutcome.Of(records);

        Assert.Equal(["Browse", "Order"], outcome.Entries.Select(e => e.Task));
        var (browse, order) = (outcome.Entries[0], outcome.Entries[1]);
        Assert.Equal((4, 0, 11.5), (browse.Requests, browse.ColdStarts, browse.P50));
        Assert.Equal((1, 1, 400), (order.Requests, order.ColdStarts, order.P50));
        Assert.Equal(records[4..].Sum(r => s_prices.Invocation(r, null)) * 1e6, order.CostPerMillion, 6);
        // All requests' cost is the entries', by their shares.
        Assert.Equal(outcome.CostPerMillion, (browse.CostPerMillion * 4 + order.CostPerMillion) / 5, 6);
        Assert.Equal((11.5 * 4 + 400) / 5, outcome.P50, 9);
    }

    [Fact]
    public void With_a_single_entry_there_is_nothing_to_tell_apart()
    {
        var outcome = SetupOutcome.Of([Record("Order", "1", 10), Record("Order", "2", 30), Record("", "3", 20)]);

        Assert.Empty(outcome.Entries);
        Assert.Equal((3, 20), (outcome.Requests, outcome.P50));
    }

    [Fact]
    public void A_crash_counts_for_the_entry_whose_function_it_was()
    {
        var crashed = Record("", "3", 20) with { Function = "app-Order", Error = new("Runtime.ExitError", "") };

        var outcome = SetupOutcome.Of([Record("Order", "1", 10), Record("Browse", "2", 30), crashed]);

        Assert.Equal([("Browse", 1, 0), ("Order", 2, 1)], outcome.Entries.Select(e => (e.Task, e.Requests, e.Errors)));
    }

    [Fact]
    public void What_no_root_is_known_of_belongs_to_no_entry()
    {
        var outcome = SetupOutcome.Of([Record("Order", "1", 10), Record("Browse", "2", 30), Record("Pay", "9", 500, isRoot: false)]);

        Assert.Equal([30, 10], outcome.Entries.Select(e => e.Mean));
    }

    private static InvocationRecord Record(string task, string trace, int billed, bool isRoot = true) =>
        new()
        {
            App = "app",
            SetupId = "s",
            Group = task,
            Function = "app-" + task,
            RequestId = $"{task} {trace}",
            TraceId = trace,
            Task = task,
            IsRoot = isRoot,
            BilledMs = billed,
            MemoryMB = 1024,
            HasReport = true,
        };
}
