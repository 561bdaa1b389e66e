using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace Fusionize.Aws.Pipeline;

/// <summary>
/// Configuration of one of this library's service clients, with the settings of every AWS SDK client (region, profile, endpoint override, retries,
/// proxy, FIPS…).
/// </summary>
public abstract class ServiceConfig : ClientConfig
{
    private static readonly string s_userAgent = "fusionize/" + typeof(ServiceConfig).Assembly.GetName().Version!.ToString(3);

    private static readonly DefaultConfigurationProvider s_defaults = new(
        Enum.GetValues<DefaultConfigurationMode>()
            .Select(mode => new DefaultConfiguration
            {
                Name = mode,
                RetryMode = RequestRetryMode.Standard,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                TlsNegotiationTimeout = TimeSpan.FromSeconds(5),
            })
            .ToArray<IDefaultConfiguration>()
    );

    private readonly string _hostPrefix;

    /// <param name="serviceId">The service's id, from which the SDK makes AWS_ENDPOINT_URL_… names.</param>
    /// <param name="hostPrefix">First label of the service's host names; also its name in signatures.</param>
    protected ServiceConfig(string serviceId, string hostPrefix)
        : base(s_defaults)
    {
        _hostPrefix = hostPrefix;
        ServiceId = serviceId;
        AuthenticationServiceName = hostPrefix;
        EndpointProvider = new Provider(this);
    }

    /// <summary>Limits the calls that count (all but invocations); null: no limit. Never applied to an endpoint on this machine.</summary>
    public TokenBucket? Limiter { get; set; }

    public override string RegionEndpointServiceName => _hostPrefix;

    public override string UserAgent => s_userAgent;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => new(EndpointUrl());

    internal string EndpointUrl()
    {
        if (!string.IsNullOrEmpty(ServiceURL))
            return ServiceURL;
        var region = RegionEndpoint?.SystemName
            ?? throw new AmazonClientException("No AWS region is configured: set AWS_REGION, a profile with a region, or an endpoint.");
        var partition = Fn.Partition(region);
        var suffix = UseDualstackEndpoint ? partition.dualStackDnsSuffix : partition.dnsSuffix;
        return $"https://{_hostPrefix}{(UseFIPSEndpoint ? "-fips" : "")}.{region}.{suffix}/";
    }

    private sealed class Provider(ServiceConfig config) : IEndpointProvider
    {
        public Endpoint ResolveEndpoint(EndpointParameters parameters) => new(config.EndpointUrl());
    }
}
