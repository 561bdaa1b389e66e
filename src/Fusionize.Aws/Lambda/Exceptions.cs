using Amazon.Runtime;
using Fusionize.Aws.Pipeline;

namespace Fusionize.Aws.Lambda;

/// <summary>A failed call of AWS Lambda; also used for error codes without an exception type of their own.</summary>
public class AmazonLambdaException : AmazonServiceException
{
    internal AmazonLambdaException(ServiceError e)
        : base(e.Message, e.Inner, e.Type, e.Code, e.RequestId, e.Status) { }

    internal static AmazonServiceException Of(ServiceError e) =>
        e.Code switch
        {
            "ResourceNotFoundException" => new ResourceNotFoundException(e),
            "ResourceConflictException" => new ResourceConflictException(e),
            "ResourceInUseException" => new ResourceInUseException(e),
            "ResourceNotReadyException" => new ResourceNotReadyException(e),
            "TooManyRequestsException" => new TooManyRequestsException(e),
            "InvalidParameterValueException" => new InvalidParameterValueException(e),
            "InvalidRequestContentException" => new InvalidRequestContentException(e),
            "RequestTooLargeException" => new RequestTooLargeException(e),
            "PreconditionFailedException" => new PreconditionFailedException(e),
            "CodeStorageExceededException" => new CodeStorageExceededException(e),
            "ServiceException" => new ServiceException(e),
            _ => new AmazonLambdaException(e),
        };
}

/// <summary>No such function, version or alias.</summary>
public sealed class ResourceNotFoundException : AmazonLambdaException
{
    internal ResourceNotFoundException(ServiceError e)
        : base(e) { }
}

/// <summary>It already exists, or another change is in progress.</summary>
public sealed class ResourceConflictException : AmazonLambdaException
{
    internal ResourceConflictException(ServiceError e)
        : base(e) { }
}

/// <summary>An event source mapping is being changed.</summary>
public sealed class ResourceInUseException : AmazonLambdaException
{
    internal ResourceInUseException(ServiceError e)
        : base(e) { }
}

/// <summary>The function is being reactivated.</summary>
public sealed class ResourceNotReadyException : AmazonLambdaException
{
    internal ResourceNotReadyException(ServiceError e)
        : base(e) { }
}

/// <summary>A rate or concurrency limit.</summary>
public sealed class TooManyRequestsException : AmazonLambdaException
{
    internal TooManyRequestsException(ServiceError e)
        : base(e) { }

    public override RetryableDetails Retryable => new(throttling: true);
}

/// <summary>A parameter that the service doesn't accept.</summary>
public sealed class InvalidParameterValueException : AmazonLambdaException
{
    internal InvalidParameterValueException(ServiceError e)
        : base(e) { }
}

/// <summary>A payload that isn't JSON.</summary>
public sealed class InvalidRequestContentException : AmazonLambdaException
{
    internal InvalidRequestContentException(ServiceError e)
        : base(e) { }
}

/// <summary>A payload above the limit.</summary>
public sealed class RequestTooLargeException : AmazonLambdaException
{
    internal RequestTooLargeException(ServiceError e)
        : base(e) { }
}

/// <summary>It has changed since the revision in the call.</summary>
public sealed class PreconditionFailedException : AmazonLambdaException
{
    internal PreconditionFailedException(ServiceError e)
        : base(e) { }
}

/// <summary>The account's space for code is used up.</summary>
public sealed class CodeStorageExceededException : AmazonLambdaException
{
    internal CodeStorageExceededException(ServiceError e)
        : base(e) { }
}

/// <summary>An error inside the service.</summary>
public sealed class ServiceException : AmazonLambdaException
{
    internal ServiceException(ServiceError e)
        : base(e) { }
}
