using System.Text.RegularExpressions;
using Fusionize.Local.Functions;
using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Lambda;

/// <summary>Resource policies. They apply to function URLs; other callers aren't authenticated.</summary>
internal sealed partial class PolicyApi(FunctionCatalog catalog)
{
    public async Task AddAsync(HttpContext http, FunctionName name)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, FunctionApi.MaxBody, "AddPermission"), LambdaJson.Default.PermissionBody);
        foreach (var (member, value) in new[] { ("statementId", body.StatementId), ("action", body.Action), ("principal", body.Principal) })
        {
            if (string.IsNullOrEmpty(value))
                throw FunctionRules.Invalid(member, "null", "Member must not be null");
        }
        if (!StatementPattern().IsMatch(body.StatementId!))
            throw FunctionRules.Invalid("statementId", body.StatementId!, $"Member must satisfy regular expression pattern: {StatementPattern()}");
        if (!ActionPattern().IsMatch(body.Action!))
            throw FunctionRules.Invalid("action", body.Action!, $"Member must satisfy regular expression pattern: {ActionPattern()}");
        if (body.FunctionUrlAuthType is not (null or "NONE" or "AWS_IAM"))
            throw FunctionRules.Invalid("functionUrlAuthType", body.FunctionUrlAuthType, "Member must satisfy enum value set: [NONE, AWS_IAM]");
        var statement = catalog.Change(name.Name, f =>
        {
            catalog.CheckQualifier(f, name.Qualifier);
            var policy = f.Policies.GetValueOrDefault(name.Qualifier ?? "");
            CheckRevision(policy, body.RevisionId);
            policy ??= f.Policies[name.Qualifier ?? ""] = new();
            if (!policy.Statements.TryAdd(body.StatementId!, body))
                throw LambdaError.Conflict(
                    $"The statement id ({body.StatementId}) provided already exists. Please provide a new statement id, "
                        + $"or remove the existing statement."
                );
            policy.Touch();
            return FunctionPolicy.ToJson(body, Arn(name));
        });
        await Answers.ObjectAsync(http, 201, json =>
        {
            json.WriteString("Statement", statement);
        });
    }

    public Task GetAsync(HttpContext http, FunctionName name)
    {
        var (text, revision) = catalog.Change(name.Name, f =>
        {
            catalog.CheckQualifier(f, name.Qualifier);
            var policy = f.Policies.GetValueOrDefault(name.Qualifier ?? "")
                ?? throw LambdaError.NotFound("The resource you requested does not exist.");
            return (policy.ToJson(Arn(name)), policy.RevisionId);
        });
        return Answers.ObjectAsync(http, 200, json =>
        {
            json.WriteString("Policy", text);
            json.WriteString("RevisionId", revision);
        });
    }

    public Task RemoveAsync(HttpContext http, FunctionName name, string statement)
    {
        catalog.Change(name.Name, f =>
        {
            catalog.CheckQualifier(f, name.Qualifier);
            var policy = f.Policies.GetValueOrDefault(name.Qualifier ?? "");
            CheckRevision(policy, http.Request.Query["RevisionId"].ToString() is { Length: > 0 } revision ? revision : null);
            if (policy is null || !policy.Statements.Remove(statement))
                throw LambdaError.NotFound($"Statement {statement} is not found in resource policy.");
            policy.Touch();
            if (policy.Statements.Count == 0)
                f.Policies.Remove(name.Qualifier ?? "");
            return 0;
        });
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private static void CheckRevision(FunctionPolicy? policy, string? expected)
    {
        if (expected is not null && policy?.RevisionId != expected)
            throw LambdaError.PreconditionFailed();
    }

    private string Arn(FunctionName name) => FunctionName.Arn(catalog.Region, name.Name, name.Qualifier);

    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex StatementPattern();

    [GeneratedRegex(@"^(lambda:\*|lambda:[a-zA-Z]+|\*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex ActionPattern();
}
