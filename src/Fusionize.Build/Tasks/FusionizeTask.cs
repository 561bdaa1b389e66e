using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Microsoft.Build.Framework;

namespace Fusionize.Build.Tasks;

/// <summary>A task whose expected failures are coded errors that name their file.</summary>
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
        catch (FusionizeException e)
        {
            Error(e);
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            return false;
        }
        // Groups are built side by side, and several may have failed.
        catch (AggregateException e) when (e.Flatten().InnerExceptions.All(static i => i is FusionizeException))
        {
            foreach (var error in e.Flatten().InnerExceptions.Cast<FusionizeException>().DistinctBy(static i => i.Message))
                Error(error);
        }
        return !Log.HasLoggedErrors;
    }

    protected void Warning(StoreException e, string consequence) =>
        Log.LogWarning(null, e.Code, null, Page(e.Code), e.Subject, 0, 0, 0, 0, "{0}", $"{e.Message} {consequence}");

    protected void Error(FusionizeException e) =>
        Log.LogError(
            null,
            e.Code,
            null,
            Page(e.Code),
            e.Subject,
            0,
            0,
            0,
            0,
            "{0}",
            e.Remedy is { Length: > 0 } remedy ? $"{e.Problem} {char.ToUpperInvariant(remedy[0])}{remedy[1..]}." : e.Problem
        );

    private static string? Page(string code) => ErrorCodes.Find(code)?.Page;
}
