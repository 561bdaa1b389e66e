using System.Globalization;
using System.Text;
using System.Text.Json;
using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.HttpApis;

/// <summary>The shapes of the control operations' responses.</summary>
internal static class HttpApiAnswers
{
    private const int DefaultPage = 100;
    private const int MaxPage = 500;

    public static void Api(Utf8JsonWriter json, HttpContext http, HttpApi api)
    {
        json.WriteStartObject();
        json.WriteString("apiEndpoint", $"{http.Request.Scheme}://{http.Request.Host}/{api.Segment}");
        json.WriteString("apiId", api.Id);
        json.WriteString("createdDate", Time(api.Created));
        if (api.Description is { } description)
            json.WriteString("description", description);
        json.WriteString("name", api.Name);
        json.WriteString("protocolType", "HTTP");
        json.WriteString("routeSelectionExpression", "$request.method $request.path");
        Tags(json, api.Tags);
        json.WriteEndObject();
    }

    public static void Integration(Utf8JsonWriter json, HttpIntegration integration)
    {
        json.WriteStartObject();
        json.WriteString("connectionType", "INTERNET");
        if (integration.Description is { } description)
            json.WriteString("description", description);
        json.WriteString("integrationId", integration.Id);
        json.WriteString("integrationMethod", "POST");
        json.WriteString("integrationType", "AWS_PROXY");
        json.WriteString("integrationUri", integration.Uri);
        json.WriteString("payloadFormatVersion", "2.0");
        json.WriteNumber("timeoutInMillis", integration.TimeoutMs);
        json.WriteEndObject();
    }

    public static void Route(Utf8JsonWriter json, HttpRoute route)
    {
        json.WriteStartObject();
        json.WriteBoolean("apiKeyRequired", false);
        json.WriteString("authorizationType", "NONE");
        json.WriteString("routeId", route.Id);
        json.WriteString("routeKey", route.Key);
        json.WriteString("target", "integrations/" + route.IntegrationId);
        json.WriteEndObject();
    }

    public static void Stage(Utf8JsonWriter json, DateTimeOffset created)
    {
        json.WriteStartObject();
        json.WriteBoolean("autoDeploy", true);
        json.WriteString("createdDate", Time(created));
        json.WriteString("stageName", HttpApi.Stage);
        json.WriteEndObject();
    }

    public static void Tags(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>> tags)
    {
        json.WriteStartObject("tags");
        foreach (var (key, value) in tags)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    /// <summary>One page. Its token is the last item of the previous page, so deletions in between don't shift the pages.</summary>
    /// <param name="items">In the order of their keys.</param>
    public static Task PageAsync<T>(HttpContext http, IEnumerable<T> items, Func<T, string> key, Action<Utf8JsonWriter, T> write)
    {
        var query = http.Request.Query;
        var isSized = int.TryParse(query["maxResults"], NumberStyles.None, CultureInfo.InvariantCulture, out var n);
        var size = isSized ? Math.Clamp(n, 1, MaxPage) : DefaultPage;
        var after = query["nextToken"].ToString() is { Length: > 0 } token ? Decode(token) : null;
        var page = items.Where(i => after is null || string.CompareOrdinal(key(i), after) > 0).Take(size + 1).ToArray();
        return Answers.ObjectAsync(http, 200, json =>
        {
            json.WriteStartArray("items");
            foreach (var item in page.Take(size))
                write(json, item);
            json.WriteEndArray();
            if (page.Length > size)
                json.WriteString("nextToken", Convert.ToBase64String(Encoding.UTF8.GetBytes(key(page[size - 1]))));
        });
    }

    private static string Decode(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            throw HttpApiError.BadRequest("Invalid nextToken.");
        }
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
