using System.Collections.Immutable;
using System.Globalization;

namespace Fusionize.Records;

/// <summary>What went on around a round while it was measured. Shares are parts of the machine's processor time; null where nobody knows.</summary>
public sealed record RoundConditions
{
    private const double MaxBusy = 0.9;
    private const double MaxOthers = 0.25;
    private const double MaxSteal = 0.05;
    private const double MaxThrottled = 0.02;

    /// <summary>Requests that wait longer before a function takes them have queued: in ms, and as a part of their own time.</summary>
    private const double MaxQueueingMs = 100;
    private const double MaxQueueingPart = 0.5;

    /// <summary>Share in use, by whomever.</summary>
    public double? Busy { get; init; }

    /// <summary>Share in use by others than the functions, the platform and the load.</summary>
    public double? Others { get; init; }

    /// <summary>Share that the hypervisor gave to other machines.</summary>
    public double? Steal { get; init; }

    /// <summary>
    /// Share of the time for which this process's own CPU limit held it up: a container's. The functions' own limits are not counted.
    /// </summary>
    public double? Throttled { get; init; }

    /// <summary>By how much the client's median is above the root's own time, ms.</summary>
    public double QueueingMs { get; init; }

    /// <summary>Median of the root's own time, INIT included, ms.</summary>
    public double RootMs { get; init; }

    /// <summary>Whether functions got no more CPU time than their memory size gives.</summary>
    public bool LimitsCpu { get; init; } = true;

    /// <summary>What makes the measurements doubtful, in words; empty if nothing does.</summary>
    public ImmutableArray<string> Disturbances { get; init; } = [];

    /// <summary>Whether the measurements are doubtful.</summary>
    public bool IsDisturbed() => !Disturbances.IsDefaultOrEmpty;

    /// <summary>
    /// Whether there was more to do than processors to do it: then what functions take says how long they waited for one, which is several times as
    /// long as usual.
    /// </summary>
    public bool IsSaturated() => Busy > MaxBusy || IsQueueing;

    private bool IsQueueing => QueueingMs > MaxQueueingMs && QueueingMs > MaxQueueingPart * RootMs;

    /// <summary>The same, with <see cref="Disturbances"/> as the figures say.</summary>
    public RoundConditions Judged() => this with { Disturbances = [.. Judge()] };

    private IEnumerable<string> Judge()
    {
        if (!LimitsCpu)
            yield return "the functions' CPU limits were not enforced";
        if (Others > MaxOthers)
            yield return $"other programs used {Percent(Others.Value)} of the machine";
        if (Busy > MaxBusy)
            yield return $"the machine was saturated ({Percent(Busy.Value)} in use)";
        if (Steal > MaxSteal)
            yield return $"other virtual machines took {Percent(Steal.Value)} of the processors";
        if (Throttled > MaxThrottled)
            yield return $"a CPU limit held up the platform itself ({Percent(Throttled.Value)} of the time)";
        if (IsQueueing)
            yield return string.Create(CultureInfo.InvariantCulture, $"requests queued in front of the functions ({QueueingMs:0} ms)");
    }

    private static string Percent(double part) => string.Create(CultureInfo.InvariantCulture, $"{100 * part:0} %");
}
