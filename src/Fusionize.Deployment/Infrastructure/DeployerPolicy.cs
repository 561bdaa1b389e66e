using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fusionize.Deployment.Infrastructure;

/// <summary>The minimal permissions for deploying an application and reading its traces.</summary>
public static class DeployerPolicy
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The actions on the application's functions.</summary>
    public static IReadOnlyList<string> FunctionActions { get; } =
    [
        "lambda:AddPermission",
        "lambda:CreateAlias",
        "lambda:CreateFunction",
        "lambda:DeleteAlias",
        "lambda:DeleteFunction",
        "lambda:GetAlias",
        "lambda:GetFunctionConfiguration",
        "lambda:GetPolicy",
        "lambda:InvokeFunction",
        "lambda:ListAliases",
        "lambda:ListVersionsByFunction",
        "lambda:PublishVersion",
        "lambda:TagResource",
        "lambda:UpdateAlias",
        "lambda:UpdateFunctionCode",
        "lambda:UpdateFunctionConfiguration",
    ];

    /// <summary>The actions on HTTP APIs. API Gateway's actions are HTTP methods.</summary>
    public static IReadOnlyList<string> ApiActions { get; } =
    ["apigateway:DELETE", "apigateway:GET", "apigateway:PATCH", "apigateway:POST", "apigateway:TagResource"];

    /// <summary>The actions on event source mappings, which have no names of their own.</summary>
    public static IReadOnlyList<string> MappingActions { get; } =
    [
        "lambda:CreateEventSourceMapping",
        "lambda:DeleteEventSourceMapping",
        "lambda:ListEventSourceMappings",
        "lambda:ListTags",
        "lambda:TagResource",
        "lambda:UpdateEventSourceMapping",
    ];

    /// <summary>The actions on the queues of triggers.</summary>
    public static IReadOnlyList<string> QueueActions { get; } =
    ["sqs:CreateQueue", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags", "sqs:SetQueueAttributes", "sqs:TagQueue"];

    /// <summary>The actions on the rules of schedules and events.</summary>
    public static IReadOnlyList<string> RuleActions { get; } =
    ["events:DeleteRule", "events:ListTargetsByRule", "events:PutRule", "events:PutTargets", "events:RemoveTargets"];

    /// <param name="app">The application.</param>
    /// <param name="store">The setup store, <c>bucket/prefix</c>; null: not in S3.</param>
    /// <param name="roles">ARN pattern of the functions' roles.</param>
    /// <param name="queues">ARN pattern of the queues of triggers and their dead-letter queues; null: the application has no triggers.</param>
    public static string Write(string app, string? store, string roles = "arn:aws:iam::*:role/*", string? queues = null)
    {
        var statements = new JsonArray(
            Statement(FunctionActions, [$"arn:aws:lambda:*:*:function:{app}-*"]),
            Statement(["lambda:ListFunctions"], ["*"]),
            Statement(["sqs:CreateQueue", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"], [$"arn:aws:sqs:*:*:{Deployment.FailureQueue.NameFor(app)}"]),
            Statement(["logs:FilterLogEvents", "logs:StartQuery"], [$"arn:aws:logs:*:*:log-group:/aws/lambda/{app}-*"]),
            // An API's id isn't known before it exists, and no part of its name is in its ARN.
            Statement(ApiActions, ["arn:aws:apigateway:*::/apis", "arn:aws:apigateway:*::/apis/*"]),
            Statement(["apigateway:POST", "apigateway:PUT", "apigateway:TagResource"], ["arn:aws:apigateway:*::/tags/*"]),
            // These actions apply to a query, not to a log group, and IAM has no resource for queries.
            Statement(["logs:GetQueryResults", "logs:StopQuery"], ["*"])
        );
        var pass = Statement(["iam:PassRole"], [roles]);
        pass["Condition"] = new JsonObject { ["StringEquals"] = new JsonObject { ["iam:PassedToService"] = "lambda.amazonaws.com" } };
        statements.Add(pass);
        if (store is not null)
        {
            var (bucket, prefix) = store.Split('/', 2) is [var b, var p] ? (b, p.TrimEnd('/') + "/") : (store, "");
            statements.Add(Statement(["s3:GetObject", "s3:PutObject"], [$"arn:aws:s3:::{bucket}/{prefix}*"]));
            // With this permission, S3 reports missing objects as missing instead of denying access.
            statements.Add(Statement(["s3:ListBucket"], [$"arn:aws:s3:::{bucket}"]));
        }
        foreach (var statement in queues is null ? [] : ForTriggers(app, queues))
            statements.Add(statement);
        return new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = statements }.ToJsonString(s_json);
    }

    private static JsonObject[] ForTriggers(string app, string queues) =>
        [
            Statement(MappingActions, ["*"]),
            Statement(QueueActions, [queues]),
            Statement(RuleActions, [$"arn:aws:events:*:*:rule/{app}-*"]),
            Statement(["events:ListRules"], ["*"]),
            Statement(["lambda:RemovePermission"], [$"arn:aws:lambda:*:*:function:{app}-*"]),
        ];

    private static JsonObject Statement(IEnumerable<string> actions, IEnumerable<string> resources) =>
        new()
        {
            ["Effect"] = "Allow",
            ["Action"] = new JsonArray([.. actions.Select(a => (JsonNode)a)]),
            ["Resource"] = new JsonArray([.. resources.Select(r => (JsonNode)r)]),
        };
}
