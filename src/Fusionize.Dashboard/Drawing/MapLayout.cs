using System.Collections.Immutable;
using Fusionize.Dashboard.Model;

namespace Fusionize.Dashboard.Drawing;

/// <summary>The positions of a setup's functions, their tasks and the calls between them in the drawing.</summary>
public sealed class MapLayout
{
    private const double Margin = 16;
    private const double TaskHeight = 30;
    private const double TaskPadding = 14;
    private const double HullPadding = 10;

    /// <summary>The room that a map needs.</summary>
    /// <param name="Head">The height above a function's tasks.</param>
    /// <param name="InnerGap">The width between two tasks of a function.</param>
    /// <param name="OuterGap">The width between two functions.</param>
    public sealed record Spacing(double Head, double InnerGap, double OuterGap)
    {
        public static Spacing Narrow { get; } = new(24, 40, 64);

        /// <summary>With a second line in each function, and labels at calls.</summary>
        public static Spacing Wide { get; } = new(42, 78, 92);
    }

    public required ImmutableArray<Hull> Hulls { get; init; }
    public required ImmutableArray<Edge> Edges { get; init; }
    public required double Width { get; init; }
    public required double Height { get; init; }

    /// <summary>A function.</summary>
    public sealed record Hull(ReportGroup Group, string Head, Box Box, ImmutableArray<TaskBox> Tasks);

    /// <summary>A task in one function. Another function may have a copy.</summary>
    public sealed record TaskBox(string Task, string Label, Box Box);

    public sealed record Edge(ReportCall Call, ImmutableArray<Point> Points, bool IsBackward);

    /// <param name="setup">The setup.</param>
    /// <param name="head">Returns the text above a function's tasks.</param>
    /// <param name="spacing">Null: no more room than necessary.</param>
    public static MapLayout Of(ReportSetup setup, Func<ReportGroup, string> head, Spacing? spacing = null)
    {
        var room = spacing ?? Spacing.Narrow;
        var groups = setup.Groups;
        var heads = groups.Select(head).ToList();
        var inner = groups.Select(g => Inner(g, setup.Calls, room.InnerGap)).ToList();
        var sizes = inner
            .Select((p, i) => (Math.Max(p.Width, Words.Width(heads[i], 11)) + 2 * HullPadding, p.Height + room.Head + HullPadding))
            .ToList();
        var index = groups.Select((g, i) => (g, i)).DistinctBy(x => x.g.Name).ToDictionary(x => x.g.Name, x => x.i, StringComparer.Ordinal);
        var homes = groups.SelectMany((g, i) => g.Entries.Select(e => (e, i))).DistinctBy(x => x.e).ToDictionary(x => x.e, x => x.i);
        var remote = setup
            .Calls.Where(c => c.Where == "remote" && index.ContainsKey(c.Group) && homes.ContainsKey(c.To))
            .Select(c => (index[c.Group], homes[c.To]))
            .Where(e => e.Item1 != e.Item2)
            .ToList();
        var outer = LayeredLayout.Place(sizes, remote, gapX: room.OuterGap, gapY: 16);
        var hulls = groups
            .Select(
                (g, i) =>
                    new Hull(
                        g,
                        heads[i],
                        Moved(outer.Boxes[i], Margin, Margin),
                        [
                            .. g.Tasks.Select(
                                (t, j) =>
                                    new TaskBox(
                                        t,
                                        Words.Shorten(t),
                                        Moved(inner[i].Boxes[j], Margin + outer.Boxes[i].X + HullPadding, Margin + outer.Boxes[i].Y + room.Head)
                                    )
                            ),
                        ]
                    )
            )
            .ToImmutableArray();
        return new()
        {
            Hulls = hulls,
            Edges = [.. setup.Calls.Select(Route).OfType<Edge>()],
            Width = outer.Width + 2 * Margin,
            Height = outer.Height + 2 * Margin,
        };

        Edge? Route(ReportCall call)
        {
            if (!index.TryGetValue(call.Group, out var from))
                return null;
            var to = call.Where == "local" ? from : homes.GetValueOrDefault(call.To, -1);
            var (start, end) = (Find(from, call.From), to < 0 ? null : Find(to, call.To));
            if (start is null || end is null)
                return null;
            IReadOnlyList<Box> way =
                from == to
                    ? inner[from].Ways.GetValueOrDefault((groups[from].Tasks.IndexOf(call.From), groups[from].Tasks.IndexOf(call.To)), [])
                    : outer.Ways.GetValueOrDefault((from, to), []);
            var (dx, dy) =
                from == to ? (Margin + outer.Boxes[from].X + HullPadding, Margin + outer.Boxes[from].Y + room.Head) : (Margin, Margin);
            return new(
                call,
                [
                    new(start.Box.Right, start.Box.MiddleY),
                    .. from == to ? [] : Around(hulls[from], start.Box, isOut: true),
                    .. way.SelectMany(b => new Point[] { new(b.X + dx, b.MiddleY + dy), new(b.Right + dx, b.MiddleY + dy) }),
                    .. from == to ? [] : Around(hulls[to], end.Box, isOut: false),
                    new(end.Box.X, end.Box.MiddleY),
                ],
                end.Box.X < start.Box.Right
            );
        }

        TaskBox? Find(int hull, string task) => hulls[hull].Tasks.FirstOrDefault(t => t.Task == task);
    }

    /// <summary>
    /// The way out of a function, or into it, below the tasks that lie between the task and the function's side: a line through them would look like
    /// their own call.
    /// </summary>
    private static Point[] Around(Hull hull, Box task, bool isOut)
    {
        var between = hull.Tasks.Select(t => t.Box).Where(b => isOut ? b.X > task.Right : b.Right < task.X).ToList();
        if (!between.Exists(b => b.Y < task.Bottom && task.Y < b.Bottom))
            return [];
        var lane = hull.Box.Bottom - HullPadding / 2;
        var (left, right) = (between.Min(b => b.X), between.Max(b => b.Right));
        return [new(left, lane), new(right, lane)];
    }

    private static LayeredLayout.Placed Inner(ReportGroup group, ImmutableArray<ReportCall> calls, double gap) =>
        LayeredLayout.Place(
            [.. group.Tasks.Select(t => (Words.Width(Words.Shorten(t)) + 2 * TaskPadding, TaskHeight))],
            [
                .. calls
                    .Where(c => c.Group == group.Name && c.Where == "local" && group.Tasks.Contains(c.From) && group.Tasks.Contains(c.To))
                    .Select(c => (group.Tasks.IndexOf(c.From), group.Tasks.IndexOf(c.To))),
            ],
            gapX: gap,
            gapY: 10
        );

    private static Box Moved(Box box, double x, double y) => box with { X = box.X + x, Y = box.Y + y };
}
