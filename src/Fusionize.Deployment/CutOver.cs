using Fusionize.Aws.Lambda;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Deployment;

/// <summary>A function whose live traffic moves.</summary>
internal sealed record MovingFunction(string Name, string From, string To);

/// <summary>
/// Gives a new release growing shares of the live traffic and watches it. Each request still runs in one release: the alias chooses a release for
/// each request, and the calls of the request stay in it. A share grows only when the requests prove that the new release is no worse than the old
/// one. If the cut-over ends early for any reason, the shares are taken back.
/// </summary>
internal sealed class CutOver(AliasMover aliases, ILogSource logs, CutOverOptions options, TimeProvider time)
{
    private static readonly TimeSpan TakeBackPatience = TimeSpan.FromSeconds(30);

    private readonly Judgement _judgement = new(options);
    private readonly Dictionary<string, HealthWatch> _health = new(StringComparer.Ordinal);

    public async Task RunAsync(IReadOnlyList<MovingFunction> functions, Action<string, string> report, CancellationToken cancellation)
    {
        foreach (var function in functions)
        {
            var health = _health[function.Name] = new(logs, function.Name);
            await ReadAsync(function, () => health.BeginAsync(time.GetUtcNow(), options.History, cancellation), cancellation);
        }
        try
        {
            double? before = null;
            foreach (var share in options.Shares)
            {
                foreach (var function in functions)
                {
                    await ShareAsync(function, share, before, cancellation);
                    report(function.Name, $"live: {share:P0} to version {function.To}");
                }
                await WatchAsync(functions, share, report, cancellation);
                before = share;
            }
        }
        catch
        {
            await TakeBackAsync(functions, report);
            throw;
        }
    }

    // If one function's share can't be taken back, the others' still are, and the original error is reported. The next deployment or a rollback takes
    // it back.
    private async Task TakeBackAsync(IReadOnlyList<MovingFunction> functions, Action<string, string> report)
    {
        using var patience = new CancellationTokenSource(TakeBackPatience, time);
        foreach (var function in functions)
        {
            try
            {
                await ShareAsync(function, 0, alias => IsOurs(alias, function), patience.Token);
            }
            catch (FusionizeException e) when (e.Code == DeployCodes.Contended)
            {
                report(function.Name, $"live: version {function.To} has no share to take back");
            }
            catch (Exception e)
            {
                report(function.Name, $"live: the share of version {function.To} could not be taken back: {e.Message}");
            }
        }
    }

    private async Task WatchAsync(
        IReadOnlyList<MovingFunction> functions,
        double share,
        Action<string, string> report,
        CancellationToken cancellation
    )
    {
        // The time of the move by the platform's clock isn't known exactly. A few earlier requests do no harm, since requests are assigned by
        // version.
        var (from, start) = (time.GetUtcNow().ToUnixTimeMilliseconds(), time.GetTimestamp());
        while (true)
        {
            await Task.Delay(options.Poll, time, cancellation);
            var judged = new List<(MovingFunction Function, Judged Judged)>();
            foreach (var function in functions)
            {
                await CheckAsync(function, share, cancellation);
                judged.Add((function, await JudgeAsync(function, share, from, report, cancellation)));
            }
            if (judged.Find(j => j.Judged.Verdict == Verdict.Worse) is { Function: { } worse, Judged.Why: var complaint })
                throw new FusionizeException(
                    DeployCodes.TakenBack,
                    worse.Name,
                    $"The new release was taken back at a share of {share:P0}: {complaint}."
                );
            var elapsed = time.GetElapsedTime(start);
            if (elapsed >= options.Watch && judged.TrueForAll(j => j.Judged.Verdict == Verdict.Fine))
                return;
            if (elapsed < options.Patience)
                continue;
            // There is no verdict on functions that clients hardly use. They are skipped if there is one on other functions of the release.
            if (judged.Exists(j => j.Judged.Verdict == Verdict.Fine) && judged.TrueForAll(j => j.Judged.Verdict == Verdict.Fine || j.Judged.IsIdle))
                return;
            var (open, why) = judged.Where(j => j.Judged.Verdict == Verdict.Open).OrderBy(j => j.Judged.IsIdle).First();
            throw new FusionizeException(
                DeployCodes.NotJudged,
                open.Name,
                $"The new release was taken back at a share of {share:P0}: after {options.Patience.TotalSeconds:0.#} s nothing proves "
                    + $"that it does as well as the release before: {why.Why}."
            );
        }
    }

    private async Task<Judged> JudgeAsync(
        MovingFunction function,
        double share,
        long from,
        Action<string, string> report,
        CancellationToken cancellation
    )
    {
        var health = _health[function.Name];
        await ReadAsync(function, () => health.ReadAsync(cancellation), cancellation);
        var all = health.Requests.ToArray();
        var history = all.Where(r => r.Version == function.From).ToArray();
        var old = history.Where(r => r.StartMs >= from).ToArray();
        var @new = all.Where(r => r.Version == function.To && r.StartMs >= from).ToArray();
        report(function.Name, $"{share:P0}: {VersionHealth.Of(@new)} (before: {VersionHealth.Of(old)})");
        return _judgement.Judge(@new, old, history, share, health.Newest);
    }

    /// <summary>If somebody else has moved the traffic meanwhile, the log no longer describes this share.</summary>
    private async Task CheckAsync(MovingFunction function, double share, CancellationToken cancellation)
    {
        if (await aliases.FindAsync(function.Name, Aliases.Live, cancellation) is { } alias && IsAt(alias, function, share))
            return;
        throw new FusionizeException(
            DeployCodes.Contended,
            function.Name,
            $"Something else has moved the alias '{Aliases.Live}' while version {function.To} had a share of {share:P0}. "
                + "This deployment leaves it there.",
            "run this again if this release is to be live"
        )
        {
            Place = "GetAlias",
        };
    }

    private static async Task ReadAsync(MovingFunction function, Func<Task> read, CancellationToken cancellation) =>
        await Calls.RunAsync(
            function.Name,
            "FilterLogEvents",
            async () =>
            {
                await read();
                return true;
            },
            cancellation
        );

    /// <summary>Sets a share. If somebody else has moved the traffic meanwhile, for example by a rollback, it stays as it is.</summary>
    /// <param name="function">The function.</param>
    /// <param name="share">The new release's share.</param>
    /// <param name="before">Its present share; null: any share that an earlier run left.</param>
    private Task ShareAsync(MovingFunction function, double share, double? before, CancellationToken cancellation) =>
        ShareAsync(
            function,
            share,
            alias =>
                alias?.FunctionVersion == function.From
                && (before is null || ShareOf(alias, function.To) is var now && (IsSame(now, before.Value) || IsSame(now, share))),
            cancellation
        );

    private Task ShareAsync(MovingFunction function, double share, Func<AliasConfiguration?, bool> mayMove, CancellationToken cancellation) =>
        aliases.MoveAsync(
            function.Name,
            Aliases.Live,
            function.From,
            alias => alias?.Description ?? "",
            cancellation,
            share <= 0 ? null : new Dictionary<string, double> { [function.To] = share },
            mayMove
        );

    /// <summary>Whether the shares of live traffic are still those of the last step.</summary>
    internal static bool IsAt(AliasConfiguration alias, MovingFunction function, double share) =>
        alias.FunctionVersion == function.From && IsSame(ShareOf(alias, function.To), share);

    private static bool IsOurs(AliasConfiguration? alias, MovingFunction function) =>
        alias?.FunctionVersion == function.From && ShareOf(alias, function.To) > 0;

    private static double ShareOf(AliasConfiguration alias, string version) =>
        alias.RoutingConfig?.AdditionalVersionWeights?.GetValueOrDefault(version) ?? 0;

    private static bool IsSame(double a, double b) => Math.Abs(a - b) < 1e-9;
}
