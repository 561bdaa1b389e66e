using Fusionize.Setups.Manifests;
using Fusionize.Deployment;
using Fusionize.Packaging;
using Fusionize.Packaging.Fusing;
using Fusionize.Packaging.Metadata;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

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
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e) when (TryReport(e))
        {
            // An error of the application, not of this program.
        }
        return !Log.HasLoggedErrors;
    }

    private bool TryReport(Exception exception)
    {
        switch (exception)
        {
            case SetupException e:
                Error(e.Code, e.File, e.Field is null ? e.Message : $"{e.Field}: {e.Message}");
                return true;
            case StoreException e:
                Error(e.Code, e.Location, e.Message);
                return true;
            case PackagingException e:
                Error(e.Code, e.File, e.Message);
                return true;
            case DeployException e:
                Error(e.Code, e.Function, e.Call is null ? e.Message : $"{e.Call}: {e.Message}");
                return true;
            // Groups are built side by side, and several may have failed.
            case AggregateException e:
                var inner = e.Flatten().InnerExceptions;
                return inner.All(IsExpected) && inner.DistinctBy(static i => i.Message).All(TryReport);
            default:
                return false;
        }
    }

    private static bool IsExpected(Exception exception) => exception is SetupException or StoreException or PackagingException or DeployException;

    protected void Warning(StoreException e, string consequence) =>
        Log.LogWarning(null, e.Code, null, e.Location, 0, 0, 0, 0, "{0}", $"{e.Message} {consequence}");

    private void Error(string code, string? file, string message) => Log.LogError(null, code, null, file, 0, 0, 0, 0, "{0}", message);
}
