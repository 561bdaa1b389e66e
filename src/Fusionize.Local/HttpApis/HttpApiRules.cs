using System.Text.RegularExpressions;
using Fusionize.Local.Functions;
using Fusionize.Local.Protocol;
using Fusionize.Setups.Http;

namespace Fusionize.Local.HttpApis;

/// <summary>Checks of the members of control requests.</summary>
internal static partial class HttpApiRules
{
    public const int MaxTimeoutMs = 30_000;
    private const int MinTimeoutMs = 50;
    private const int MaxTags = 50;

    public static string Name(string? name) =>
        name is { Length: >= 1 and <= 128 } ? name : throw HttpApiError.BadRequest("Name is required and has at most 128 characters.");

    public static Dictionary<string, string> Tags(Dictionary<string, string?>? tags) =>
        tags is null ? []
        : tags.Count > MaxTags ? throw HttpApiError.BadRequest($"At most {MaxTags} tags are possible.")
        : tags.ToDictionary(t => t.Key, t => t.Value ?? "", StringComparer.Ordinal);

    public static HttpIntegration Integration(string id, IntegrationBody body)
    {
        Only("IntegrationType", body.IntegrationType, "AWS_PROXY");
        Only("PayloadFormatVersion", body.PayloadFormatVersion, "2.0");
        Only("IntegrationMethod", body.IntegrationMethod ?? "POST", "POST");
        Only("ConnectionType", body.ConnectionType ?? "INTERNET", "INTERNET");
        var timeout = body.TimeoutInMillis ?? MaxTimeoutMs;
        if (timeout is < MinTimeoutMs or > MaxTimeoutMs)
            throw HttpApiError.BadRequest($"TimeoutInMillis must be between {MinTimeoutMs} and {MaxTimeoutMs}.");
        return new(id, body.IntegrationUri!, Function(body.IntegrationUri), timeout, body.Description);
    }

    private static FunctionName Function(string? uri)
    {
        var arn = InvocationsPattern().Match(uri ?? "") is { Success: true } match ? match.Groups["arn"].Value : uri;
        try
        {
            if (arn?.StartsWith("arn:", StringComparison.Ordinal) == true)
                return FunctionName.Parse(arn, null);
        }
        catch (LambdaError)
        {
            // The message below names the member.
        }
        throw HttpApiError.BadRequest($"IntegrationUri '{uri}' is not the ARN of a function.");
    }

    /// <summary>The key of a route, if its template has the form that the platform compares with paths.</summary>
    public static string RouteKey(string? key)
    {
        if (key is RouteTable<HttpIntegration>.Default)
            return key;
        if (key is null || !KeyPattern().IsMatch(key))
            throw HttpApiError.BadRequest(
                $"The provided route key '{key}' is not formatted properly for HTTP protocol. Format should be METHOD /path."
            );
        return key;
    }

    /// <summary>The id of an integration in a route's target.</summary>
    public static string IntegrationOf(string? target, HttpApi api) =>
        target?.Split('/') is ["integrations", var id] && api.Integrations.ContainsKey(id)
            ? id
            : throw HttpApiError.BadRequest($"Target '{target}' is no integration of this API. It is written integrations/ID.");

    public static void NoAuthorization(string? type) => Only("AuthorizationType", type ?? "NONE", "NONE");

    /// <summary>Keys with the same shape take the same requests.</summary>
    public static string ShapeOf(string key) => key.Split(' ') is [var method, var template] ? $"{method} {RouteTemplate.ShapeOf(template)}" : key;

    public static void Only(string member, string? value, string supported)
    {
        if (value != supported)
            throw HttpApiError.BadRequest($"The local platform has {member} {supported} only, not '{value}'.");
    }

    [GeneratedRegex(
        @"^(ANY|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT) (/|(/([^/{}\s]+|\{[\w.-]+\}))*(/([^/{}\s]+|\{[\w.-]+\+?\})))\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex KeyPattern();

    /// <summary>The older form of a function's address.</summary>
    [GeneratedRegex(
        @"^arn:aws[a-zA-Z-]*:apigateway:[a-z0-9-]+:lambda:path/2015-03-31/functions/(?<arn>arn:[^/]+)/invocations\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex InvocationsPattern();
}
