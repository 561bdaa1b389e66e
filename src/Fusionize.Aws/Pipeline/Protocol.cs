using System.Net;
using System.Text.Json;
using Amazon.Runtime;

namespace Fusionize.Aws.Pipeline;

/// <summary>The properties of a service's JSON protocol.</summary>
/// <param name="ServiceName">Name in the SDK's logs and metrics.</param>
/// <param name="TargetPrefix">Prefix of the X-Amz-Target header (AWS JSON), or null (REST JSON).</param>
/// <param name="ContentType">Content type of JSON bodies.</param>
/// <param name="Naming">How member names are spelled on the wire.</param>
/// <param name="Errors">Error code → typed exception.</param>
internal sealed record Protocol(
    string ServiceName,
    string? TargetPrefix,
    string ContentType,
    JsonNamingPolicy? Naming,
    Func<ServiceError, AmazonServiceException> Errors
)
{
    public JsonSerializerOptions Json { get; } = WireShape.Json(Naming);
}

/// <summary>A service's description of a failed call; the arguments of every typed exception.</summary>
public sealed record ServiceError(string Message, Exception? Inner, ErrorType Type, string Code, string? RequestId, HttpStatusCode Status);
