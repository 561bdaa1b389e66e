using System.Collections.Immutable;
using Fusionize.Records;

namespace Fusionize.Optimization.Estimation;

/// <summary>Chooses the measured rounds that an estimate can rely on.</summary>
internal static class Evidence
{
    /// <summary>Shorter invocations may have used no measurable CPU time.</summary>
    private const double MinMs = 5;

    /// <summary>The rounds to estimate an application from: the undisturbed ones, if they show every task that the others show.</summary>
    public static ImmutableArray<MeasuredSetup> Undisturbed(ImmutableArray<MeasuredSetup> history)
    {
        var undisturbed = history.RemoveAll(m => m.IsDisturbed);
        return undisturbed.Length < history.Length && undisturbed.Any(HasRequests) && Executed(undisturbed).IsSupersetOf(Executed(history))
            ? undisturbed
            : history;
    }

    /// <summary>Whether a single round, a disturbed one, is all that measured the setup.</summary>
    public static bool IsDoubtful(IEnumerable<MeasuredSetup> roundsOfOneSetup) => roundsOfOneSetup.ToList() is [{ IsDisturbed: true }];

    /// <summary>
    /// Whether the records say how much CPU time invocations used. Without it all computing looks like waiting, which costs the same time with every
    /// memory size.
    /// </summary>
    public static bool HasCpuTimes(MeasuredSetup measured)
    {
        var (with, without) = (0, 0);
        foreach (var record in measured.Records.Where(r => r.Error is null))
        {
            if (record.CpuMs > 0)
                with++;
            else if (record.DurationMs >= MinMs)
                without++;
        }
        return without == 0 || with > without;
    }

    /// <summary>Whether the round served a request.</summary>
    public static bool HasRequests(MeasuredSetup measured) => measured.Records.Any(r => r.IsRoot);

    /// <summary>The tasks that ran, invoked or called locally.</summary>
    public static HashSet<string> Executed(IEnumerable<MeasuredSetup> history) =>
        history
            .SelectMany(m => m.Records)
            .SelectMany(r => r.Calls.Where(c => c.Where == CallSite.Local).Select(c => c.To).Append(r.Task))
            .ToHashSet(StringComparer.Ordinal);
}
