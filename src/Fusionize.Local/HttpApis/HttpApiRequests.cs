using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.HttpApis;

// Bodies of API Gateway's control requests. They have only members that the platform applies; all others are errors.

internal sealed record ApiBody(string? Name, string? ProtocolType, string? Description, Dictionary<string, string?>? Tags);

internal sealed record IntegrationBody(
    string? IntegrationType,
    string? IntegrationMethod,
    string? IntegrationUri,
    string? PayloadFormatVersion,
    string? ConnectionType,
    string? Description,
    int? TimeoutInMillis
);

internal sealed record RouteBody(string? RouteKey, string? Target, string? AuthorizationType);

internal sealed record StageBody(string? StageName, bool? AutoDeploy);

internal sealed record ApiTagsBody(Dictionary<string, string?>? Tags);

[JsonSerializable(typeof(ApiBody))]
[JsonSerializable(typeof(IntegrationBody))]
[JsonSerializable(typeof(RouteBody))]
[JsonSerializable(typeof(StageBody))]
[JsonSerializable(typeof(ApiTagsBody))]
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
internal sealed partial class HttpApiJson : JsonSerializerContext
{
    private const int MaxBody = 1024 * 1024;

    public static async Task<T> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
    {
        var body = await Bodies.ReadAsync(http, MaxBody) ?? throw HttpApiError.BadRequest("The request is too large.");
        try
        {
            return JsonBody.Parse(body, type);
        }
        catch (LambdaError e)
        {
            throw HttpApiError.BadRequest(e.Message);
        }
    }
}
