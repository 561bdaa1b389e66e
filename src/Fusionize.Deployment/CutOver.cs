using Fusionize.Aws.Lambda;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Deployment;

/// <summary>A function whose live traffic moves.</summary>
internal sealed record MovingFunction(string Name, string From, string To);

/// <summary>
/// Gives a new release growing shares of the live traffic and watches it. Every request still runs in one release: the alias decides per request,
/// and what follows stays in the release. Whatever ends this before its time takes the shares back.
/// </summary>
internal sealed class CutOver(AliasMover aliases, ILogSource logs, CutOverOptions options, TimeProvider time)
{
    private static readonly TimeSpan TakeBackPatience = TimeSpan.FromSeconds(30);

    private readonly HealthWatch _health = new(logs);

    public async Task RunAsync(IReadOnlyList<MovingFunction> functions, Action<string, string> report, CancellationToken cancellation)
    {
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

    // One function that can't be taken back keeps neither the others nor the reason from being told; the next deployment or a rollback takes it back.
    private async Task TakeBackAsync(IReadOnlyList<MovingFunction> functions, Action<string, string> report)
    {
        using var patience = new CancellationTokenSource(TakeBackPatience, time);
        foreach (var function in functions)
        {
            try
            {
                await ShareAsync(function, 0, null, patience.Token);
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
        // The moment of the move by the platform's clock isn't known exactly; a few requests of before don't matter, they are told by version.
        var (from, start) = (time.GetUtcNow(), time.GetTimestamp());
        while (true)
        {
            await Task.Delay(options.Poll, time, cancellation);
            var enough = true;
            foreach (var function in functions)
            {
                var versions = await Calls.RunAsync(
                    function.Name,
                    "FilterLogEvents",
                    () => _health.ReadAsync(function.Name, from, cancellation),
                    cancellation
                );
                var old = versions.GetValueOrDefault(function.From) ?? new(0, 0, double.NaN);
                var @new = versions.GetValueOrDefault(function.To) ?? new(0, 0, double.NaN);
                report(function.Name, $"{share:P0}: {@new} (before: {old})");
                if (@new.Complaint(old, options) is { } complaint)
                    throw new FusionizeException(
                        DeployCodes.TakenBack,
                        function.Name,
                        $"The new release was taken back at a share of {share:P0}: {complaint}."
                    );
                enough &= @new.Requests >= options.MinRequests;
            }
            var elapsed = time.GetElapsedTime(start);
            if (elapsed >= options.Watch && (enough || elapsed >= options.Patience))
                return;
        }
    }

    /// <summary>Gives a share. Where somebody else has moved the traffic meanwhile, by going back for one, it stays there.</summary>
    /// <param name="function">The function.</param>
    /// <param name="share">The new release's share.</param>
    /// <param name="before">The share that it has; null: whatever an earlier run left.</param>
    private Task ShareAsync(MovingFunction function, double share, double? before, CancellationToken cancellation) =>
        aliases.MoveAsync(
            function.Name,
            Aliases.Live,
            function.From,
            alias => alias?.Description ?? "",
            cancellation,
            share <= 0 ? null : new Dictionary<string, double> { [function.To] = share },
            alias =>
                alias?.FunctionVersion == function.From
                && (before is null || ShareOf(alias, function.To) is var now && (IsSame(now, before.Value) || IsSame(now, share)))
        );

    private static double ShareOf(AliasConfiguration alias, string version) =>
        alias.RoutingConfig?.AdditionalVersionWeights?.GetValueOrDefault(version) ?? 0;

    private static bool IsSame(double a, double b) => Math.Abs(a - b) < 1e-9;
}
