using System.Runtime.CompilerServices;

namespace Fusionize.Aws.Lambda;

/// <summary>Helpers that the service's API lacks: reading all pages, and waiting for changes.</summary>
public static class LambdaExtensions
{
    /// <summary>All functions whose name starts with a prefix. The service can't filter, so every page is read.</summary>
    public static async IAsyncEnumerable<FunctionConfiguration> FunctionsAsync(
        this AmazonLambdaClient lambda,
        string namePrefix,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        string? marker = null;
        do
        {
            var page = await lambda.ListFunctionsAsync(new() { Marker = marker }, cancellation).ConfigureAwait(false);
            foreach (var function in page.Functions ?? [])
            {
                if (function.FunctionName?.StartsWith(namePrefix, StringComparison.Ordinal) == true)
                    yield return function;
            }
            marker = page.NextMarker;
        } while (!string.IsNullOrEmpty(marker));
    }

    /// <summary>All versions of a function; $LATEST is among them.</summary>
    public static async IAsyncEnumerable<FunctionConfiguration> VersionsAsync(
        this AmazonLambdaClient lambda,
        string function,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        string? marker = null;
        do
        {
            var page = await lambda
                .ListVersionsByFunctionAsync(new() { FunctionName = function, Marker = marker }, cancellation)
                .ConfigureAwait(false);
            foreach (var version in page.Versions ?? [])
                yield return version;
            marker = page.NextMarker;
        } while (!string.IsNullOrEmpty(marker));
    }

    /// <summary>All aliases of a function.</summary>
    public static async IAsyncEnumerable<AliasConfiguration> AliasesAsync(
        this AmazonLambdaClient lambda,
        string function,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        string? marker = null;
        do
        {
            var page = await lambda.ListAliasesAsync(new() { FunctionName = function, Marker = marker }, cancellation).ConfigureAwait(false);
            foreach (var alias in page.Aliases ?? [])
                yield return alias;
            marker = page.NextMarker;
        } while (!string.IsNullOrEmpty(marker));
    }

    /// <summary>All event source mappings of the account and region.</summary>
    public static async IAsyncEnumerable<EventSourceMappingConfiguration> EventSourceMappingsAsync(
        this AmazonLambdaClient lambda,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        string? marker = null;
        do
        {
            var page = await lambda.ListEventSourceMappingsAsync(new() { Marker = marker }, cancellation).ConfigureAwait(false);
            foreach (var mapping in page.EventSourceMappings ?? [])
                yield return mapping;
            marker = page.NextMarker;
        } while (!string.IsNullOrEmpty(marker));
    }

    /// <summary>Whether the last change is complete and the function (or version) can be invoked. Servers without states are always ready.</summary>
    public static bool IsReady(this FunctionConfiguration function) =>
        function.State is null or State.Active or State.Inactive && function.LastUpdateStatus is null or LastUpdateStatus.Successful;

    /// <summary>Whether the last change failed for good.</summary>
    public static bool HasFailed(this FunctionConfiguration function) =>
        function.State == State.Failed || function.LastUpdateStatus == LastUpdateStatus.Failed;
}
