using Bunit;
using Fusionize.Dashboard.Components;
using Fusionize.Dashboard.Model;

namespace Fusionize.Dashboard.Tests;

public sealed class ComponentTests : BunitContext
{
    private static readonly ReportSetup s_before = new()
    {
        Name = "S1",
        Id = "1",
        Notation = "(A)-(B)-(C)",
        Groups = [Group("A", 128, "A"), Group("B", 128, "B"), Group("C", 128, "C")],
        Calls = [Call("A", "A", "B", "sync", "remote", 20), Call("A", "A", "C", "async", "remote", 0)],
    };

    private static readonly ReportSetup s_after = s_before with
    {
        Name = "S2",
        Groups = [Group("A", 512, "A", "B"), Group("C", 128, "C")],
        Calls = [Call("A", "A", "B", "sync", "local", 0), Call("A", "A", "C", "async", "remote", 0)],
    };

    [Fact]
    public void Local_remote_and_detached_calls_differ_in_more_than_colour()
    {
        var map = Render<MapPicture>(p => p.Add(m => m.Setup, s_after));

        Assert.Single(map.FindAll("path.edge.local"));
        Assert.Single(map.FindAll("path.head.open"));
        Assert.Single(map.FindAll("path.edge.detached:not(.local)"));
        Assert.Contains("w2", Render<MapPicture>(p => p.Add(m => m.Setup, s_before)).Find("path.edge:not(.detached)").ClassList);
    }

    [Fact]
    public void A_map_shows_the_difference_to_another_setup()
    {
        var map = Render<MapPicture>(p => p.Add(m => m.Setup, s_after).Add(m => m.Before, s_before));

        Assert.Single(map.FindAll("path.edge.fresh"));
        Assert.Single(map.FindAll("circle.plus"));
        Assert.Single(map.FindAll("rect.hull.new"));
        Assert.Contains("2 tasks, 512 MB (was 128)", map.Markup, StringComparison.Ordinal);
        Assert.Contains("B; was in B", map.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_drawing_has_a_text_alternative_and_a_table_beside_it()
    {
        var page = Render<ReportPage>(p => p.Add(r => r.Report, SimulatedLoop.IoT));

        Assert.All(page.FindAll("svg:not([aria-hidden])"), svg => Assert.False(string.IsNullOrEmpty(svg.GetAttribute("aria-label"))));
        Assert.All(page.FindAll("svg [tabindex='0']"), g => Assert.False(string.IsNullOrEmpty(g.GetAttribute("aria-label"))));
        foreach (var section in new[] { "map", "tradeoff", "request", "bill", "rounds", "entries" })
        {
            Assert.NotEmpty(page.FindAll($"#{section} svg:not([aria-hidden])"));
            Assert.NotEmpty(page.FindAll($"#{section} table"));
        }
    }

    [Fact]
    public void A_waterfall_tells_waiting_and_the_critical_path()
    {
        var request = SimulatedLoop.IoT.Requests.First(r => r is { Setup: "S1", Which: "typical" });
        var waterfall = Render<Waterfall>(p => p.Add(w => w.Request, request));

        Assert.NotEmpty(waterfall.FindAll("rect.span.wait"));
        Assert.NotEmpty(waterfall.FindAll("path.critical"));
        Assert.Equal(request.Spans.Length, waterfall.FindAll("g[tabindex]").Count);
    }

    [Fact]
    public void A_disturbed_round_and_a_prediction_are_told_apart()
    {
        var rounds = Render<RoundsView>(p => p.Add(r => r.Report, SimulatedLoop.IoT));

        Assert.Equal(2, rounds.FindAll("circle.doubtful").Count);
        Assert.Equal(2 * (SimulatedLoop.IoT.Rounds.Length - 1), rounds.FindAll("rect.interval").Count);
        Assert.Contains("Disturbed: the machine was saturated", rounds.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void The_chosen_setup_is_named_in_the_trade_off()
    {
        var view = Render<TradeOffView>(p => p.Add(r => r.Report, SimulatedLoop.IoT));

        Assert.Equal(2, view.FindAll("circle.chosen-ring").Count);
        Assert.Contains(view.FindAll("text"), t => t.TextContent.EndsWith(", chosen", StringComparison.Ordinal));
    }

    private static ReportGroup Group(string name, int memoryMB, params string[] tasks) => new(name, [.. tasks], [.. tasks], memoryMB, "x86_64", null);

    private static ReportCall Call(string group, string from, string to, string kind, string where, double wait) =>
        new(group, from, to, kind, where, 1, wait, 20, 0.1, 0);
}
