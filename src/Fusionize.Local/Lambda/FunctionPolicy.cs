using System.Buffers;
using System.IO.Enumeration;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fusionize.Local.Lambda;

/// <summary>A resource policy, which determines who may invoke a function: statements by id.</summary>
internal sealed class FunctionPolicy
{
    public SortedDictionary<string, PermissionBody> Statements { get; } = new(StringComparer.Ordinal);

    public string RevisionId { get; private set; } = Guid.NewGuid().ToString();

    public void Touch() => RevisionId = Guid.NewGuid().ToString();

    /// <summary>Whether anybody may invoke it by its URL.</summary>
    public bool IsPublic =>
        Statements.Values.Any(s =>
            s is { Principal: "*", Action: "lambda:InvokeFunctionUrl" or "lambda:*" or "*", FunctionUrlAuthType: null or "NONE" }
        );

    /// <summary>Whether a service may invoke it for a resource of an account.</summary>
    public bool Allows(string service, string account, string source) =>
        Statements.Values.Any(s =>
            s.Principal == service
            && s.Action is "lambda:InvokeFunction" or "lambda:*" or "*"
            && s is { InvokedViaFunctionUrl: not true, FunctionUrlAuthType: null }
            && (s.SourceAccount is null || s.SourceAccount == account)
            && (s.SourceArn is not { } pattern || FileSystemName.MatchesSimpleExpression(pattern, source, ignoreCase: false))
        );

    public string ToJson(string resource) =>
        Text(json =>
        {
            json.WriteStartObject();
            json.WriteString("Version", "2012-10-17");
            json.WriteString("Id", "default");
            json.WriteStartArray("Statement");
            foreach (var statement in Statements.Values)
                Write(json, statement, resource);
            json.WriteEndArray();
            json.WriteEndObject();
        });

    public static string ToJson(PermissionBody statement, string resource) => Text(json => Write(json, statement, resource));

    private static void Write(Utf8JsonWriter json, PermissionBody statement, string resource)
    {
        json.WriteStartObject();
        json.WriteString("Sid", statement.StatementId);
        json.WriteString("Effect", "Allow");
        Principal(json, statement.Principal!);
        json.WriteString("Action", statement.Action);
        json.WriteString("Resource", resource);
        (string Operator, string Key, string? Value)[] conditions =
        [
            ("ArnLike", "AWS:SourceArn", statement.SourceArn),
            (
                "Bool",
                "lambda:InvokedViaFunctionUrl",
                statement.InvokedViaFunctionUrl is { } via
                    ? via
                        ? "true"
                        : "false"
                    : null
            ),
            ("StringEquals", "AWS:SourceAccount", statement.SourceAccount),
            ("StringEquals", "aws:PrincipalOrgID", statement.PrincipalOrgID),
            ("StringEquals", "lambda:EventSourceToken", statement.EventSourceToken),
            ("StringEquals", "lambda:FunctionUrlAuthType", statement.FunctionUrlAuthType),
        ];
        var given = conditions.Where(c => c.Value is not null).GroupBy(c => c.Operator).ToArray();
        if (given.Length > 0)
        {
            json.WriteStartObject("Condition");
            foreach (var group in given)
            {
                json.WriteStartObject(group.Key);
                foreach (var (_, key, value) in group)
                    json.WriteString(key, value);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Principal(Utf8JsonWriter json, string principal)
    {
        if (principal == "*")
        {
            json.WriteString("Principal", principal);
            return;
        }
        var isAccount = Regex.IsMatch(principal, @"^[0-9]{12}\z", RegexOptions.CultureInvariant);
        json.WriteStartObject("Principal");
        if (isAccount || principal.StartsWith("arn:", StringComparison.Ordinal))
            json.WriteString("AWS", isAccount ? $"arn:aws:iam::{principal}:root" : principal);
        else
            json.WriteString("Service", principal);
        json.WriteEndObject();
    }

    private static string Text(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
