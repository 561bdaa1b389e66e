using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fusionize.Local.HttpApis;

/// <summary>API Gateway's control operations for HTTP APIs, as far as a deployment needs them.</summary>
internal sealed class HttpApiControl(HttpApiCatalog apis)
{
    private const string Prefix = "/v2/";

    /// <summary>Returns false if the path isn't API Gateway's.</summary>
    public async ValueTask<bool> TryHandleAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (!path.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        var parts = path[Prefix.Length..].TrimEnd('/').Split('/');
        await (
            (http.Request.Method, parts) switch
            {
                ("POST", ["apis"]) => CreateApiAsync(http),
                ("GET", ["apis"]) => ListApisAsync(http),
                ("GET", ["apis", var id]) => ApiAsync(http, 200, apis.Change(id, static a => a)),
                ("DELETE", ["apis", var id]) => DeleteApiAsync(http, id),
                (var method, ["apis", var id, "integrations", .. var rest]) => IntegrationsAsync(http, method, id, rest),
                (var method, ["apis", var id, "routes", .. var rest]) => RoutesAsync(http, method, id, rest),
                (var method, ["apis", var id, "stages", .. var rest]) => StagesAsync(http, method, id, rest),
                (var method, ["tags", ..]) => TagsAsync(http, method),
                _ => throw Unknown(http),
            }
        );
        return true;
    }

    private async Task CreateApiAsync(HttpContext http)
    {
        var body = await HttpApiJson.ReadAsync(http, HttpApiJson.Default.ApiBody);
        HttpApiRules.Only("ProtocolType", body.ProtocolType, "HTTP");
        await ApiAsync(http, 201, apis.Create(HttpApiRules.Name(body.Name), body.Description, HttpApiRules.Tags(body.Tags)));
    }

    private Task ListApisAsync(HttpContext http) =>
        HttpApiAnswers.PageAsync(http, apis.Read(static all => all.ToArray()), static a => a.Id, (json, a) => HttpApiAnswers.Api(json, http, a));

    private static Task ApiAsync(HttpContext http, int status, HttpApi api) =>
        Answers.JsonAsync(http, status, json => HttpApiAnswers.Api(json, http, api));

    private Task DeleteApiAsync(HttpContext http, string id)
    {
        apis.Delete(id);
        return NothingAsync(http);
    }

    private Task IntegrationsAsync(HttpContext http, string method, string api, string[] rest) =>
        (method, rest) switch
        {
            ("POST", []) => CreateIntegrationAsync(http, api),
            ("GET", []) => HttpApiAnswers.PageAsync(
                http,
                apis.Change(api, static a => a.Integrations.Values.ToArray()),
                static i => i.Id,
                HttpApiAnswers.Integration
            ),
            ("GET", [var id]) => IntegrationAsync(http, 200, apis.Change(api, a => FindIntegration(a, id))),
            ("DELETE", [var id]) => DeleteIntegrationAsync(http, api, id),
            _ => throw Unknown(http),
        };

    private async Task CreateIntegrationAsync(HttpContext http, string api)
    {
        var body = await HttpApiJson.ReadAsync(http, HttpApiJson.Default.IntegrationBody);
        var created = apis.Change(api, a =>
        {
            var integration = HttpApiRules.Integration(HttpApiCatalog.NewId(a.Integrations.ContainsKey), body);
            return a.Integrations[integration.Id] = integration;
        });
        await IntegrationAsync(http, 201, created);
    }

    private static Task IntegrationAsync(HttpContext http, int status, HttpIntegration integration) =>
        Answers.JsonAsync(http, status, json => HttpApiAnswers.Integration(json, integration));

    private Task DeleteIntegrationAsync(HttpContext http, string api, string id)
    {
        apis.Change(api, a =>
        {
            FindIntegration(a, id);
            if (a.Routes.Values.FirstOrDefault(r => r.IntegrationId == id) is { } user)
                throw HttpApiError.Conflict($"Cannot delete Integration '{id}' because it is referenced by Route '{user.Id}'.");
            return a.Integrations.Remove(id);
        });
        return NothingAsync(http);
    }

    private static HttpIntegration FindIntegration(HttpApi api, string id) =>
        api.Integrations.GetValueOrDefault(id) ?? throw HttpApiError.NotFound("Integration");

    private Task RoutesAsync(HttpContext http, string method, string api, string[] rest) =>
        (method, rest) switch
        {
            ("POST", []) => CreateRouteAsync(http, api),
            ("GET", []) => HttpApiAnswers.PageAsync(
                http,
                apis.Change(api, static a => a.Routes.Values.ToArray()),
                static r => r.Id,
                HttpApiAnswers.Route
            ),
            ("GET", [var id]) => RouteAsync(http, 200, apis.Change(api, a => FindRoute(a, id))),
            ("PATCH", [var id]) => UpdateRouteAsync(http, api, id),
            ("DELETE", [var id]) => DeleteRouteAsync(http, api, id),
            _ => throw Unknown(http),
        };

    private async Task CreateRouteAsync(HttpContext http, string api)
    {
        var body = await HttpApiJson.ReadAsync(http, HttpApiJson.Default.RouteBody);
        HttpApiRules.NoAuthorization(body.AuthorizationType);
        var key = HttpApiRules.RouteKey(body.RouteKey);
        var created = apis.Change(api, a =>
        {
            RefuseDouble(a, key, null);
            var route = new HttpRoute(HttpApiCatalog.NewId(a.Routes.ContainsKey), key, HttpApiRules.IntegrationOf(body.Target, a));
            return a.Routes[route.Id] = route;
        });
        await RouteAsync(http, 201, created);
    }

    private async Task UpdateRouteAsync(HttpContext http, string api, string id)
    {
        var body = await HttpApiJson.ReadAsync(http, HttpApiJson.Default.RouteBody);
        HttpApiRules.NoAuthorization(body.AuthorizationType);
        var key = body.RouteKey is { } given ? HttpApiRules.RouteKey(given) : null;
        var updated = apis.Change(api, a =>
        {
            var old = FindRoute(a, id);
            RefuseDouble(a, key ?? old.Key, id);
            return a.Routes[id] = old with
            {
                Key = key ?? old.Key,
                IntegrationId = body.Target is { } target ? HttpApiRules.IntegrationOf(target, a) : old.IntegrationId,
            };
        });
        await RouteAsync(http, 200, updated);
    }

    private static void RefuseDouble(HttpApi api, string key, string? own)
    {
        var shape = HttpApiRules.ShapeOf(key);
        if (api.Routes.Values.Any(r => r.Id != own && HttpApiRules.ShapeOf(r.Key) == shape))
            throw HttpApiError.Conflict($"Route with key {key} already exists for this API.");
    }

    private static Task RouteAsync(HttpContext http, int status, HttpRoute route) =>
        Answers.JsonAsync(http, status, json => HttpApiAnswers.Route(json, route));

    private Task DeleteRouteAsync(HttpContext http, string api, string id)
    {
        apis.Change(api, a =>
        {
            FindRoute(a, id);
            return a.Routes.Remove(id);
        });
        return NothingAsync(http);
    }

    private static HttpRoute FindRoute(HttpApi api, string id) => api.Routes.GetValueOrDefault(id) ?? throw HttpApiError.NotFound("Route");

    private Task StagesAsync(HttpContext http, string method, string api, string[] rest) =>
        (method, rest) switch
        {
            ("POST", []) => CreateStageAsync(http, api),
            ("GET", []) => HttpApiAnswers.PageAsync(
                http,
                apis.Change(api, static a => a.Deployed is { } created ? (DateTimeOffset[])[created] : []),
                static _ => HttpApi.Stage,
                HttpApiAnswers.Stage
            ),
            ("GET", [HttpApi.Stage]) => StageAsync(http, 200, apis.Change(api, FindStage)),
            ("DELETE", [HttpApi.Stage]) => DeleteStageAsync(http, api),
            ("GET" or "DELETE", [_]) => throw HttpApiError.NotFound("stage"),
            _ => throw Unknown(http),
        };

    private async Task CreateStageAsync(HttpContext http, string api)
    {
        var body = await HttpApiJson.ReadAsync(http, HttpApiJson.Default.StageBody);
        HttpApiRules.Only("StageName", body.StageName, HttpApi.Stage);
        if (body.AutoDeploy != true)
            throw HttpApiError.BadRequest("The local platform has no deployments of APIs: AutoDeploy must be true.");
        var created = apis.Change(api, a =>
        {
            if (a.Deployed is not null)
                throw HttpApiError.Conflict("Stage already exists");
            a.Deployed = DateTimeOffset.UtcNow;
            return a.Deployed.Value;
        });
        await StageAsync(http, 201, created);
    }

    private static Task StageAsync(HttpContext http, int status, DateTimeOffset created) =>
        Answers.JsonAsync(http, status, json => HttpApiAnswers.Stage(json, created));

    private Task DeleteStageAsync(HttpContext http, string api)
    {
        apis.Change(api, a =>
        {
            FindStage(a);
            a.Deployed = null;
            return 0;
        });
        return NothingAsync(http);
    }

    private static DateTimeOffset FindStage(HttpApi api) => api.Deployed ?? throw HttpApiError.NotFound("stage");

    private Task TagsAsync(HttpContext http, string method)
    {
        var id = ApiOfArn(http);
        return method switch
        {
            "GET" => Answers.ObjectAsync(http, 200, json =>
            {
                HttpApiAnswers.Tags(json, apis.Change(id, static a => a.Tags.ToArray()));
            }),
            "POST" => TagAsync(http, id),
            "DELETE" => UntagAsync(http, id),
            _ => throw Unknown(http),
        };
    }

    private async Task TagAsync(HttpContext http, string id)
    {
        var tags = HttpApiRules.Tags((await HttpApiJson.ReadAsync(http, HttpApiJson.Default.ApiTagsBody)).Tags);
        apis.Change(id, a =>
        {
            foreach (var (key, value) in tags)
                a.Tags[key] = value;
            return 0;
        });
        await Answers.JsonAsync(http, 201, static json =>
        {
            json.WriteStartObject();
            json.WriteEndObject();
        });
    }

    private Task UntagAsync(HttpContext http, string id)
    {
        var keys = http.Request.Query["tagKeys"].SelectMany(static k => (k ?? "").Split(',')).ToArray();
        apis.Change(id, a =>
        {
            foreach (var key in keys)
                a.Tags.Remove(key);
            return 0;
        });
        return NothingAsync(http);
    }

    /// <summary>The API in the request's ARN. It contains slashes, which clients encode or not.</summary>
    private string ApiOfArn(HttpContext http)
    {
        var target = (http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "").Split('?')[0];
        var arn = Uri.UnescapeDataString(target[(target.IndexOf("/tags/", StringComparison.Ordinal) + "/tags/".Length)..]);
        var id = arn[(arn.LastIndexOf('/') + 1)..];
        return arn == HttpApi.Arn(apis.Region, id) ? id : throw HttpApiError.NotFound("API");
    }

    private static Task NothingAsync(HttpContext http)
    {
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private static LambdaError Unknown(HttpContext http) =>
        new(404, "UnknownOperationException", $"The local platform has no operation {http.Request.Method} {http.Request.Path}");
}
