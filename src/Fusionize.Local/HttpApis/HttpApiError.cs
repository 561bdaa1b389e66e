using Fusionize.Local.Protocol;

namespace Fusionize.Local.HttpApis;

/// <summary>The errors of API Gateway's control operations.</summary>
internal static class HttpApiError
{
    public static LambdaError BadRequest(string message) => new(400, "BadRequestException", message);

    public static LambdaError NotFound(string what) => new(404, "NotFoundException", $"Invalid {what} identifier specified");

    public static LambdaError Conflict(string message) => new(409, "ConflictException", message);
}
