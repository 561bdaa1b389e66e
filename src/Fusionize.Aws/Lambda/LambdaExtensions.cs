using Fusionize.Aws.Pipeline;

namespace Fusionize.Aws.Lambda;

/// <summary>Helpers that the service's API lacks: reading all pages, and waiting for changes.</summary>
public static class LambdaExtensions
{
    /// <summary>All functions whose name starts with a prefix. The service can't filter, so every page is read.</summary>
    public static IAsyncEnumerable<FunctionConfiguration> FunctionsAsync(
        this AmazonLambdaClient lambda,
        string namePrefix,
        CancellationToken cancellation = default
    ) =>
        Pages.ReadAsync(
            async marker =>
            {
                var page = await lambda.ListFunctionsAsync(new() { Marker = marker }, cancellation).ConfigureAwait(false);
                return (page.Functions?.FindAll(f => f.FunctionName?.StartsWith(namePrefix, StringComparison.Ordinal) == true), page.NextMarker);
            },
            cancellation
        );

    /// <summary>All versions of a function; $LATEST is among them.</summary>
    public static IAsyncEnumerable<FunctionConfiguration> VersionsAsync(
        this AmazonLambdaClient lambda,
        string function,
        CancellationToken cancellation = default
    ) =>
        Pages.ReadAsync(
            async marker =>
            {
                var page = await lambda
                    .ListVersionsByFunctionAsync(new() { FunctionName = function, Marker = marker }, cancellation)
                    .ConfigureAwait(false);
                return (page.Versions, page.NextMarker);
            },
            cancellation
        );

    /// <summary>All aliases of a function.</summary>
    public static IAsyncEnumerable<AliasConfiguration> AliasesAsync(
        this AmazonLambdaClient lambda,
        string function,
        CancellationToken cancellation = default
    ) =>
        Pages.ReadAsync(
            async marker =>
            {
                var page = await lambda.ListAliasesAsync(new() { FunctionName = function, Marker = marker }, cancellation).ConfigureAwait(false);
                return (page.Aliases, page.NextMarker);
            },
            cancellation
        );

    /// <summary>All event source mappings of the account and region.</summary>
    public static IAsyncEnumerable<EventSourceMappingConfiguration> EventSourceMappingsAsync(
        this AmazonLambdaClient lambda,
        CancellationToken cancellation = default
    ) =>
        Pages.ReadAsync(
            async marker =>
            {
                var page = await lambda.ListEventSourceMappingsAsync(new() { Marker = marker }, cancellation).ConfigureAwait(false);
                return (page.EventSourceMappings, page.NextMarker);
            },
            cancellation
        );

    /// <summary>Whether the last change is complete and the function (or version) can be invoked. Servers without states are always ready.</summary>
    public static bool IsReady(this FunctionConfiguration function) =>
        function.State is null or State.Active or State.Inactive && function.LastUpdateStatus is null or LastUpdateStatus.Successful;

    /// <summary>Whether the last change failed for good.</summary>
    public static bool HasFailed(this FunctionConfiguration function) =>
        function.State == State.Failed || function.LastUpdateStatus == LastUpdateStatus.Failed;
}
