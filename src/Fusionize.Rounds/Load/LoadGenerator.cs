using System.Diagnostics;

namespace Fusionize.Rounds.Load;

/// <summary>The progress of a run.</summary>
public readonly record struct LoadProgress(int Total, int Started, int Completed, int Failed);

/// <summary>One request. The latency counts from the intended start, so it includes the time for which the generator itself was late.</summary>
/// <param name="Kind">Index of the request in the mix.</param>
public readonly record struct LoadSample(TimeSpan Intended, TimeSpan Latency, string? Error, int Kind = 0);

/// <summary>
/// Starts requests at the planned times, even if earlier ones are slow, and measures latency from those times. So a server that stalls affects every
/// request that should have been served meanwhile (no coordinated omission).
/// </summary>
/// <param name="mix">The requests to send; null: one kind of request.</param>
public sealed class LoadGenerator(ILoadTarget target, TimeSpan timeout, IProgress<LoadProgress>? progress = null, RequestMix? mix = null)
{
    public const string TimeoutError = "timeout";

    private readonly RequestMix _mix = mix ?? RequestMix.Of(null, default);
    private int _started;
    private int _completed;
    private int _failed;

    /// <summary>Runs the plan until the last response. If it is cancelled, returns the completed requests.</summary>
    public async Task<LoadResult> RunAsync(ArrivalPlan plan, CancellationToken cancellation)
    {
        var total = plan.Count;
        var running = new List<Task<LoadSample?>>(total);
        var begin = Stopwatch.GetTimestamp();
        try
        {
            foreach (var (intended, kind) in plan.Arrivals().Zip(_mix.Kinds()))
            {
                // Timers truncate to whole milliseconds, so this rounds up: a request that starts early would look fast.
                while (intended - Stopwatch.GetElapsedTime(begin) is var wait && wait > TimeSpan.Zero)
                    await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), cancellation);
                cancellation.ThrowIfCancellationRequested();
                var request = new LoadRequest(++_started, kind);
                // On the thread pool: a target that blocks before its first await must not delay the next arrival.
                running.Add(Task.Run(() => SendAsync(request, total, begin, intended, cancellation), CancellationToken.None));
                Report(total);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { }
        var samples = await Task.WhenAll(running);
        return new LoadResult(plan, [.. samples.OfType<LoadSample>()], Stopwatch.GetElapsedTime(begin), cancellation.IsCancellationRequested)
        {
            Mix = _mix,
        };
    }

    private async Task<LoadSample?> SendAsync(LoadRequest request, int total, long begin, TimeSpan intended, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        string? error;
        try
        {
            error = await target.SendAsync(request, limit.Token);
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            error = limit.IsCancellationRequested ? TimeoutError : KindOf(e);
        }
        var sample = new LoadSample(intended, Stopwatch.GetElapsedTime(begin) - intended, error, request.Kind);
        Interlocked.Increment(ref _completed);
        if (error is not null)
            Interlocked.Increment(ref _failed);
        Report(total);
        return sample;
    }

    private void Report(int total) => progress?.Report(new LoadProgress(total, _started, _completed, _failed));

    private static string KindOf(Exception e) =>
        e switch
        {
            HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var kind } => $"connection: {kind}",
            HttpRequestException { InnerException: { } inner } => $"connection: {inner.GetType().Name}",
            _ => e.GetType().Name,
        };
}
