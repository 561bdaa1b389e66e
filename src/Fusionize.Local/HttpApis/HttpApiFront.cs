using System.Text;
using Fusionize.Local.Execution;
using Fusionize.Local.Functions;
using Fusionize.Local.Lambda;
using Fusionize.Local.Protocol;
using Fusionize.Setups.Http;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.HttpApis;

/// <summary>
/// Serves HTTP APIs at <c>/NAME/…</c> and <c>http://NAME.localhost/…</c>, the name being the API's: requests become events with payload format 2.0.
/// </summary>
internal sealed class HttpApiFront(HttpApiCatalog apis, FunctionCatalog functions, Action<string>? log)
{
    private const string Service = "apigateway.amazonaws.com";

    /// <summary>Browsers resolve all names that end with it to this machine.</summary>
    private const string LocalHost = ".localhost";

    /// <summary>Returns false if no API serves the path.</summary>
    public async ValueTask<bool> TryHandleAsync(HttpContext http)
    {
        var host = http.Request.Host.Host.ToLowerInvariant();
        if (host.EndsWith(LocalHost, StringComparison.Ordinal) && apis.FindServing(host[..^LocalHost.Length]) is { } named)
        {
            await HandleAsync(http, named.Api, named.Table, UrlTarget.At(http, named.Api.Segment));
            return true;
        }
        var path = http.Request.Path.Value!;
        var end = path.IndexOf('/', 1);
        if (path.Length < 2 || apis.FindServing(end < 0 ? path[1..] : path[1..end]) is not { } found)
            return false;
        await HandleAsync(http, found.Api, found.Table, UrlTarget.Under(http, found.Api.Segment));
        return true;
    }

    private async Task HandleAsync(HttpContext http, HttpApi api, RouteTable<HttpIntegration> routes, UrlTarget sent)
    {
        var requestId = Guid.NewGuid().ToString();
        http.Response.Headers["apigw-requestid"] = requestId;
        var target = sent.Decoded();
        if (routes.Find(http.Request.Method.ToUpperInvariant(), target.Path) is not { } route)
        {
            await RefuseAsync(http, 404, "Not Found");
            return;
        }
        // Before the body is read: while a deployment moves routes and aliases, a request takes both as they are at one time.
        var integration = route.Target;
        var found = Find(integration.Function, api, route.Key);
        if (await Bodies.ReadAsync(http, InvokeApi.MaxSyncPayload) is not { } body)
        {
            await RefuseAsync(http, 413, "Request Entity Too Large");
            return;
        }
        if (found is not { } version)
        {
            await RefuseAsync(http, 500, "Internal Server Error");
            return;
        }
        var trace = TraceHeader.Of(http, version.Configuration.TracesActively);
        var source = new EventSource(api.Id, route.Key, FunctionName.Account) { PathValues = route.Values };
        var payload = UrlEvent.Of(http, target, body, source, requestId, trace);
        if (payload.Length > InvokeApi.MaxSyncPayload)
        {
            await RefuseAsync(http, 413, "Request Entity Too Large");
            return;
        }
        var arn = FunctionName.Arn(functions.Region, integration.Function.Name, integration.Function.Qualifier);
        try
        {
            var invocation = new Invocation(requestId, payload, arn, trace);
            version.Pool.Dispatch(invocation);
            var result = await invocation.Result.WaitAsync(TimeSpan.FromMilliseconds(integration.TimeoutMs));
            if (result.FunctionError is null && UrlAnswer.Of(result) is { } answer)
                await answer.WriteAsync(http.Response);
            else
                await RefuseAsync(http, 500, "Internal Server Error");
        }
        catch (TimeoutException)
        {
            await RefuseAsync(http, 503, "Service Unavailable");
        }
        catch (LambdaError e) when (e.Status == 429)
        {
            await RefuseAsync(http, 500, "Internal Server Error");
        }
    }

    /// <summary>The function that gets the request; null if there is none, or if the API may not invoke it.</summary>
    private FunctionVersion? Find(FunctionName function, HttpApi api, string routeKey)
    {
        try
        {
            var source = SourceArn(api.Id, routeKey);
            var isAllowed = functions.Change(function.Name, f =>
                f.Policies.GetValueOrDefault(function.Qualifier ?? "")?.Allows(Service, FunctionName.Account, source) == true
            );
            if (isAllowed)
                return functions.Resolve(function, draw: true);
            log?.Invoke($"{routeKey}: the function {function.Name} has no permission for {Service} from {source}");
        }
        catch (LambdaError e)
        {
            log?.Invoke($"{routeKey}: {e.Message}");
        }
        return null;
    }

    /// <summary>The ARN that permissions are compared with.</summary>
    private string SourceArn(string api, string routeKey)
    {
        var route = routeKey.Replace("ANY ", "*", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return $"arn:aws:execute-api:{functions.Region}:{FunctionName.Account}:{api}/{HttpApi.Stage}/{route}";
    }

    /// <summary>The answer of the API itself.</summary>
    private static Task RefuseAsync(HttpContext http, int status, string message) =>
        Answers.BytesAsync(http, status, Encoding.UTF8.GetBytes($$"""{"message":"{{message}}"}"""));
}
