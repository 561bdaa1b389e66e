using Amazon.Runtime;
using Fusionize.Aws.Pipeline;

namespace Fusionize.Aws.ApiGatewayV2;

/// <summary>A failed call of API Gateway; also used for error codes without an exception type of their own.</summary>
public class AmazonApiGatewayV2Exception : AmazonServiceException
{
    internal AmazonApiGatewayV2Exception(ServiceError e)
        : base(e.Message, e.Inner, e.Type, e.Code, e.RequestId, e.Status) { }

    internal static AmazonServiceException Of(ServiceError e) =>
        e.Code switch
        {
            "NotFoundException" => new NotFoundException(e),
            "ConflictException" => new ConflictException(e),
            "TooManyRequestsException" => new TooManyRequestsException(e),
            _ => new AmazonApiGatewayV2Exception(e),
        };
}

/// <summary>No such API, integration, route or stage.</summary>
public sealed class NotFoundException : AmazonApiGatewayV2Exception
{
    internal NotFoundException(ServiceError e)
        : base(e) { }
}

/// <summary>It already exists, or is in use.</summary>
public sealed class ConflictException : AmazonApiGatewayV2Exception
{
    internal ConflictException(ServiceError e)
        : base(e) { }
}

/// <summary>A rate limit.</summary>
public sealed class TooManyRequestsException : AmazonApiGatewayV2Exception
{
    internal TooManyRequestsException(ServiceError e)
        : base(e) { }

    public override RetryableDetails Retryable => new(throttling: true);
}
