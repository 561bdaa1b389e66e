using System.Text.Json;
using System.Text.Json.Nodes;
using Fusionize.Packaging;

namespace Fusionize.Deployment.Infrastructure;

/// <summary>Writes a build's infrastructure as Terraform (OpenTofu) configuration in JSON: <c>main.tf.json</c>.</summary>
public static class TerraformTemplate
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(FusionManifest manifest, InfrastructureOptions options)
    {
        var access = FunctionAccess.Of(manifest, options.Claims);
        var resources = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        var outputs = new JsonObject();
        var secrets = new SortedSet<string>(StringComparer.Ordinal);
        // The deployer creates its own queue, and a queue without functions would always be empty.
        if (options.Scope == InfrastructureScope.Everything && access.Any(a => a.IsAsyncCallee))
            Add("aws_sqs_queue", "failed_work", new() { ["message_retention_seconds"] = 14 * 24 * 3600, ["sqs_managed_sse_enabled"] = true });
        foreach (var function in access)
        {
            var id = Id(function.Task);
            Add(
                "aws_cloudwatch_log_group",
                id,
                new() { ["name"] = "/aws/lambda/" + function.Function, ["retention_in_days"] = options.LogRetentionDays }
            );
            var role = new JsonObject { ["assume_role_policy"] = PolicyDocument.AssumedByLambda().ToJsonString() };
            if (options.PermissionsBoundary is { } boundary)
                role["permissions_boundary"] = Escape(boundary);
            Add("aws_iam_role", id, role);
            Add(
                "aws_iam_role_policy",
                id,
                new()
                {
                    ["name"] = "fusionize",
                    ["role"] = $"${{aws_iam_role.{id}.id}}",
                    ["policy"] = Policy(manifest.App, function, options),
                }
            );
            outputs[id + "_role"] = new JsonObject { ["value"] = $"${{aws_iam_role.{id}.arn}}" };
        }
        var data = new JsonObject
        {
            ["aws_partition"] = new JsonObject { ["current"] = new JsonObject() },
            ["aws_region"] = new JsonObject { ["current"] = new JsonObject() },
            ["aws_caller_identity"] = new JsonObject { ["current"] = new JsonObject() },
        };
        if (options.Scope == InfrastructureScope.Everything)
        {
            Functions();
            new TerraformTriggers(Add, data).Add(manifest, DesiredFunction.Of(manifest, options.Functions).Functions);
            if (options.HttpApi)
                TerraformRoutes.Add(manifest, Add, outputs);
        }
        var root = new JsonObject
        {
            ["terraform"] = new JsonObject
            {
                ["required_providers"] = new JsonObject
                {
                    ["aws"] = new JsonObject { ["source"] = "hashicorp/aws", ["version"] = ">= 5.0" },
                },
            },
            ["data"] = data,
            ["resource"] = new JsonObject(
                    resources.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => KeyValuePair.Create(r.Key, (JsonNode?)r.Value))
                ),
            ["output"] = outputs,
        };
        if (secrets.Count > 0)
            root["variable"] = new JsonObject(
                secrets.Select(s =>
                    KeyValuePair.Create(s, (JsonNode?)new JsonObject { ["type"] = "string", ["sensitive"] = true })
                )
            );
        return root.ToJsonString(s_json) + "\n";

        string Value(string value)
        {
            if (!TemplateSecret.TryRead(value, out var name))
                return Escape(value);
            secrets.Add(name);
            return $"${{var.{name}}}";
        }

        void Functions()
        {
            var (release, desired) = DesiredFunction.Of(manifest, options.Functions);
            var asyncCallees = access.Where(a => a.IsAsyncCallee).Select(a => a.Function).ToHashSet(StringComparer.Ordinal);
            foreach (var function in desired)
            {
                var id = Id(function.Task);
                var properties = new JsonObject
                {
                    ["function_name"] = function.Name,
                    ["description"] = Escape(function.Description),
                    ["runtime"] = function.Group.Runtime,
                    ["handler"] = function.Group.Handler,
                    ["role"] = $"${{aws_iam_role.{id}.arn}}",
                    ["filename"] = function.Group.Zip,
                    ["source_code_hash"] = function.CodeSha256,
                    ["memory_size"] = function.Group.MemoryMB,
                    ["timeout"] = function.TimeoutSeconds,
                    ["architectures"] = new JsonArray(function.Group.Architecture),
                    ["publish"] = true,
                    ["environment"] = new JsonObject
                    {
                        ["variables"] = new JsonObject(function.Variables.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)Value(v.Value)))),
                    },
                    ["depends_on"] = new JsonArray("aws_cloudwatch_log_group." + id, "aws_iam_role_policy." + id),
                };
                if (asyncCallees.Contains(function.Name))
                    properties["dead_letter_config"] = new JsonObject { ["target_arn"] = "${aws_sqs_queue.failed_work.arn}" };
                Add("aws_lambda_function", id, properties);
                Add(
                    "aws_lambda_alias",
                    id + "_release",
                    new()
                    {
                        ["name"] = release,
                        ["function_name"] = $"${{aws_lambda_function.{id}.function_name}}",
                        ["function_version"] = $"${{aws_lambda_function.{id}.version}}",
                        // The old release's alias stays until the new one exists, because running requests still use it.
                        ["lifecycle"] = new JsonObject { ["create_before_destroy"] = true },
                    }
                );
                if (!function.IsEntry)
                    continue;
                Add(
                    "aws_lambda_alias",
                    id + "_live",
                    new()
                    {
                        ["name"] = Aliases.Live,
                        ["function_name"] = $"${{aws_lambda_function.{id}.function_name}}",
                        ["function_version"] = $"${{aws_lambda_function.{id}.version}}",
                        ["depends_on"] = new JsonArray([.. desired.Select(d => (JsonNode)$"aws_lambda_alias.{Id(d.Task)}_release")]),
                    }
                );
                outputs[id + "_live"] = new JsonObject { ["value"] = $"${{aws_lambda_alias.{id}_live.arn}}" };
                if (!options.FunctionUrls)
                    continue;
                Add(
                    "aws_lambda_function_url",
                    id,
                    new()
                    {
                        ["authorization_type"] = "AWS_IAM",
                        ["function_name"] = $"${{aws_lambda_function.{id}.function_name}}",
                        ["qualifier"] = $"${{aws_lambda_alias.{id}_live.name}}",
                    }
                );
                outputs[id + "_url"] = new JsonObject { ["value"] = $"${{aws_lambda_function_url.{id}.function_url}}" };
            }
        }

        void Add(string type, string id, JsonObject properties)
        {
            if (!resources.TryGetValue(type, out var all))
                resources.Add(type, all = []);
            all[id] = properties;
        }
    }

    private static string Policy(string app, FunctionAccess function, InfrastructureOptions options)
    {
        var policy = PolicyDocument.Allowing(
            function.IsAsyncCallee && options.SendsFailures(app) is { } sends ? [.. function.Statements, sends] : function.Statements,
            arn => JsonValue.Create(Resource(arn))
        );
        if (function.IsAsyncCallee && options.Scope == InfrastructureScope.Everything)
        {
            policy["Statement"]!
                .AsArray()
                .Add(
                    new JsonObject
                    {
                        ["Effect"] = "Allow",
                        ["Action"] = new JsonArray("sqs:SendMessage"),
                        ["Resource"] = "${aws_sqs_queue.failed_work.arn}",
                    }
                );
        }
        return policy.ToJsonString(s_json);
    }

    internal static string Resource(string arn)
    {
        // First escape the strings that Terraform must not change, then insert its own expressions.
        var text = Escape(arn);
        return text.Replace("$" + Place.Partition, "${data.aws_partition.current.partition}", StringComparison.Ordinal)
            .Replace("$" + Place.Region, "${data.aws_region.current.id}", StringComparison.Ordinal)
            .Replace("$" + Place.Account, "${data.aws_caller_identity.current.account_id}", StringComparison.Ordinal);
    }

    internal static string Escape(string text) => text.Replace("${", "$${", StringComparison.Ordinal).Replace("%{", "%%{", StringComparison.Ordinal);

    internal static string Id(string group) => group.Replace("_", "__", StringComparison.Ordinal).Replace('.', '_');
}
