using Fusionize.Local.Functions;
using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Lambda;

/// <summary>Settings of a whole function (concurrency, recursion, tags), and those of the account.</summary>
internal sealed class SettingsApi(FunctionCatalog catalog)
{
    private const long AccountCodeSize = 80_530_636_800;
    private const long MaxUnzipped = 262_144_000;
    private const long MaxZipped = 52_428_800;

    public async Task PutConcurrencyAsync(HttpContext http, FunctionName name)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, FunctionApi.MaxBody, "PutFunctionConcurrency"), LambdaJson.Default.ConcurrencyBody);
        var reserved = body.ReservedConcurrentExecutions is { } n and >= 0
            ? n
            : throw LambdaError.Validation("ReservedConcurrentExecutions must be 0 or more.");
        catalog.Reserve(name.Name, reserved);
        await GetConcurrencyAsync(http, name);
    }

    public Task GetConcurrencyAsync(HttpContext http, FunctionName name)
    {
        var reserved = catalog.Change(name.Name, f => f.Concurrency.Reserved);
        return Answers.ObjectAsync(http, 200, json =>
        {
            if (reserved is { } n)
                json.WriteNumber("ReservedConcurrentExecutions", n);
        });
    }

    public Task DeleteConcurrencyAsync(HttpContext http, FunctionName name)
    {
        catalog.Change(name.Name, f => f.Concurrency.Reserved = null);
        return NothingAsync(http);
    }

    public async Task PutRecursionAsync(HttpContext http, FunctionName name)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, FunctionApi.MaxBody, "PutFunctionRecursionConfig"), LambdaJson.Default.RecursionBody);
        var allowed = body.RecursiveLoop switch
        {
            "Allow" => true,
            "Terminate" => false,
            var other => throw FunctionRules.Invalid("recursiveLoop", other ?? "null", "Member must satisfy enum value set: [Allow, Terminate]"),
        };
        catalog.Change(name.Name, f => f.MayRecurse = allowed);
        await GetRecursionAsync(http, name);
    }

    public Task GetRecursionAsync(HttpContext http, FunctionName name)
    {
        var allowed = catalog.Change(name.Name, f => f.MayRecurse);
        return Answers.ObjectAsync(http, 200, json =>
        {
            json.WriteString("RecursiveLoop", allowed ? "Allow" : "Terminate");
        });
    }

    public Task GetAccountAsync(HttpContext http)
    {
        var (functions, size, reserved) = catalog.Read(all =>
            (
                all.Count,
                all.Values.SelectMany(f => f.AllVersions).Sum(v => v.Configuration.CodeSize),
                all.Values.Sum(f => f.Concurrency.Reserved ?? 0)
            )
        );
        return Answers.ObjectAsync(http, 200, json =>
        {
            json.WriteStartObject("AccountLimit");
            json.WriteNumber("TotalCodeSize", AccountCodeSize);
            json.WriteNumber("CodeSizeUnzipped", MaxUnzipped);
            json.WriteNumber("CodeSizeZipped", MaxZipped);
            json.WriteNumber("ConcurrentExecutions", catalog.MaxConcurrency);
            json.WriteNumber("UnreservedConcurrentExecutions", Math.Max(0, catalog.MaxConcurrency - reserved));
            json.WriteEndObject();
            json.WriteStartObject("AccountUsage");
            json.WriteNumber("TotalCodeSize", size);
            json.WriteNumber("FunctionCount", functions);
            json.WriteEndObject();
        });
    }

    public Task ListTagsAsync(HttpContext http, FunctionName name)
    {
        var tags = catalog.Change(name.Name, f => f.Tags.ToArray());
        return Answers.ObjectAsync(http, 200, json =>
        {
            LambdaAnswers.Map(json, "Tags", tags);
        });
    }

    public async Task TagAsync(HttpContext http, FunctionName name)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, FunctionApi.MaxBody, "TagResource"), LambdaJson.Default.TagsBody);
        var tags = FunctionRules.Tags(body.Tags);
        catalog.Change(name.Name, f =>
        {
            foreach (var (key, value) in tags)
                f.Tags[key] = value;
            return 0;
        });
        await NothingAsync(http);
    }

    public Task UntagAsync(HttpContext http, FunctionName name)
    {
        var keys = http.Request.Query["tagKeys"].ToArray();
        catalog.Change(name.Name, f =>
        {
            foreach (var key in keys)
                f.Tags.Remove(key ?? "");
            return 0;
        });
        return NothingAsync(http);
    }

    private static Task NothingAsync(HttpContext http)
    {
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }
}
