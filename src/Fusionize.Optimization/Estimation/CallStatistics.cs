using System.Collections.Immutable;
using Fusionize.Records;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Estimation;

/// <summary>One task's calls of another, of one kind: how often, when, and which calls overlap them.</summary>
internal sealed class CallStatistics(string to, CallKind kind)
{
    // Calls that overlap by less follow each other.
    private const double Moment = 0.01;

    private readonly Dictionary<int, (double From, double To)> _intervals = [];
    private readonly Dictionary<int, int> _counts = [];
    private double _at,
        _in,
        _out;
    private int _calls,
        _selfOverlaps;

    public string To { get; } = to;

    public CallKind Kind { get; } = kind;

    public double MeanAt => _at / _calls;

    /// <summary>The end of the caller's wait. A local asynchronous call runs in parallel with the code after it, so the caller doesn't
    /// wait.</summary>
    public static double EndOf(CallRecord call) => call is { Kind: CallKind.Async, Where: CallSite.Local } ? call.AtMs : call.AtMs + call.Ms;

    public void Add(int execution, CallRecord call, double start)
    {
        _calls++;
        _at += call.AtMs - start;
        _in += call.InBytes;
        _out += call.OutBytes;
        _counts[execution] = _counts.GetValueOrDefault(execution) + 1;
        // A local asynchronous call overlaps the calls after it, so its overlaps don't show intended parallelism.
        if (call is { Kind: CallKind.Async, Where: CallSite.Local })
            return;
        if (!_intervals.TryGetValue(execution, out var interval))
        {
            _intervals[execution] = (call.AtMs, call.AtMs + call.Ms);
            return;
        }
        if (call.AtMs < interval.To - Moment)
            _selfOverlaps++;
        _intervals[execution] = (Math.Min(interval.From, call.AtMs), Math.Max(interval.To, call.AtMs + call.Ms));
    }

    public bool Overlaps(CallStatistics other)
    {
        int both = 0,
            overlapping = 0;
        foreach (var (execution, a) in _intervals)
        {
            if (!other._intervals.TryGetValue(execution, out var b))
                continue;
            both++;
            overlapping += Math.Min(a.To, b.To) - Math.Max(a.From, b.From) > Moment ? 1 : 0;
        }
        return overlapping * 2 > both;
    }

    public IEnumerable<Step> Steps(int executions)
    {
        var perExecution = (double)_calls / executions;
        var call = new CallStep(To, Kind) { InBytes = (int)(_in / _calls), OutBytes = (int)(_out / _calls) };
        var repeats = _calls - _counts.Count;
        var whole = (int)(perExecution + 0.02);
        var rest = perExecution - whole;
        if (whole > 1 && repeats > 0 && _selfOverlaps * 2 > repeats)
            yield return new ParallelStep([.. Enumerable.Repeat(ImmutableArray.Create<Step>(call), whole)]);
        else if (whole > 0)
            yield return call with
            {
                Count = whole,
            };
        if (rest > 0.02 || whole == 0)
            yield return call with
            {
                Probability = Math.Clamp(rest, 0, 1),
            };
    }
}
