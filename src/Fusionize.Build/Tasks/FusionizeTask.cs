using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Microsoft.Build.Framework;

namespace Fusionize.Build.Tasks;

/// <summary>A task that reports expected failures as errors with a code and a file.</summary>
public abstract class FusionizeTask : Microsoft.Build.Utilities.Task, ICancelableTask
{
    private readonly CancellationTokenSource _cancellation = new();

    protected abstract System.Threading.Tasks.Task RunAsync(CancellationToken cancellation);

    public void Cancel() => _cancellation.Cancel();

    public sealed override bool Execute()
    {
        try
        {
            RunAsync(_cancellation.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            return false;
        }
        // Groups are built in parallel, and several may have failed.
        catch (AggregateException e) when (e.Flatten().InnerExceptions.All(i => Failures.Known(i) is not null))
        {
            foreach (var error in e.Flatten().InnerExceptions.Select(i => Failures.Known(i)!).DistinctBy(k => k.Message))
                Error(error);
        }
        catch (Exception e) when (Failures.Known(e) is { } known)
        {
            Error(known);
        }
        return !Log.HasLoggedErrors;
    }

    protected void Warning(StoreException e, string consequence) =>
        Log.LogWarning(null, e.Code, null, Failures.Page(e.Code), e.Subject, 0, 0, 0, 0, "{0}", $"{e.Message} {consequence}");

    protected void Error(FusionizeException e) => Log.LogError(e);

    /// <summary>MSBuild passes unset properties as empty strings.</summary>
    protected static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
