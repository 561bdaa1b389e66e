namespace Fusionize.Live.Model;

/// <summary>The instances of a group's functions, and the invocations that arrive at them.</summary>
public readonly record struct LiveGroup(int Starting, int Busy, int Idle, int Waiting, double PerSecond)
{
    public static LiveGroup Of(IEnumerable<LiveFunction> functions) =>
        functions.Aggregate(
            new LiveGroup(),
            (sum, f) => new(sum.Starting + f.Starting, sum.Busy + f.Busy, sum.Idle + f.Idle, sum.Waiting + f.Waiting, sum.PerSecond + f.PerSecond)
        );
}
