using Amazon.Runtime;
using Fusionize.Aws.Pipeline;

namespace Fusionize.Aws.CloudWatchLogs;

/// <summary>A failed call of CloudWatch Logs; also used for error codes without an exception type of their own.</summary>
public class AmazonCloudWatchLogsException : AmazonServiceException
{
    internal AmazonCloudWatchLogsException(ServiceError e)
        : base(e.Message, e.Inner, e.Type, e.Code, e.RequestId, e.Status) { }

    internal static AmazonServiceException Of(ServiceError e) =>
        e.Code switch
        {
            "ResourceNotFoundException" => new ResourceNotFoundException(e),
            "ResourceAlreadyExistsException" => new ResourceAlreadyExistsException(e),
            "InvalidParameterException" => new InvalidParameterException(e),
            "LimitExceededException" => new LimitExceededException(e),
            "MalformedQueryException" => new MalformedQueryException(e),
            "ServiceUnavailableException" => new ServiceUnavailableException(e),
            _ => new AmazonCloudWatchLogsException(e),
        };
}

/// <summary>No such log group or stream.</summary>
public sealed class ResourceNotFoundException : AmazonCloudWatchLogsException
{
    internal ResourceNotFoundException(ServiceError e)
        : base(e) { }
}

/// <summary>The log group exists already.</summary>
public sealed class ResourceAlreadyExistsException : AmazonCloudWatchLogsException
{
    internal ResourceAlreadyExistsException(ServiceError e)
        : base(e) { }
}

/// <summary>A parameter that the service doesn't accept.</summary>
public sealed class InvalidParameterException : AmazonCloudWatchLogsException
{
    internal InvalidParameterException(ServiceError e)
        : base(e) { }
}

/// <summary>The service is overloaded.</summary>
public sealed class ServiceUnavailableException : AmazonCloudWatchLogsException
{
    internal ServiceUnavailableException(ServiceError e)
        : base(e) { }
}

/// <summary>A limit was exceeded, for example that of parallel queries.</summary>
public sealed class LimitExceededException : AmazonCloudWatchLogsException
{
    internal LimitExceededException(ServiceError e)
        : base(e) { }
}

/// <summary>A query that the service doesn't understand.</summary>
public sealed class MalformedQueryException : AmazonCloudWatchLogsException
{
    internal MalformedQueryException(ServiceError e)
        : base(e) { }
}
