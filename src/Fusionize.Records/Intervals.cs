namespace Fusionize.Records;

internal static class Intervals
{
    /// <summary>The time that is covered by at least one interval: a caller that waits for two callees at the same time waits once.</summary>
    public static double Union(IEnumerable<(double From, double To)> intervals)
    {
        var total = 0.0;
        var end = double.NegativeInfinity;
        foreach (var (from, to) in intervals.OrderBy(i => i.From))
        {
            if (to <= end)
                continue;
            total += to - Math.Max(from, end);
            end = to;
        }
        return total;
    }
}
