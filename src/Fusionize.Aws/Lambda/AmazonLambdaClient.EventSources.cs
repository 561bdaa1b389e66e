namespace Fusionize.Aws.Lambda;

public sealed partial class AmazonLambdaClient
{
    public Task<RemovePermissionResponse> RemovePermissionAsync(RemovePermissionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<RemovePermissionResponse>(request, cancellationToken);

    public Task<EventSourceMappingConfiguration> CreateEventSourceMappingAsync(
        CreateEventSourceMappingRequest request,
        CancellationToken cancellationToken = default
    ) => CallAsync<EventSourceMappingConfiguration>(request, cancellationToken);

    public Task<EventSourceMappingConfiguration> UpdateEventSourceMappingAsync(
        UpdateEventSourceMappingRequest request,
        CancellationToken cancellationToken = default
    ) => CallAsync<EventSourceMappingConfiguration>(request, cancellationToken);

    public Task<EventSourceMappingConfiguration> DeleteEventSourceMappingAsync(
        DeleteEventSourceMappingRequest request,
        CancellationToken cancellationToken = default
    ) => CallAsync<EventSourceMappingConfiguration>(request, cancellationToken);

    public Task<ListEventSourceMappingsResponse> ListEventSourceMappingsAsync(
        ListEventSourceMappingsRequest request,
        CancellationToken cancellationToken = default
    ) => CallAsync<ListEventSourceMappingsResponse>(request, cancellationToken);

    public Task<ListTagsResponse> ListTagsAsync(ListTagsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListTagsResponse>(request, cancellationToken);
}
