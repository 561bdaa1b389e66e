using Fusionize.Aws.Pipeline;

namespace Fusionize.Aws.ApiGatewayV2;

/// <summary>Reads all pages of lists.</summary>
public static class ApiGatewayV2Extensions
{
    public static IAsyncEnumerable<Api> ApisAsync(this AmazonApiGatewayV2Client client, CancellationToken cancellation = default) =>
        Pages.ReadAsync(
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
        Pages.ReadAsync(
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
        Pages.ReadAsync(
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
        Pages.ReadAsync(
            async token =>
            {
                var page = await client.GetStagesAsync(new() { ApiId = apiId, NextToken = token }, cancellation).ConfigureAwait(false);
                return (page.Items, page.NextToken);
            },
            cancellation
        );
}
