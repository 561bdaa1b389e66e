using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace Fusionize.Aws.Pipeline;

/// <summary>
/// A service client on the AWS SDK's own pipeline. The package feed that this repository builds from has AWSSDK.Core but not the packages of
/// Lambda, CloudWatch Logs and API Gateway; so credentials, regions, endpoint overrides, signing, retries and clock-skew correction are the SDK's,
/// and only the messages are ours.
/// </summary>
public abstract class ServiceClient : AmazonServiceClient
{
    private readonly Protocol _protocol;
    private readonly WireMarshaller _marshaller;

    private protected ServiceClient(Protocol protocol, ServiceConfig config)
        : base(config) => (_protocol, _marshaller) = (protocol, new(protocol));

    private protected ServiceClient(Protocol protocol, AWSCredentials credentials, ServiceConfig config)
        : base(credentials, config) => (_protocol, _marshaller) = (protocol, new(protocol));

    private protected Task<TResponse> CallAsync<TResponse>(AmazonWebServiceRequest request, CancellationToken cancellation)
        where TResponse : AmazonWebServiceResponse, new() =>
        InvokeAsync<TResponse>(
            request,
            new InvokeOptions { RequestMarshaller = _marshaller, ResponseUnmarshaller = new WireUnmarshaller<TResponse>(_protocol) },
            cancellation
        );

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new Endpoints());
        pipeline.AddHandlerAfter<Marshaller>(new Signatures());
        pipeline.AddHandlerAfter<RetryHandler>(new Limits());
    }

    private sealed class Endpoints : BaseEndpointResolver
    {
        protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) => new();
    }

    private sealed class Signatures : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
    }

    /// <summary>Waits for the service's rate limit before every attempt, so that retries count too.</summary>
    private sealed class Limits : PipelineHandler
    {
        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            var context = executionContext.RequestContext;
            if (
                ((ServiceConfig)context.ClientConfig).Limiter is { } limiter
                && WireShape.Of(context.OriginalRequest.GetType()).Operation is { Limited: true }
                && !context.Request.Endpoint.IsLoopback
            )
            {
                await limiter.TakeAsync(context.CancellationToken).ConfigureAwait(false);
            }
            return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
        }
    }
}
