using System.Text.Json;
using Amazon.Runtime;
using Fusionize.Deployment;
using Fusionize.Setups;
using Fusionize.Setups.Manifests;
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
        catch (FusionizeException e)
        {
            Error(e);
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            return false;
        }
        // Groups are built in parallel, and several may have failed.
        catch (AggregateException e) when (e.Flatten().InnerExceptions.All(IsKnown))
        {
            foreach (var error in e.Flatten().InnerExceptions.Select(Known).DistinctBy(static i => i.Message))
                Error(error);
        }
        catch (Exception e) when (IsKnown(e))
        {
            Error(Known(e));
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

    /// <summary>Errors of the machine, of a file or of the platform. Any other exception is a defect, and its stack trace helps to find it.</summary>
    private static bool IsKnown(Exception e) =>
        e is FusionizeException or IOException or UnauthorizedAccessException or BadImageFormatException or InvalidDataException or JsonException
            or AmazonServiceException or AmazonClientException or HttpRequestException;

    private static FusionizeException Known(Exception e) =>
        e switch
        {
            FusionizeException known => known,
            AmazonServiceException or AmazonClientException or HttpRequestException => new(DeployCodes.CallFailed, null, e.Message, inner: e),
            BadImageFormatException or InvalidDataException or JsonException => new(
                PackagingCodes.File,
                null,
                $"A file is damaged: {e.Message}",
                "delete bin and obj, and build again",
                e
            ),
            _ => new(PackagingCodes.File, null, e.Message, inner: e),
        };

    /// <summary>MSBuild passes unset properties as empty strings.</summary>
    protected static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    private static string? Page(string code) => ErrorCodes.Find(code)?.Page;
}
