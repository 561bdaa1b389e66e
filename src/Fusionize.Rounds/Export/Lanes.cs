namespace Fusionize.Rounds.Export;

/// <summary>
/// Spans that a viewer draws in one line: any two of them follow each other, or one lies inside of the other. Parallel work gets several lanes.
/// </summary>
/// <param name="Function">The function.</param>
/// <param name="Instance">The instance; empty if the source doesn't name it.</param>
/// <param name="Number">The lane's number in its instance, from 1.</param>
/// <param name="Spans">The spans in the order of their starts, an outer one before those inside of it.</param>
internal sealed record Lane(string Function, string Instance, int Number, List<Span> Spans)
{
    public string Name => (Instance.Length > 0 ? Instance : Function) + (Number > 1 ? $" #{Number}" : "");

    /// <summary>The lanes of all instances.</summary>
    public static List<Lane> Of(IEnumerable<Span> spans)
    {
        var lanes = new List<Lane>();
        foreach (var instance in spans.GroupBy(static s => (s.Invocation.Function, s.Invocation.Instance)).OrderBy(static g => g.Key))
            lanes.AddRange(Of(instance.Key.Function, instance.Key.Instance, instance));
        return lanes;
    }

    private static IEnumerable<Lane> Of(string function, string instance, IEnumerable<Span> spans)
    {
        var lanes = new List<(Lane Lane, Stack<double> Ends)>();
        foreach (var span in spans.OrderBy(static s => s.StartMs).ThenByDescending(static s => s.EndMs).ThenBy(static s => s.Call is not null))
        {
            var at = lanes.FindIndex(l => HasRoom(l.Ends, span));
            if (at < 0)
            {
                at = lanes.Count;
                lanes.Add((new Lane(function, instance, at + 1, []), new()));
            }
            lanes[at].Lane.Spans.Add(span);
            lanes[at].Ends.Push(span.EndMs);
        }
        return lanes.Select(static l => l.Lane);
    }

    private static bool HasRoom(Stack<double> ends, Span span)
    {
        while (ends.TryPeek(out var end) && end <= span.StartMs)
            ends.Pop();
        return !ends.TryPeek(out var outer) || span.EndMs <= outer;
    }
}
