using System.Collections.Immutable;

namespace Fusionize.Records;

/// <summary>
/// Estimates the calls that had no room in an invocation's trace line: they are assumed to be like the calls that the line holds. Without them, the
/// number of calls would be too low, and waiting for the callees would look like the task's own work.
/// </summary>
internal static class DroppedCalls
{
    /// <summary>Limit of the estimated calls of one invocation, since a line may claim any number. Further ones are only counted.</summary>
    public const int MaxFilled = 16_384;

    public static InvocationRecord Fill(InvocationRecord record)
    {
        if (record.DroppedCalls == 0 || record.Calls.Length == 0)
            return record;
        var known = record.Calls;
        var added = Math.Min(record.DroppedCalls, MaxFilled);
        var (begin, end) = (known.Min(c => c.AtMs), known.Max(c => c.AtMs + c.Ms));
        // As long as the known calls, if the invocation had time for that.
        var (wanted, left) = ((end - begin) * added / known.Length, Math.Max(0, record.DurationMs - end));
        var scale = wanted > left ? left / wanted : 1;
        var calls = ImmutableArray.CreateBuilder<CallRecord>(known.Length + added);
        calls.AddRange(known);
        for (var i = 0; i < added; i++)
        {
            var (round, like) = (i / known.Length, known[i % known.Length]);
            calls.Add(like with { AtMs = end + scale * (round * (end - begin) + like.AtMs - begin), Ms = scale * like.Ms });
        }
        return record with { Calls = calls.MoveToImmutable(), DroppedCalls = record.DroppedCalls - added };
    }
}
