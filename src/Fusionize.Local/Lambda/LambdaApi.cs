using Fusionize.Local.Execution;
using Fusionize.Local.Functions;
using Fusionize.Local.Packages;
using Fusionize.Local.Protocol;
using Fusionize.Local.Sqs;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Lambda;

/// <summary>Lambda's REST API: maps requests to operations.</summary>
internal sealed class LambdaApi(FunctionCatalog catalog, QueueCatalog queues, InvokeApi invoke, CodeBucket bucket, Action<string>? log)
{
    private readonly FunctionApi _functions = new(catalog, bucket, log);
    private readonly VersionApi _versions = new(catalog);
    private readonly SettingsApi _settings = new(catalog);
    private readonly PolicyApi _policies = new(catalog);
    private readonly UrlApi _urls = new(catalog);
    private readonly EventConfigurationApi _events = new(catalog, queues);

    /// <summary>Returns false if the path isn't Lambda's.</summary>
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Instance? caller)
    {
        // /2015-03-31/… and other dates
        var path = http.Request.Path.Value!;
        if (path.Length < 12 || path[11] != '/' || path[0] != '/' || !char.IsAsciiDigit(path[1]))
            return false;
        var parts = path[12..].TrimEnd('/').Split('/');
        var method = http.Request.Method;
        await (
            parts switch
            {
                ["functions", var f, "invocations"] when method == "POST" => invoke.HandleAsync(http, Name(http, f), caller),
                ["functions", var f, "response-streaming-invocations"] when method == "POST" => invoke.StreamAsync(http, Name(http, f), caller),
                ["functions", .. var rest] => FunctionsAsync(http, method, rest),
                _ => OthersAsync(http, method, parts),
            }
        );
        return true;
    }

    private Task FunctionsAsync(HttpContext http, string method, string[] parts) =>
        (method, parts) switch
        {
            ("GET", []) => _functions.ListAsync(http),
            ("POST", []) => _functions.CreateAsync(http),
            ("GET", [var f]) => _functions.GetAsync(http, Name(http, f)),
            ("DELETE", [var f]) => _functions.DeleteAsync(http, Name(http, f)),
            ("PUT", [var f, "code"]) => _functions.UpdateCodeAsync(http, Name(http, f)),
            ("GET", [var f, "configuration"]) => _functions.GetConfigurationAsync(http, Name(http, f)),
            ("PUT", [var f, "configuration"]) => _functions.UpdateConfigurationAsync(http, Name(http, f)),
            ("GET", [var f, "versions"]) => _versions.ListAsync(http, Name(http, f)),
            ("POST", [var f, "versions"]) => _versions.PublishAsync(http, Name(http, f)),
            ("GET", [var f, "aliases"]) => _versions.ListAliasesAsync(http, Name(http, f)),
            ("POST", [var f, "aliases"]) => _versions.CreateAliasAsync(http, Name(http, f)),
            ("GET", [var f, "aliases", var a]) => _versions.GetAliasAsync(http, Name(http, f), a),
            ("PUT", [var f, "aliases", var a]) => _versions.UpdateAliasAsync(http, Name(http, f), a),
            ("DELETE", [var f, "aliases", var a]) => _versions.DeleteAliasAsync(http, Name(http, f), a),
            ("GET", [var f, "policy"]) => _policies.GetAsync(http, Name(http, f)),
            ("POST", [var f, "policy"]) => _policies.AddAsync(http, Name(http, f)),
            ("DELETE", [var f, "policy", var s]) => _policies.RemoveAsync(http, Name(http, f), s),
            ("PUT", [var f, "concurrency"]) => _settings.PutConcurrencyAsync(http, Name(http, f)),
            ("GET", [var f, "concurrency"]) => _settings.GetConcurrencyAsync(http, Name(http, f)),
            ("DELETE", [var f, "concurrency"]) => _settings.DeleteConcurrencyAsync(http, Name(http, f)),
            ("PUT", [var f, "recursion-config"]) => _settings.PutRecursionAsync(http, Name(http, f)),
            ("GET", [var f, "recursion-config"]) => _settings.GetRecursionAsync(http, Name(http, f)),
            ("POST", [var f, "url"]) => _urls.CreateAsync(http, Name(http, f)),
            ("PUT", [var f, "url"]) => _urls.UpdateAsync(http, Name(http, f)),
            ("GET", [var f, "url"]) => _urls.GetAsync(http, Name(http, f)),
            ("DELETE", [var f, "url"]) => _urls.DeleteAsync(http, Name(http, f)),
            ("GET", [var f, "urls"]) => _urls.ListAsync(http, Name(http, f)),
            ("PUT", [var f, "event-invoke-config"]) => _events.PutAsync(http, Name(http, f), keep: false),
            ("POST", [var f, "event-invoke-config"]) => _events.PutAsync(http, Name(http, f), keep: true),
            ("GET", [var f, "event-invoke-config"]) => _events.GetAsync(http, Name(http, f)),
            ("DELETE", [var f, "event-invoke-config"]) => _events.DeleteAsync(http, Name(http, f)),
            ("GET", [var f, "event-invoke-config", "list"]) => _events.ListAsync(http, Name(http, f)),
            _ => throw Unknown(http),
        };

    private Task OthersAsync(HttpContext http, string method, string[] parts) =>
        (method, parts) switch
        {
            ("GET", ["account-settings"]) => _settings.GetAccountAsync(http),
            ("GET", ["tags", var arn]) => _settings.ListTagsAsync(http, FunctionName.Parse(arn, null)),
            ("POST", ["tags", var arn]) => _settings.TagAsync(http, FunctionName.Parse(arn, null)),
            ("DELETE", ["tags", var arn]) => _settings.UntagAsync(http, FunctionName.Parse(arn, null)),
            _ => throw Unknown(http),
        };

    private static FunctionName Name(HttpContext http, string text) => FunctionName.Parse(text, http.Request.Query["Qualifier"]);

    private static LambdaError Unknown(HttpContext http) =>
        new(404, "UnknownOperationException", $"The local platform has no operation {http.Request.Method} {http.Request.Path}");
}
