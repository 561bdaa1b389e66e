using System.Text.Json;
using System.Text.RegularExpressions;
using Fusionize.Local.Execution;
using Fusionize.Local.Functions;
using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Lambda;

/// <summary>Lambda's REST API: which request means which operation.</summary>
internal sealed partial class LambdaApi(FunctionCatalog catalog, InvokeApi invoke)
{
    private const int MaxBody = 72 * 1024 * 1024; // a 50 MB zip in base64, and the rest
    private const string Functions = "/2015-03-31/functions";

    /// <summary>False when the path isn't Lambda's.</summary>
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Instance? caller)
    {
        var path = http.Request.Path.Value!;
        if (path.Length < 12 || path[11] != '/' || path[0] != '/' || !char.IsAsciiDigit(path[1]))
            return false;
        var parts = path[12..].TrimEnd('/').Split('/');
        var method = http.Request.Method;
        if (parts is ["functions", var invoked, "invocations"] && method == "POST")
            await invoke.HandleAsync(http, FunctionName.Parse(invoked, http.Request.Query["Qualifier"]), caller);
        else if (path.StartsWith(Functions, StringComparison.Ordinal))
            await FunctionsAsync(http, method, parts[1..]);
        else
            await OthersAsync(http, method, parts);
        return true;
    }

    private Task FunctionsAsync(HttpContext http, string method, string[] parts) => (method, parts) switch
    {
        ("GET", []) => ListFunctionsAsync(http),
        ("POST", []) => CreateFunctionAsync(http),
        ("GET", [var f]) => GetFunctionAsync(http, Name(http, f)),
        ("DELETE", [var f]) => DeleteFunctionAsync(http, Name(http, f)),
        ("PUT", [var f, "code"]) => UpdateCodeAsync(http, Name(http, f)),
        ("GET", [var f, "configuration"]) => GetConfigurationAsync(http, Name(http, f)),
        ("PUT", [var f, "configuration"]) => UpdateConfigurationAsync(http, Name(http, f)),
        ("GET", [var f, "versions"]) => ListVersionsAsync(http, Name(http, f)),
        ("POST", [var f, "versions"]) => PublishVersionAsync(http, Name(http, f)),
        ("GET", [var f, "aliases"]) => ListAliasesAsync(http, Name(http, f)),
        ("POST", [var f, "aliases"]) => CreateAliasAsync(http, Name(http, f)),
        ("GET", [var f, "aliases", var a]) => AliasAsync(http, 200, Name(http, f).Name, catalog.GetAlias(Name(http, f).Name, a)),
        ("PUT", [var f, "aliases", var a]) => UpdateAliasAsync(http, Name(http, f), a),
        ("DELETE", [var f, "aliases", var a]) => DeleteAliasAsync(http, Name(http, f), a),
        _ => throw Unknown(http),
    };

    private Task OthersAsync(HttpContext http, string method, string[] parts) => (method, parts) switch
    {
        ("PUT", ["functions", var f, "concurrency"]) => PutConcurrencyAsync(http, Name(http, f)),
        ("GET", ["functions", var f, "concurrency"]) => GetConcurrencyAsync(http, Name(http, f)),
        ("DELETE", ["functions", var f, "concurrency"]) => DeleteConcurrencyAsync(http, Name(http, f)),
        ("GET", ["tags", var arn]) => ListTagsAsync(http, FunctionName.Parse(arn, null)),
        ("POST", ["tags", var arn]) => TagAsync(http, FunctionName.Parse(arn, null)),
        ("DELETE", ["tags", var arn]) => UntagAsync(http, FunctionName.Parse(arn, null)),
        _ => throw Unknown(http),
    };

    private static FunctionName Name(HttpContext http, string text) => FunctionName.Parse(text, http.Request.Query["Qualifier"]);

    private static LambdaError Unknown(HttpContext http) =>
        new(404, "UnknownOperationException", $"The local platform has no operation {http.Request.Method} {http.Request.Path}");

    private Task AnswerAsync(HttpContext http, int status, FunctionVersion version, bool qualified) =>
        Answers.JsonAsync(http, status, json => LambdaAnswers.Configuration(json, catalog.Region, version, qualified));

    // ---- functions

    private async Task CreateFunctionAsync(HttpContext http)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, MaxBody, "CreateFunction"), LambdaJson.Default.CreateFunctionBody);
        var name = FunctionName.Parse(body.FunctionName ?? throw LambdaError.Validation("FunctionName is required."), null).Name;
        if (body.PackageType is not (null or "Zip"))
            throw LambdaError.InvalidParameter("The local platform runs zip packages only, no images.");
        var code = FunctionRules.Code(body.Code?.ZipFile, body.Code?.S3Bucket, body.Code?.ImageUri);
        var configuration = new FunctionConfiguration
        {
            Name = name,
            Runtime = FunctionRules.Runtime(body.Runtime),
            Role = body.Role ?? "",
            Handler = body.Handler ?? "",
            Description = body.Description ?? "",
            TimeoutSeconds = FunctionRules.Timeout(body.Timeout ?? 3),
            MemoryMB = FunctionRules.Memory(body.MemorySize ?? 128),
            Architecture = FunctionRules.Architecture(body.Architectures),
            Environment = FunctionRules.Environment(body.Environment?.Variables),
            Layers = [.. body.Layers ?? []],
            Subnets = [.. body.VpcConfig?.SubnetIds ?? []],
            SecurityGroups = [.. body.VpcConfig?.SecurityGroupIds ?? []],
            CodeSha256 = "",
            CodeSize = 0,
        };
        var publish = body.Publish == true;
        await AnswerAsync(http, 201, catalog.Create(configuration, code, body.Tags, publish), publish);
    }

    private async Task UpdateCodeAsync(HttpContext http, FunctionName name)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, MaxBody, "UpdateFunctionCode"), LambdaJson.Default.UpdateCodeBody);
        var code = FunctionRules.Code(body.ZipFile, body.S3Bucket, body.ImageUri);
        var architecture = body.Architectures is null ? null : FunctionRules.Architecture(body.Architectures);
        var publish = body.Publish == true;
        await AnswerAsync(http, 200, catalog.UpdateCode(name.Name, code, architecture, body.RevisionId, publish, body.DryRun == true), publish);
    }

    private async Task UpdateConfigurationAsync(HttpContext http, FunctionName name)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, MaxBody, "UpdateFunctionConfiguration"), LambdaJson.Default.UpdateConfigurationBody);
        var updated = catalog.UpdateConfiguration(name.Name, body.RevisionId, old => old with
        {
            Role = body.Role ?? old.Role,
            Handler = body.Handler ?? old.Handler,
            Description = body.Description ?? old.Description,
            TimeoutSeconds = body.Timeout is { } t ? FunctionRules.Timeout(t) : old.TimeoutSeconds,
            MemoryMB = body.MemorySize is { } m ? FunctionRules.Memory(m) : old.MemoryMB,
            Environment = body.Environment is { } e ? FunctionRules.Environment(e.Variables) : old.Environment,
            Runtime = body.Runtime is { } r ? FunctionRules.Runtime(r) : old.Runtime,
            Layers = body.Layers is { } layers ? [.. layers] : old.Layers,
            Subnets = body.VpcConfig?.SubnetIds is { } subnets ? [.. subnets] : old.Subnets,
            SecurityGroups = body.VpcConfig?.SecurityGroupIds is { } groups ? [.. groups] : old.SecurityGroups,
        });
        await AnswerAsync(http, 200, updated, false);
    }

    private Task GetConfigurationAsync(HttpContext http, FunctionName name) => AnswerAsync(http, 200, catalog.Resolve(name), name.Qualifier is not null);

    private Task GetFunctionAsync(HttpContext http, FunctionName name)
    {
        var version = catalog.Resolve(name);
        var (tags, reserved) = catalog.Change(name.Name, f => (f.Tags.ToArray(), f.Concurrency.Reserved));
        return Answers.JsonAsync(http, 200, json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("Configuration");
            LambdaAnswers.Configuration(json, catalog.Region, version, name.Qualifier is not null);
            json.WriteStartObject("Code");
            json.WriteString("RepositoryType", "Local");
            json.WriteString("Location", new Uri(version.Package.Directory).AbsoluteUri);
            json.WriteEndObject();
            if (tags.Length > 0)
                LambdaAnswers.Map(json, "Tags", tags);
            if (reserved is { } limit)
            {
                json.WriteStartObject("Concurrency");
                json.WriteNumber("ReservedConcurrentExecutions", limit);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        });
    }

    private Task ListFunctionsAsync(HttpContext http)
    {
        var all = http.Request.Query["FunctionVersion"] == "ALL";
        return PageAsync(http, "Functions", catalog.Read(f => f.Values.SelectMany(x => all ? x.AllVersions : [x.Latest]).ToArray()), (json, v) => LambdaAnswers.Configuration(json, catalog.Region, v, all));
    }

    private async Task DeleteFunctionAsync(HttpContext http, FunctionName name)
    {
        catalog.Delete(name);
        http.Response.StatusCode = 204;
        await Task.CompletedTask;
    }

    // ---- versions and aliases

    private async Task PublishVersionAsync(HttpContext http, FunctionName name)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, MaxBody, "PublishVersion"), LambdaJson.Default.PublishVersionBody);
        await AnswerAsync(http, 201, catalog.Publish(name.Name, body.CodeSha256, body.RevisionId, body.Description), true);
    }

    private Task ListVersionsAsync(HttpContext http, FunctionName name) =>
        PageAsync(http, "Versions", catalog.Change(name.Name, f => f.AllVersions.ToArray()), (json, v) => LambdaAnswers.Configuration(json, catalog.Region, v, true));

    private async Task CreateAliasAsync(HttpContext http, FunctionName name)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, MaxBody, "CreateAlias"), LambdaJson.Default.AliasBody);
        var alias = body.Name ?? throw LambdaError.Validation("Name is required.");
        if (!AliasName().IsMatch(alias))
            throw LambdaError.Validation($"1 validation error detected: Value '{alias}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)");
        var version = body.FunctionVersion ?? throw LambdaError.Validation("FunctionVersion is required.");
        await AliasAsync(http, 201, name.Name, catalog.PutAlias(name.Name, alias, create: true, version, body.Description, body.RoutingConfig?.AdditionalVersionWeights, null));
    }

    private async Task UpdateAliasAsync(HttpContext http, FunctionName name, string alias)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, MaxBody, "UpdateAlias"), LambdaJson.Default.AliasBody);
        // An empty RoutingConfig ends a canary; an absent one leaves it.
        var weights = body.RoutingConfig is null ? null : body.RoutingConfig.AdditionalVersionWeights ?? [];
        await AliasAsync(http, 200, name.Name, catalog.PutAlias(name.Name, alias, create: false, body.FunctionVersion, body.Description, weights, body.RevisionId));
    }

    private Task ListAliasesAsync(HttpContext http, FunctionName name)
    {
        var version = http.Request.Query["FunctionVersion"].ToString();
        var aliases = catalog.Change(name.Name, f => f.Aliases.Values.Where(a => version.Length == 0 || a.Version == version).ToArray());
        return PageAsync(http, "Aliases", aliases, (json, a) => LambdaAnswers.Alias(json, catalog.Region, name.Name, a));
    }

    private async Task DeleteAliasAsync(HttpContext http, FunctionName name, string alias)
    {
        catalog.DeleteAlias(name.Name, alias);
        http.Response.StatusCode = 204;
        await Task.CompletedTask;
    }

    private Task AliasAsync(HttpContext http, int status, string function, FunctionAlias alias) =>
        Answers.JsonAsync(http, status, json => LambdaAnswers.Alias(json, catalog.Region, function, alias));

    // ---- concurrency, tags

    private async Task PutConcurrencyAsync(HttpContext http, FunctionName name)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, MaxBody, "PutFunctionConcurrency"), LambdaJson.Default.ConcurrencyBody);
        var reserved = body.ReservedConcurrentExecutions is { } n and >= 0 ? n : throw LambdaError.Validation("ReservedConcurrentExecutions must be 0 or more.");
        catalog.Change(name.Name, f => f.Concurrency.Reserved = reserved);
        await GetConcurrencyAsync(http, name);
    }

    private Task GetConcurrencyAsync(HttpContext http, FunctionName name)
    {
        var reserved = catalog.Change(name.Name, f => f.Concurrency.Reserved);
        return Answers.JsonAsync(http, 200, json =>
        {
            json.WriteStartObject();
            if (reserved is { } n)
                json.WriteNumber("ReservedConcurrentExecutions", n);
            json.WriteEndObject();
        });
    }

    private Task DeleteConcurrencyAsync(HttpContext http, FunctionName name)
    {
        catalog.Change(name.Name, f => f.Concurrency.Reserved = null);
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private Task ListTagsAsync(HttpContext http, FunctionName name)
    {
        var tags = catalog.Change(name.Name, f => f.Tags.ToArray());
        return Answers.JsonAsync(http, 200, json =>
        {
            json.WriteStartObject();
            LambdaAnswers.Map(json, "Tags", tags);
            json.WriteEndObject();
        });
    }

    private async Task TagAsync(HttpContext http, FunctionName name)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, MaxBody, "TagResource"), LambdaJson.Default.TagsBody);
        catalog.Change(name.Name, f =>
        {
            foreach (var (key, value) in body.Tags ?? [])
                f.Tags[key] = value;
            return 0;
        });
        http.Response.StatusCode = 204;
    }

    private Task UntagAsync(HttpContext http, FunctionName name)
    {
        var keys = http.Request.Query["tagKeys"].ToArray();
        catalog.Change(name.Name, f =>
        {
            foreach (var key in keys)
                f.Tags.Remove(key!);
            return 0;
        });
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    // ---- pages

    private static Task PageAsync<T>(HttpContext http, string member, T[] items, Action<Utf8JsonWriter, T> write)
    {
        var query = http.Request.Query;
        var size = int.TryParse(query["MaxItems"], out var n) ? Math.Clamp(n, 1, 10_000) : 50;
        var from = 0;
        if (query["Marker"].ToString() is { Length: > 0 } marker && !int.TryParse(marker, out from))
            throw LambdaError.InvalidParameter("Invalid marker.");
        from = Math.Clamp(from, 0, items.Length);
        var to = Math.Min(items.Length, from + size);
        return Answers.JsonAsync(http, 200, json =>
        {
            json.WriteStartObject();
            if (to < items.Length)
                json.WriteString("NextMarker", to.ToString());
            json.WriteStartArray(member);
            foreach (var item in items.AsSpan(from, to - from))
                write(json, item);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    [GeneratedRegex("^(?![0-9]+$)[a-zA-Z0-9_-]{1,128}$", RegexOptions.CultureInvariant)]
    private static partial Regex AliasName();
}
