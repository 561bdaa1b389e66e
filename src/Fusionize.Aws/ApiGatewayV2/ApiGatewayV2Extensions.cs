using System.Runtime.CompilerServices;

namespace Fusionize.Aws.ApiGatewayV2;

/// <summary>Reads all pages of lists.</summary>
public static class ApiGatewayV2Extensions
{
    public static IAsyncEnumerable<Api> ApisAsync(this AmazonApiGatewayV2Client client, CancellationToken cancellation = default) =>
        AllAsync(
            async token =>
            {
                var page = await client.GetApisAsync(new() { NextToken = token }, cancellation).ConfigureAwait(false);
                return (page.Items, page.NextToken);
            },
            cancellation
        );

    public static IAsyncEnumerable<Integration> IntegrationsAsync(
        this AmazonApiGatewayV2Client client,
        string apiId,
        CancellationToken cancellation = default
    ) =>
        AllAsync(
            async token =>
            {
                var page = await client.GetIntegrationsAsync(new() { ApiId = apiId, NextToken = token }, cancellation).ConfigureAwait(false);
                return (page.Items, page.NextToken);
            },
            cancellation
        );

    public static IAsyncEnumerable<Route> RoutesAsync(
        this AmazonApiGatewayV2Client client,
        string apiId,
        CancellationToken cancellation = default
    ) =>
        AllAsync(
            async token =>
            {
                var page = await client.GetRoutesAsync(new() { ApiId = apiId, NextToken = token }, cancellation).ConfigureAwait(false);
                return (page.Items, page.NextToken);
            },
            cancellation
        );

    public static IAsyncEnumerable<Stage> StagesAsync(
        this AmazonApiGatewayV2Client client,
        string apiId,
        CancellationToken cancellation = default
    ) =>
        AllAsync(
            async token =>
            {
                var page = await client.GetStagesAsync(new() { ApiId = apiId, NextToken = token }, cancellation).ConfigureAwait(false);
                return (page.Items, page.NextToken);
            },
            cancellation
        );

    private static async IAsyncEnumerable<T> AllAsync<T>(
        Func<string?, Task<(List<T>? Items, string? NextToken)>> read,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        string? token = null;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            var (items, next) = await read(token).ConfigureAwait(false);
            foreach (var item in items ?? [])
                yield return item;
            token = next;
        } while (!string.IsNullOrEmpty(token));
    }
}
