using System.Text.Json;
using Fusionize.Local.Functions;
using Fusionize.Local.Protocol;
using Fusionize.Local.Sqs;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Lambda;

/// <summary>Configurations of asynchronous invocation.</summary>
internal sealed class EventConfigurationApi(FunctionCatalog catalog, QueueCatalog queues)
{
    /// <param name="http">The request.</param>
    /// <param name="name">The function.</param>
    /// <param name="keep">Whether members that the request doesn't contain stay unchanged.</param>
    public async Task PutAsync(HttpContext http, FunctionName name, bool keep)
    {
        var body = JsonBody.Parse(
            await Bodies.ReadAsync(http, FunctionApi.MaxBody, "PutFunctionEventInvokeConfig"),
            LambdaJson.Default.EventConfigurationBody
        );
        var put = catalog.Change(name.Name, f =>
        {
            catalog.CheckQualifier(f, name.Qualifier);
            var configuration = EventConfiguration.Of(body, keep ? Find(f, name) : null);
            CheckQueue(configuration.OnSuccess);
            CheckQueue(configuration.OnFailure);
            return f.EventConfigurations[Key(name)] = configuration;
        });
        await AnswerAsync(http, name, put);
    }

    private void CheckQueue(string? destination)
    {
        if (destination is not null && EventConfiguration.IsQueue(destination) && queues.FindByArn(destination) is null)
            throw LambdaError.InvalidParameter($"The destination ARN {destination} is invalid: there is no such queue on this platform.");
    }

    public Task GetAsync(HttpContext http, FunctionName name) => AnswerAsync(http, name, catalog.Change(name.Name, f => Find(f, name)));

    public Task DeleteAsync(HttpContext http, FunctionName name)
    {
        catalog.Change(name.Name, f =>
        {
            Find(f, name);
            return f.EventConfigurations.Remove(Key(name));
        });
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    public Task ListAsync(HttpContext http, FunctionName name)
    {
        var all = catalog.Change(name.Name, f => f.EventConfigurations.ToArray());
        return Pages.AnswerAsync(
            http,
            "FunctionEventInvokeConfigs",
            all,
            c => c.Key,
            (json, c) => Write(json, name with { Qualifier = c.Key }, c.Value)
        );
    }

    public static string Key(FunctionName name) => name.Qualifier ?? Function.LatestVersion;

    private EventConfiguration Find(Function function, FunctionName name) =>
        function.EventConfigurations.GetValueOrDefault(Key(name))
        ?? throw LambdaError.NotFound($"The function {FunctionName.Arn(catalog.Region, name.Name, Key(name))} doesn't have an EventInvokeConfig");

    private Task AnswerAsync(HttpContext http, FunctionName name, EventConfiguration configuration) =>
        Answers.JsonAsync(http, 200, json => Write(json, name, configuration));

    private void Write(Utf8JsonWriter json, FunctionName name, EventConfiguration configuration)
    {
        json.WriteStartObject();
        json.WriteNumber("LastModified", configuration.Modified.ToUnixTimeMilliseconds() / 1000.0);
        json.WriteString("FunctionArn", FunctionName.Arn(catalog.Region, name.Name, Key(name)));
        if (configuration.MaxRetries is { } retries)
            json.WriteNumber("MaximumRetryAttempts", retries);
        if (configuration.MaxAgeSeconds is { } age)
            json.WriteNumber("MaximumEventAgeInSeconds", age);
        json.WriteStartObject("DestinationConfig");
        Write(json, "OnSuccess", configuration.OnSuccess);
        Write(json, "OnFailure", configuration.OnFailure);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string member, string? destination)
    {
        json.WriteStartObject(member);
        if (destination is not null)
            json.WriteString("Destination", destination);
        json.WriteEndObject();
    }
}
