using System.Collections.Immutable;
using System.Globalization;

namespace Fusionize.Records;

/// <summary>The state of the machine while a round was measured. Shares are parts of the machine's processor time; null if unknown.</summary>
public sealed record RoundConditions
{
    private const double MaxBusy = 0.9;
    private const double MaxOthers = 0.25;
    private const double MaxSteal = 0.05;
    private const double MaxThrottled = 0.02;

    /// <summary>Requests count as queued if they wait longer than this before a function takes them, in ms and as a part of their own time.</summary>
    private const double MaxQueueingMs = 100;
    private const double MaxQueueingPart = 0.5;

    /// <summary>Share in use by all programs.</summary>
    public double? Busy { get; init; }

    /// <summary>Share in use by programs other than the functions, the platform and the load.</summary>
    public double? Others { get; init; }

    /// <summary>Share that the hypervisor gave to other virtual machines.</summary>
    public double? Steal { get; init; }

    /// <summary>
    /// Share of the time in which a CPU limit, such as a container's, throttled this process. The functions' own limits are not counted.
    /// </summary>
    public double? Throttled { get; init; }

    /// <summary>The client's median minus the root's own time, ms.</summary>
    public double QueueingMs { get; init; }

    /// <summary>Median of the root's own time, INIT included, ms.</summary>
    public double RootMs { get; init; }

    /// <summary>Whether functions got no more CPU time than their memory size gives.</summary>
    public bool LimitsCpu { get; init; } = true;

    /// <summary>The reasons for doubting the measurements, in words; empty if there are none.</summary>
    public ImmutableArray<string> Disturbances { get; init; } = [];

    /// <summary>Whether the measurements are doubtful.</summary>
    public bool IsDisturbed() => !Disturbances.IsDefaultOrEmpty;

    /// <summary>
    /// Whether the machine had more work than processors. Durations of functions then contain long waits for a processor and are several times as
    /// long as usual.
    /// </summary>
    public bool IsSaturated() => Busy > MaxBusy || IsQueueing;

    private bool IsQueueing => QueueingMs > MaxQueueingMs && QueueingMs > MaxQueueingPart * RootMs;

    /// <summary>The same conditions with <see cref="Disturbances"/> computed from the figures.</summary>
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
