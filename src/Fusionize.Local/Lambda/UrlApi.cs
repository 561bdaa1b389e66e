using System.Globalization;
using System.Text.Json;
using Fusionize.Local.Functions;
using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Lambda;

/// <summary>The configurations of function URLs.</summary>
internal sealed class UrlApi(FunctionCatalog catalog)
{
    public async Task CreateAsync(HttpContext http, FunctionName name)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, FunctionApi.MaxBody, "CreateFunctionUrlConfig"), LambdaJson.Default.UrlBody);
        var created = catalog.Change(name.Name, f =>
        {
            CheckQualifier(f, name);
            var configuration = UrlConfiguration.Of(body, null);
            return f.Urls.TryAdd(name.Qualifier ?? "", configuration)
                ? configuration
                : throw LambdaError.Conflict(
                    $"Failed to create function url config for [functionArn = {Arn(name)}]. "
                        + $"Error message:  FunctionUrlConfig exists for this Lambda function"
                );
        });
        await AnswerAsync(http, 201, name, created);
    }

    public async Task UpdateAsync(HttpContext http, FunctionName name)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, FunctionApi.MaxBody, "UpdateFunctionUrlConfig"), LambdaJson.Default.UrlBody);
        var updated = catalog.Change(name.Name, f => f.Urls[name.Qualifier ?? ""] = UrlConfiguration.Of(body, Find(f, name)));
        await AnswerAsync(http, 200, name, updated);
    }

    public Task GetAsync(HttpContext http, FunctionName name) => AnswerAsync(http, 200, name, catalog.Change(name.Name, f => Find(f, name)));

    public Task DeleteAsync(HttpContext http, FunctionName name)
    {
        catalog.Change(name.Name, f =>
        {
            Find(f, name);
            return f.Urls.Remove(name.Qualifier ?? "");
        });
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    public Task ListAsync(HttpContext http, FunctionName name)
    {
        var all = catalog.Change(name.Name, f => f.Urls.ToArray());
        return Pages.AnswerAsync(
            http,
            "FunctionUrlConfigs",
            all,
            u => u.Key,
            (json, u) => Write(json, http, name with { Qualifier = u.Key.Length == 0 ? null : u.Key }, u.Value)
        );
    }

    private static UrlConfiguration Find(Function function, FunctionName name)
    {
        CheckQualifier(function, name);
        return function.Urls.GetValueOrDefault(name.Qualifier ?? "") ?? throw LambdaError.NotFound("The resource you requested does not exist.");
    }

    private static void CheckQualifier(Function function, FunctionName name)
    {
        if (name.Qualifier is not { } qualifier)
            return;
        if (qualifier == Function.LatestVersion || qualifier.All(char.IsAsciiDigit))
            throw FunctionRules.Invalid("qualifier", qualifier, "Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)");
        if (!function.Aliases.ContainsKey(qualifier))
            throw LambdaError.NotFound("The resource you requested does not exist.");
    }

    private Task AnswerAsync(HttpContext http, int status, FunctionName name, UrlConfiguration configuration) =>
        Answers.JsonAsync(http, status, json => Write(json, http, name, configuration));

    private void Write(Utf8JsonWriter json, HttpContext http, FunctionName name, UrlConfiguration configuration)
    {
        json.WriteStartObject();
        var qualified = name.Qualifier is { } qualifier ? $"{name.Name}:{qualifier}" : name.Name;
        json.WriteString("FunctionUrl", $"{http.Request.Scheme}://{http.Request.Host}{FunctionUrls.Prefix}{qualified}/");
        json.WriteString("FunctionArn", Arn(name));
        json.WriteString("AuthType", configuration.AuthType);
        if (configuration.Cors is { } cors)
        {
            json.WritePropertyName("Cors");
            Write(json, cors);
        }
        json.WriteString("CreationTime", Time(configuration.Created));
        json.WriteString("LastModifiedTime", Time(configuration.Modified));
        json.WriteString("InvokeMode", configuration.InvokeMode);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CorsBody cors)
    {
        json.WriteStartObject();
        if (cors.AllowCredentials is { } credentials)
            json.WriteBoolean("AllowCredentials", credentials);
        LambdaAnswers.Texts(json, "AllowHeaders", cors.AllowHeaders);
        LambdaAnswers.Texts(json, "AllowMethods", cors.AllowMethods);
        LambdaAnswers.Texts(json, "AllowOrigins", cors.AllowOrigins);
        LambdaAnswers.Texts(json, "ExposeHeaders", cors.ExposeHeaders);
        if (cors.MaxAge is { } age)
            json.WriteNumber("MaxAge", age);
        json.WriteEndObject();
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    private string Arn(FunctionName name) => FunctionName.Arn(catalog.Region, name.Name, name.Qualifier);
}
