using Fusionize.Dashboard.Drawing;
using Fusionize.Dashboard.Model;

namespace Fusionize.Dashboard.Tests;

public sealed class LayoutTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void No_box_lies_on_another_and_calls_lead_to_the_right(int seed)
    {
        var random = new Random(seed);
        var count = 5 + random.Next(55);
        var sizes = Enumerable.Range(0, count).Select(_ => (20.0 + random.Next(200), 20.0 + random.Next(80))).ToList();
        var edges = Enumerable.Range(1, count - 1).Select(i => (random.Next(i), i)).Concat(Random(count)).ToList();

        var placed = LayeredLayout.Place(sizes, edges, 40, 10);

        Assert.Empty(Overlaps(placed.Boxes));
        Assert.All(edges, e => Assert.True(placed.Boxes[e.Item1].Right < placed.Boxes[e.Item2].X));

        IEnumerable<(int, int)> Random(int n) =>
            Enumerable.Range(0, n).Select(_ => (random.Next(n), random.Next(n))).Where(e => e.Item1 < e.Item2);
    }

    [Fact]
    public void Circles_and_calls_of_itself_are_drawn_too()
    {
        var placed = LayeredLayout.Place([(10, 10), (10, 10), (10, 10)], [(0, 1), (1, 2), (2, 0), (1, 1)], 40, 10);

        Assert.Empty(Overlaps(placed.Boxes));
        Assert.True(placed.Boxes[0].X < placed.Boxes[1].X && placed.Boxes[1].X < placed.Boxes[2].X);
    }

    [Fact]
    public void A_long_chain_is_no_deep_recursion()
    {
        const int Length = 5_000;
        var placed = LayeredLayout.Place(
            [.. Enumerable.Repeat((10.0, 10.0), Length)],
            [.. Enumerable.Range(0, Length - 1).Select(i => (i, i + 1))],
            40,
            10
        );

        Assert.True(placed.Boxes[^1].X > placed.Boxes[0].X);
    }

    [Fact]
    public void Functions_hold_their_tasks_and_nothing_else_overlaps()
    {
        foreach (var report in new[] { SimulatedLoop.IoT, SimulatedLoop.Tree, SimulatedLoop.Large, SimulatedLoop.Huge })
        {
            foreach (var setup in report.Setups)
            {
                var map = MapLayout.Of(setup, g => $"{g.Tasks.Length} tasks, {g.MemoryMB} MB");

                Assert.Empty(Overlaps([.. map.Hulls.Select(h => h.Box)]));
                foreach (var hull in map.Hulls)
                {
                    Assert.Empty(Overlaps([.. hull.Tasks.Select(t => t.Box)]));
                    Assert.All(hull.Tasks, t => Assert.True(t.Box.X >= hull.Box.X && t.Box.Right <= hull.Box.Right));
                    Assert.All(hull.Tasks, t => Assert.True(t.Box.Y >= hull.Box.Y && t.Box.Bottom <= hull.Box.Bottom));
                    Assert.All(hull.Tasks, t => Assert.True(Words.Width(t.Label) < t.Box.Width));
                }
                Assert.Equal(setup.Calls.Length, map.Edges.Length);
            }
        }
    }

    [Fact]
    public void A_call_to_another_function_passes_the_tasks_between_and_not_through_them()
    {
        var setup = new ReportSetup
        {
            Name = "S1",
            Id = "",
            Notation = "",
            Groups = [new("A", ["A", "B"], ["A"], 128, "x86_64", null), new("D", ["D", "E"], ["D", "E"], 128, "x86_64", null)],
            Calls =
            [
                new("A", "A", "B", "sync", "local", 1, 0, 1, 0, 0),
                new("A", "A", "E", "sync", "remote", 1, 1, 1, 1, 0),
                new("D", "D", "E", "sync", "local", 1, 0, 1, 0, 0),
            ],
        };

        var map = MapLayout.Of(setup, g => g.Name);

        var call = map.Edges.Single(e => e.Call.Where == "remote");
        foreach (var box in map.Hulls.SelectMany(h => h.Tasks).Where(t => t.Task is "B" or "D").Select(t => t.Box))
            Assert.Equal(2, call.Points.Count(p => (p.X == box.X || p.X == box.Right) && p.Y > box.Bottom));
    }

    [Fact]
    public void Labels_lie_beside_their_points_and_not_on_others()
    {
        var area = new Box(0, 0, 300, 200);
        var placer = new LabelPlacer(area);
        var points = Enumerable.Range(0, 30).Select(i => (X: 100 + i % 6 * 8.0, Y: 80 + i / 6 * 7.0)).ToList();
        points.ForEach(p => placer.Avoid(p.X, p.Y, 4));

        var labels = points.Select((p, i) => placer.Place(p.X, p.Y, 4, $"S{i}")).OfType<Box>().ToList();

        Assert.NotEmpty(labels);
        Assert.Empty(Overlaps(labels));
        Assert.All(labels, l => Assert.True(l.X >= 0 && l.Y >= 0 && l.Right <= area.Right && l.Bottom <= area.Bottom));
    }

    [Theory]
    [InlineData(new[] { 45.0, 893 }, true)]
    [InlineData(new[] { 5.0, 9 }, false)]
    [InlineData(new[] { 0.0 }, false)]
    [InlineData(new double[0], false)]
    public void Axes_have_round_numbers_and_hold_all_values(double[] values, bool isLogarithmic)
    {
        var axis = new Axis(values, 0, 100);

        Assert.Equal(isLogarithmic, axis.IsLogarithmic);
        Assert.InRange(axis.Ticks.Count, 2, 12);
        Assert.All(values, v => Assert.InRange(axis.At(v), 0, 100));
        Assert.Equal(axis.Ticks.Order(), axis.Ticks);
    }

    [Fact]
    public void A_long_name_keeps_both_ends()
    {
        var name = Words.Shorten("CalculateShippingCostOfTheOrderForGuests");

        Assert.Equal(26, name.Length);
        Assert.StartsWith("CalculateShi", name, StringComparison.Ordinal);
        Assert.EndsWith("erForGuests", name, StringComparison.Ordinal);
    }

    private static IEnumerable<(Box, Box)> Overlaps(IReadOnlyList<Box> boxes) =>
        from i in Enumerable.Range(0, boxes.Count)
        from j in Enumerable.Range(i + 1, boxes.Count - i - 1)
        where boxes[i].Overlaps(boxes[j])
        select (boxes[i], boxes[j]);
}
