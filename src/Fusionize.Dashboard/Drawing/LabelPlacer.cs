using System.Collections.Immutable;

namespace Fusionize.Dashboard.Drawing;

/// <summary>Finds positions for labels next to points, so that no label covers another label, a point, or the edge of the drawing.</summary>
public sealed class LabelPlacer(Box area)
{
    private const double Height = 15;

    private static readonly (double X, double Y)[] s_directions = [(1, -1), (1, 1), (-1, -1), (-1, 1), (1, 0), (-1, 0), (0, -1), (0, 1)];

    private readonly List<Box> _taken = [];

    /// <summary>Keeps labels away from a point.</summary>
    public void Avoid(double x, double y, double radius) => _taken.Add(new(x - radius, y - radius, 2 * radius, 2 * radius));

    /// <summary>Keeps labels away from a rectangle.</summary>
    public void Avoid(Box box) => _taken.Add(box);

    /// <summary>The start of the label's text and its vertical middle; null if there is no room.</summary>
    /// <param name="x">The x coordinate of the label's point.</param>
    /// <param name="y">The y coordinate of the label's point.</param>
    /// <param name="radius">The radius of the drawn point.</param>
    /// <param name="text">The label.</param>
    /// <param name="size">The font size.</param>
    public Box? Place(double x, double y, double radius, string text, double size = Words.Size)
    {
        var width = Words.Width(text, size);
        foreach (var distance in ImmutableArray.Create(4.0, 14, 26, 40))
        {
            foreach (var (dx, dy) in s_directions)
            {
                var reach = radius + distance;
                var left =
                    dx > 0 ? x + reach * (dy == 0 ? 1 : 0.7)
                    : dx < 0 ? x - reach * (dy == 0 ? 1 : 0.7) - width
                    : x - width / 2;
                var top = y + dy * (reach * (dx == 0 ? 1 : 0.7) + Height / 2) - Height / 2;
                var box = new Box(left, top, width, Height);
                if (box.X < area.X || box.Y < area.Y || box.Right > area.Right || box.Bottom > area.Bottom || _taken.Exists(box.Overlaps))
                    continue;
                _taken.Add(box);
                return box;
            }
        }
        return null;
    }
}
