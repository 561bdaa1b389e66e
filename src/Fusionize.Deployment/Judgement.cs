using System.Globalization;
using Fusionize.Records;

namespace Fusionize.Deployment;

/// <summary>The verdict on a new version from its requests.</summary>
internal enum Verdict
{
    /// <summary>It is no worse than the old one, as far as this number of requests can show.</summary>
    Fine,

    /// <summary>Too little is known for a verdict.</summary>
    Open,

    /// <summary>It is worse, and chance alone doesn't explain the difference.</summary>
    Worse,
}

/// <param name="Why">The figures behind the verdict.</param>
/// <param name="IsIdle">Whether it is open only because clients hardly use the function, with either version.</param>
internal sealed record Judged(Verdict Verdict, string Why, bool IsIdle = false);

/// <summary>
/// Compares two versions of a function by their requests. Instances are compared at equal age: the first requests of a .NET process take many times
/// as long as later ones, and a new release has only young instances. Without proof either way, the verdict stays open.
/// </summary>
internal sealed class Judgement(CutOverOptions options)
{
    /// <summary>The probability of a false alarm at each check.</summary>
    private const double MaxFalseAlarm = 1e-4;

    /// <summary>A difference with a smaller probability of chance keeps the verdict open until there are more requests.</summary>
    private const double Doubt = 0.05;

    private const double Confidence = 0.95;

    /// <summary>With fewer requests there is no reliable quantile.</summary>
    private const int MinBaseline = 5;

    /// <summary>
    /// The age classes of an instance within which requests are compared. From the 30th call on the runtime compiles a method with optimizations.
    /// </summary>
    private static readonly int[] s_ages = [0, 1, 10, Settled];

    private const int Settled = 30;

    /// <summary>Factor for the noise of young instances: compiling depends on the other work of the machine.</summary>
    private const double YoungSlack = 3;

    /// <summary>The delay of log lines.</summary>
    private const double LateMs = 5000;

    private static readonly double[] s_quantiles = [0.5, 0.75, 0.95];

    /// <param name="new">The new version's requests since its share was set.</param>
    /// <param name="old">The old version's requests since then.</param>
    /// <param name="history">All known requests of the old version, including those in the previous list.</param>
    /// <param name="share">The new version's share of the traffic.</param>
    /// <param name="newest">The log's newest line, Unix milliseconds.</param>
    public Judged Judge(
        IReadOnlyCollection<SeenRequest> @new,
        IReadOnlyCollection<SeenRequest> old,
        IReadOnlyCollection<SeenRequest> history,
        double share,
        long newest
    )
    {
        if (Errors(@new, old.Count(HasEnded) >= options.MinRequests ? old : history) is { Verdict: not Verdict.Fine } errors)
            return errors;
        var (ended, expected) = (@new.Count(HasEnded), old.Count * share / (1 - share));
        if (@new.Count == 0)
            return new(Verdict.Open, "the log shows no request of it", expected < MinBaseline);
        var durations = Durations(@new, old, history, newest);
        return ended < options.MinRequests && durations.Verdict != Verdict.Worse
            ? new(Verdict.Open, $"only {ended} of its requests have ended", ended == @new.Count && expected < options.MinRequests)
            : durations;
    }

    private Judged Errors(IReadOnlyCollection<SeenRequest> @new, IReadOnlyCollection<SeenRequest> old)
    {
        var (failed, ended) = (@new.Count(r => r.HasFailed), @new.Count(HasEnded));
        var (oldFailed, oldEnded) = (old.Count(r => r.HasFailed), old.Count(HasEnded));
        var oldShare = oldEnded == 0 ? 0 : (double)oldFailed / oldEnded;
        if (failed == 0 || (double)failed / ended <= oldShare + options.MaxErrorIncrease)
            return new(Verdict.Fine, "");
        var why = string.Create(
            CultureInfo.InvariantCulture,
            $"{failed} of {ended} requests failed ({(double)failed / ended:P1}; before: {oldShare:P1})"
        );
        var bound = oldEnded == 0 ? 0 : Evidence.UpperShare(oldFailed, oldEnded, Confidence);
        return Evidence.AtLeast(failed, ended, bound + options.MaxErrorIncrease) < MaxFalseAlarm ? new(Verdict.Worse, why)
            : Evidence.AtLeast(failed, ended, oldShare + options.MaxErrorIncrease) < Doubt ? new(Verdict.Open, why)
            : new(Verdict.Fine, "");
    }

    private Judged Durations(
        IReadOnlyCollection<SeenRequest> @new,
        IReadOnlyCollection<SeenRequest> old,
        IReadOnlyCollection<SeenRequest> history,
        long newest
    )
    {
        var now = Sorted(old.Where(r => !r.HasFailed));
        var before = Sorted(history.Where(r => !r.HasFailed));
        if (before.Length < MinBaseline)
            return history.Count(r => r.HasFailed) >= MinBaseline && @new.Count(r => !r.HasFailed && HasEnded(r)) >= options.MinRequests
                ? new(Verdict.Fine, "the release before only fails")
                : new(Verdict.Open, "the release before has too few requests to compare with");
        // The same minutes, so that disturbances affect both versions.
        if (now.Length < MinBaseline)
            now = before;
        var (comparable, all) = (0, 0);
        foreach (var age in s_ages)
        {
            var durations = Durations(@new.Where(r => !r.HasFailed && ClassOf(r, isNew: true) == age), newest);
            if (durations.Length == 0)
                continue;
            all += durations.Length;
            var equals = Sorted(history.Where(r => !r.HasFailed && ClassOf(r, isNew: false) == age));
            var isEqual = equals.Length >= MinBaseline;
            var judged = Slower(durations, now, isEqual ? equals : now, age == Settled ? 1 : YoungSlack);
            if (judged.Verdict == Verdict.Fine)
                comparable += durations.Length;
            else if (age == Settled || (judged.Verdict == Verdict.Worse && isEqual))
                return judged;
        }
        return comparable >= options.MinRequests
            ? new(Verdict.Fine, "")
            : new(Verdict.Open, $"only {comparable} of {all} requests can be compared with the release before, by the age of their instances");
    }

    /// <summary>Whether any quantile of the durations exceeds the one expected from the other version.</summary>
    private Judged Slower(double[] durations, double[] now, double[] equals, double slack)
    {
        Judged? open = null;
        foreach (var quantile in s_quantiles)
        {
            if (Bound(now, quantile) is not { } bound || Bound(equals, quantile) is not { } equal)
                continue;
            var limit = Math.Max(bound, equal);
            var chance = Evidence.AtLeast(durations.Count(d => d > limit * slack), durations.Length, 1 - quantile);
            var why = string.Create(
                CultureInfo.InvariantCulture,
                $"p{quantile * 100:0} is {At(durations, quantile):0} ms (before: {Math.Max(At(now, quantile), At(equals, quantile)):0} ms)"
            );
            if (chance < MaxFalseAlarm)
                return new(Verdict.Worse, why);
            if (Evidence.AtLeast(durations.Count(d => d > limit), durations.Length, 1 - quantile) < Doubt)
                open ??= new(Verdict.Open, why);
        }
        return open ?? new(Verdict.Fine, "");
    }

    private double? Bound(double[] sorted, double quantile) =>
        Evidence.UpperQuantile(sorted, quantile, Confidence) is { } bound
            ? Math.Max(bound * options.MaxSlowdown, bound + options.MinSlowdown.TotalMilliseconds)
            : null;

    // If the log doesn't show the start of an instance: an instance of the new version is young in any case. An instance of the old version may have
    // any age and is regarded as old.
    private static int ClassOf(SeenRequest request, bool isNew) =>
        !isNew && !request.IsFromBirth ? Settled : s_ages.Last(a => a <= request.Age);

    private static bool HasEnded(SeenRequest request) => request.DurationMs is not null || request.HasFailed;

    /// <summary>A running request takes at least as long as it has taken so far.</summary>
    private static double[] Durations(IEnumerable<SeenRequest> requests, long newest) =>
        [.. requests.Select(r => r.DurationMs ?? newest - r.StartMs - LateMs).Where(d => d >= 0).Order()];

    private static double[] Sorted(IEnumerable<SeenRequest> requests) =>
        [.. requests.Where(r => r.DurationMs is not null).Select(r => r.DurationMs!.Value).Order()];

    private static double At(double[] sorted, double quantile) => sorted[(int)Math.Ceiling(sorted.Length * quantile) - 1];
}
