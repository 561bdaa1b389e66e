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
        catch (SetupException e)
        {
            Error(e.Code, e.File, e.Field is null ? e.Message : $"{e.Field}: {e.Message}");
        }
        catch (StoreException e)
        {
            Error(e.Code, e.Location, e.Message);
        }
        catch (PackagingException e)
        {
            Error(e.Code, e.File, e.Message);
        }
        catch (DeployException e)
        {
            Error(e.Code, e.Function, e.Call is null ? e.Message : $"{e.Call}: {e.Message}");
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            return false;
        }
        return !Log.HasLoggedErrors;
    }

    protected void Warning(StoreException e, string consequence) =>
        Log.LogWarning(null, e.Code, null, e.Location, 0, 0, 0, 0, "{0}", $"{e.Message} {consequence}");

    private void Error(string code, string? file, string message) => Log.LogError(null, code, null, file, 0, 0, 0, 0, "{0}", message);
}
