using Amazon;
using Amazon.Runtime;
using Fusionize.Aws.Pipeline;

namespace Fusionize.Aws.Lambda;

/// <summary>Configuration of <see cref="AmazonLambdaClient"/>.</summary>
public sealed class AmazonLambdaConfig : ServiceConfig
{
    /// <summary>Calls that manage functions are limited to 15 a second per account and region, so all clients of a process share one
    /// bucket.</summary>
    public static TokenBucket ControlPlaneLimiter { get; } = new(perSecond: 15, burst: 15);

    public AmazonLambdaConfig()
        : base("Lambda", "lambda") => Limiter = ControlPlaneLimiter;

    public override string ServiceVersion => "2015-03-31";
}

/// <summary>AWS Lambda: invocation, functions, versions, aliases, permissions. Names and shapes are those of AWSSDK.Lambda.</summary>
public sealed partial class AmazonLambdaClient : ServiceClient
{
    private static readonly Protocol s_protocol = new("AWSLambda", null, "application/json", null, AmazonLambdaException.Of);

    /// <summary>Credentials, region and endpoint from the environment and the default profile.</summary>
    public AmazonLambdaClient()
        : this(new AmazonLambdaConfig()) { }

    public AmazonLambdaClient(RegionEndpoint region)
        : this(new AmazonLambdaConfig { RegionEndpoint = region }) { }

    public AmazonLambdaClient(AmazonLambdaConfig config)
        : base(s_protocol, config) { }

    public AmazonLambdaClient(AWSCredentials credentials, AmazonLambdaConfig config)
        : base(s_protocol, credentials, config) { }

    public Task<InvokeResponse> InvokeAsync(InvokeRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<InvokeResponse>(request, cancellationToken);

    public Task<CreateFunctionResponse> CreateFunctionAsync(CreateFunctionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CreateFunctionResponse>(request, cancellationToken);

    public Task<UpdateFunctionCodeResponse> UpdateFunctionCodeAsync(
        UpdateFunctionCodeRequest request,
        CancellationToken cancellationToken = default
    ) => CallAsync<UpdateFunctionCodeResponse>(request, cancellationToken);

    public Task<UpdateFunctionConfigurationResponse> UpdateFunctionConfigurationAsync(
        UpdateFunctionConfigurationRequest request,
        CancellationToken cancellationToken = default
    ) => CallAsync<UpdateFunctionConfigurationResponse>(request, cancellationToken);

    public Task<GetFunctionResponse> GetFunctionAsync(GetFunctionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetFunctionResponse>(request, cancellationToken);

    public Task<GetFunctionConfigurationResponse> GetFunctionConfigurationAsync(
        GetFunctionConfigurationRequest request,
        CancellationToken cancellationToken = default
    ) => CallAsync<GetFunctionConfigurationResponse>(request, cancellationToken);

    public Task<ListFunctionsResponse> ListFunctionsAsync(ListFunctionsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListFunctionsResponse>(request, cancellationToken);

    public Task<DeleteFunctionResponse> DeleteFunctionAsync(DeleteFunctionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DeleteFunctionResponse>(request, cancellationToken);

    public Task<PublishVersionResponse> PublishVersionAsync(PublishVersionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<PublishVersionResponse>(request, cancellationToken);

    public Task<ListVersionsByFunctionResponse> ListVersionsByFunctionAsync(
        ListVersionsByFunctionRequest request,
        CancellationToken cancellationToken = default
    ) => CallAsync<ListVersionsByFunctionResponse>(request, cancellationToken);

    public Task<CreateAliasResponse> CreateAliasAsync(CreateAliasRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CreateAliasResponse>(request, cancellationToken);

    public Task<UpdateAliasResponse> UpdateAliasAsync(UpdateAliasRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<UpdateAliasResponse>(request, cancellationToken);

    public Task<GetAliasResponse> GetAliasAsync(GetAliasRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetAliasResponse>(request, cancellationToken);

    public Task<DeleteAliasResponse> DeleteAliasAsync(DeleteAliasRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DeleteAliasResponse>(request, cancellationToken);

    public Task<ListAliasesResponse> ListAliasesAsync(ListAliasesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListAliasesResponse>(request, cancellationToken);

    public Task<AddPermissionResponse> AddPermissionAsync(AddPermissionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AddPermissionResponse>(request, cancellationToken);

    public Task<GetPolicyResponse> GetPolicyAsync(GetPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetPolicyResponse>(request, cancellationToken);

    public Task<GetAccountSettingsResponse> GetAccountSettingsAsync(
        GetAccountSettingsRequest request,
        CancellationToken cancellationToken = default
    ) => CallAsync<GetAccountSettingsResponse>(request, cancellationToken);
}
