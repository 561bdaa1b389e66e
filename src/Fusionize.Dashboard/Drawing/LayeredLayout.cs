namespace Fusionize.Dashboard.Drawing;

/// <summary>
/// Places boxes from left to right without overlaps, callers before callees (Sugiyama's method): the layer by the longest path, the order in a layer
/// by the mean of the neighbours' positions, the vertical position by least squares that keep the order.
/// </summary>
internal sealed class LayeredLayout
{
    private const int Sweeps = 12;

    private readonly List<Node> _nodes;
    private readonly double _gapX;
    private readonly double _gapY;
    private readonly List<List<Node>> _layers = [];

    private LayeredLayout(List<Node> nodes, double gapX, double gapY) => (_nodes, _gapX, _gapY) = (nodes, gapX, gapY);

    /// <param name="sizes">Width and height of each box.</param>
    /// <param name="edges">The edges, as pairs of box indexes.</param>
    /// <param name="gapX">The gap between two layers.</param>
    /// <param name="gapY">The gap between two boxes of a layer.</param>
    public static Placed Place(
        IReadOnlyList<(double Width, double Height)> sizes,
        IReadOnlyCollection<(int From, int To)> edges,
        double gapX,
        double gapY
    )
    {
        var nodes = sizes.Select(s => new Node(s.Width, s.Height)).ToList();
        var forward = Forward(sizes.Count, edges);
        foreach (var (from, to) in forward)
        {
            nodes[from].Next.Add(nodes[to]);
            nodes[to].Previous.Add(nodes[from]);
        }
        SetLayers(nodes);
        var layout = new LayeredLayout(nodes, gapX, gapY);
        var ways = forward.ToDictionary(e => e, e => layout.Bend(nodes[e.From], nodes[e.To]));
        layout.Order();
        layout.SetPositions();
        return new(
            [.. nodes.Take(sizes.Count).Select(n => new Box(n.X, n.Y, n.Width, n.Height))],
            ways.ToDictionary(w => w.Key, w => (IReadOnlyList<Box>)[.. w.Value.Select(n => new Box(n.X, n.Y, n.Width, n.Height))])
        );
    }

    /// <summary>The position of each box, and the gaps through which edges pass if they skip a layer.</summary>
    internal sealed record Placed(IReadOnlyList<Box> Boxes, IReadOnlyDictionary<(int From, int To), IReadOnlyList<Box>> Ways)
    {
        public double Width => Boxes.Count == 0 ? 0 : Boxes.Max(b => b.Right);

        public double Height => Boxes.Concat(Ways.Values.SelectMany(w => w)).Select(b => b.Bottom).DefaultIfEmpty().Max();
    }

    /// <summary>The edges without those that close a cycle or connect a box with itself.</summary>
    private static List<(int From, int To)> Forward(int count, IReadOnlyCollection<(int From, int To)> edges)
    {
        var next = edges.Where(e => e.From != e.To).Distinct().ToLookup(e => e.From, e => e.To);
        var (done, open) = (new bool[count], new bool[count]);
        var kept = new List<(int, int)>();
        for (var i = 0; i < count; i++)
        {
            if (!done[i])
                Visit(i);
        }
        return kept;

        void Visit(int start)
        {
            // Without recursion, because a chain may contain all tasks of the application.
            var stack = new Stack<(int Node, IEnumerator<int> Next)>([(start, next[start].GetEnumerator())]);
            open[start] = true;
            while (stack.TryPeek(out var top))
            {
                if (!top.Next.MoveNext())
                {
                    (done[top.Node], open[top.Node]) = (true, false);
                    stack.Pop();
                    continue;
                }
                var to = top.Next.Current;
                if (open[to])
                    continue;
                kept.Add((top.Node, to));
                if (done[to])
                    continue;
                open[to] = true;
                stack.Push((to, next[to].GetEnumerator()));
            }
        }
    }

    private static void SetLayers(List<Node> nodes)
    {
        var missing = nodes.ToDictionary(n => n, n => n.Previous.Count);
        var ready = new Queue<Node>(nodes.Where(n => n.Previous.Count == 0));
        while (ready.TryDequeue(out var node))
        {
            foreach (var to in node.Next)
            {
                to.Layer = Math.Max(to.Layer, node.Layer + 1);
                if (--missing[to] == 0)
                    ready.Enqueue(to);
            }
        }
    }

    /// <summary>A narrow box in each layer that an edge skips, so that it passes between the others.</summary>
    private List<Node> Bend(Node from, Node to)
    {
        var way = new List<Node>();
        var last = from;
        if (to.Layer - from.Layer < 2)
            return way;
        from.Next.Remove(to);
        to.Previous.Remove(from);
        for (var layer = from.Layer + 1; layer < to.Layer; layer++)
        {
            var bend = new Node(0, 6) { Layer = layer };
            Connect(last, bend);
            _nodes.Add(bend);
            way.Add(last = bend);
        }
        Connect(last, to);
        return way;

        static void Connect(Node a, Node b)
        {
            a.Next.Add(b);
            b.Previous.Add(a);
        }
    }

    private void Order()
    {
        foreach (var layer in _nodes.GroupBy(n => n.Layer).OrderBy(l => l.Key))
            _layers.Add([.. layer]);
        Number();
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var down = sweep % 2 == 0;
            foreach (var layer in down ? _layers : Enumerable.Reverse(_layers))
            {
                var wanted = layer.ToDictionary(n => n, n => Mean(down ? n.Previous : n.Next, n.Place));
                var sorted = layer.OrderBy(n => wanted[n]).ToList();
                layer.Clear();
                layer.AddRange(sorted);
                Number();
            }
        }

        static double Mean(List<Node> neighbours, double otherwise) => neighbours.Count == 0 ? otherwise : neighbours.Average(n => n.Place);
    }

    /// <summary>Positions relative to the layer's length, so that positions in long and short layers are comparable.</summary>
    private void Number()
    {
        foreach (var layer in _layers)
        {
            for (var i = 0; i < layer.Count; i++)
                layer[i].Place = (i + 0.5) / layer.Count;
        }
    }

    private void SetPositions()
    {
        var x = 0.0;
        foreach (var layer in _layers)
        {
            var width = layer.Max(n => n.Width);
            var y = 0.0;
            foreach (var node in layer)
            {
                // A bend is as wide as its column, so that the edge is straight there.
                if (node.Width == 0)
                    node.Width = width;
                (node.X, node.Y) = (x, y);
                y += node.Height + _gapY;
            }
            x += width + _gapX;
        }
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (var layer in sweep % 2 == 0 ? _layers : Enumerable.Reverse(_layers))
                Align(layer, sweep % 2 == 0);
        }
        var top = _nodes.Count == 0 ? 0 : _nodes.Min(n => n.Y);
        _nodes.ForEach(n => n.Y -= top);
    }

    /// <summary>Moves each box towards its neighbours as far as order and gaps allow: isotonic regression.</summary>
    private void Align(List<Node> layer, bool byPrevious)
    {
        var offsets = new double[layer.Count];
        for (var i = 1; i < layer.Count; i++)
            offsets[i] = offsets[i - 1] + layer[i - 1].Height + _gapY;
        var blocks = new List<(double Sum, int Count)>();
        for (var i = 0; i < layer.Count; i++)
        {
            blocks.Add((Wanted(layer[i]) - offsets[i], 1));
            while (blocks is [.., var a, var b] && a.Sum / a.Count > b.Sum / b.Count)
            {
                blocks.RemoveRange(blocks.Count - 2, 2);
                blocks.Add((a.Sum + b.Sum, a.Count + b.Count));
            }
        }
        var at = 0;
        foreach (var (sum, count) in blocks)
        {
            for (var i = 0; i < count; i++, at++)
                layer[at].Y = sum / count + offsets[at];
        }

        double Wanted(Node node)
        {
            var neighbours = byPrevious ? node.Previous : node.Next;
            if (neighbours.Count == 0)
                return node.Y;
            var middles = neighbours.Select(n => n.Y + n.Height / 2).Order().ToList();
            return (middles[(middles.Count - 1) / 2] + middles[middles.Count / 2]) / 2 - node.Height / 2;
        }
    }

    private sealed class Node(double width, double height)
    {
        public double Width { get; set; } = width;
        public double Height => height;
        public int Layer { get; set; }
        public double Place { get; set; }
        public double X { get; set; }
        public double Y { get; set; }
        public List<Node> Next { get; } = [];
        public List<Node> Previous { get; } = [];
    }
}
