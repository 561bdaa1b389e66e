using System.Text.RegularExpressions;
using Fusionize.Local.Functions;
using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Lambda;

/// <summary>A function's versions and aliases.</summary>
internal sealed partial class VersionApi(FunctionCatalog catalog)
{
    public async Task PublishAsync(HttpContext http, FunctionName name)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, FunctionApi.MaxBody, "PublishVersion"), LambdaJson.Default.PublishVersionBody);
        var description = body.Description is { } given ? FunctionRules.Description(given) : null;
        var published = catalog.Publish(name.Name, body.CodeSha256, body.RevisionId, description);
        await Answers.JsonAsync(http, 201, json => LambdaAnswers.Configuration(json, catalog.Region, published, true));
    }

    public Task ListAsync(HttpContext http, FunctionName name)
    {
        var versions = catalog.Change(name.Name, f => f.AllVersions.ToArray());
        return Pages.AnswerAsync(http, "Versions", versions, FunctionApi.Key, (json, v) =>
            LambdaAnswers.Configuration(json, catalog.Region, v, true)
        );
    }

    public async Task CreateAliasAsync(HttpContext http, FunctionName name)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, FunctionApi.MaxBody, "CreateAlias"), LambdaJson.Default.AliasBody);
        var alias = body.Name ?? throw LambdaError.Validation("Name is required.");
        if (!AliasName().IsMatch(alias))
            throw FunctionRules.Invalid("name", alias, "Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)");
        var version = body.FunctionVersion ?? throw LambdaError.Validation("FunctionVersion is required.");
        FunctionRules.Description(body.Description);
        var weights = body.RoutingConfig?.AdditionalVersionWeights;
        await AnswerAsync(http, 201, name.Name, catalog.PutAlias(name.Name, alias, create: true, version, body.Description, weights, null));
    }

    public async Task UpdateAliasAsync(HttpContext http, FunctionName name, string alias)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, FunctionApi.MaxBody, "UpdateAlias"), LambdaJson.Default.AliasBody);
        FunctionRules.Description(body.Description);
        // An empty RoutingConfig ends a canary; without one, the canary stays.
        var weights = body.RoutingConfig is null ? null : body.RoutingConfig.AdditionalVersionWeights ?? [];
        await AnswerAsync(
            http,
            200,
            name.Name,
            catalog.PutAlias(name.Name, alias, create: false, body.FunctionVersion, body.Description, weights, body.RevisionId)
        );
    }

    public Task GetAliasAsync(HttpContext http, FunctionName name, string alias) =>
        AnswerAsync(http, 200, name.Name, catalog.GetAlias(name.Name, alias));

    public Task ListAliasesAsync(HttpContext http, FunctionName name)
    {
        var version = http.Request.Query["FunctionVersion"].ToString();
        var aliases = catalog.Change(name.Name, f => f.Aliases.Values.Where(a => version.Length == 0 || a.Version == version).ToArray());
        return Pages.AnswerAsync(http, "Aliases", aliases, a => a.Name, (json, a) => LambdaAnswers.Alias(json, catalog.Region, name.Name, a));
    }

    public Task DeleteAliasAsync(HttpContext http, FunctionName name, string alias)
    {
        catalog.DeleteAlias(name.Name, alias);
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private Task AnswerAsync(HttpContext http, int status, string function, FunctionAlias alias) =>
        Answers.JsonAsync(http, status, json => LambdaAnswers.Alias(json, catalog.Region, function, alias));

    [GeneratedRegex(@"^(?![0-9]+\z)[a-zA-Z0-9_-]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex AliasName();
}
