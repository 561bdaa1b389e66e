namespace Fusionize.Local.Protocol;

/// <summary>An error of the Lambda API. The server writes it in AWS's format.</summary>
internal sealed class LambdaError(int status, string type, string message) : Exception(message)
{
    public int Status { get; } = status;
    public string Type { get; } = type;

    /// <summary>Member of TooManyRequestsException.</summary>
    public string? Reason { get; private init; }

    public static LambdaError InvalidParameter(string message) => new(400, "InvalidParameterValueException", message);

    public static LambdaError Validation(string message) => new(400, "ValidationException", message);

    public static LambdaError NotFound(string message) => new(404, "ResourceNotFoundException", message);

    public static LambdaError FunctionNotFound(string arn) => NotFound("Function not found: " + arn);

    public static LambdaError Conflict(string message) => new(409, "ResourceConflictException", message);

    public static LambdaError PreconditionFailed() =>
        new(
            412,
            "PreconditionFailedException",
            "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id"
        );

    public static LambdaError BadContent(string message) => new(400, "InvalidRequestContentException", message);

    public static LambdaError TooLarge(string operation, long limit) =>
        new(413, "RequestEntityTooLargeException", $"Request must be smaller than {limit} bytes for the {operation} operation");

    public static LambdaError Throttled(string reason) => new(429, "TooManyRequestsException", "Rate Exceeded.") { Reason = reason };
}
