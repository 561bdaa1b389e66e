using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fusionize.Packaging;

namespace Fusionize.Deployment.Infrastructure;

/// <summary>Writes a build's infrastructure as a CloudFormation template in JSON, which SAM and CDK can use, too.</summary>
public static class CloudFormationTemplate
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
        var resources = new JsonObject();
        var outputs = new JsonObject();
        // The deployer creates its own queue, and a queue without functions would always be empty.
        if (options.Scope == InfrastructureScope.Everything && access.Any(a => a.IsAsyncCallee))
            resources["FailedWork"] = FailedWork();
        foreach (var function in access)
        {
            var id = Id(function.Task);
            resources[id + "Log"] = Resource(
                "AWS::Logs::LogGroup",
                new() { ["LogGroupName"] = "/aws/lambda/" + function.Function, ["RetentionInDays"] = options.LogRetentionDays }
            );
            resources[id + "Role"] = Role(manifest.App, function, options);
            outputs[id + "Role"] = new JsonObject
            {
                ["Description"] = function.Task == function.Group ? $"Role of group {function.Group}" : $"Role of entry task {function.Task}",
                ["Value"] = GetAtt(id + "Role", "Arn"),
            };
        }
        var template = new JsonObject
        {
            ["AWSTemplateFormatVersion"] = "2010-09-09",
            ["Description"] =
                $"{manifest.App}: {(options.Scope == InfrastructureScope.Access ? "roles and logs of setup" : "setup")} {manifest.Setup}",
        };
        if (options.Scope == InfrastructureScope.Everything)
        {
            template["Parameters"] = new JsonObject
            {
                ["CodeBucket"] = new JsonObject { ["Type"] = "String", ["Description"] = "Bucket with the zips" },
                ["CodePrefix"] = new JsonObject
                {
                    ["Type"] = "String",
                    ["Default"] = $"fusionize/{manifest.App}/",
                    ["Description"] = "What the zips' keys begin with; the rest is SHA-256.zip",
                },
            };
            Functions(manifest, access, options, resources, outputs);
            new CloudFormationTriggers(template["Parameters"]!.AsObject(), resources, outputs).Add(
                manifest,
                DesiredFunction.Of(manifest, options.Functions).Functions
            );
            if (options.HttpApi)
                CloudFormationRoutes.Add(manifest, resources, outputs);
            foreach (var name in SecretsOf(manifest, options))
                template["Parameters"]![ParameterOf(name)] = new JsonObject
                {
                    ["Type"] = "String",
                    ["NoEcho"] = true,
                    ["Description"] = "Value of " + name,
                };
        }
        template["Resources"] = resources;
        template["Outputs"] = outputs;
        return template.ToJsonString(s_json) + "\n";
    }

    private static void Functions(
        FusionManifest manifest,
        IEnumerable<FunctionAccess> access,
        InfrastructureOptions options,
        JsonObject resources,
        JsonObject outputs
    )
    {
        // The roles are resources of this template: no ARN is known yet, and none is needed.
        var (release, desired) = DesiredFunction.Of(manifest, options.Functions);
        var mark = release[^8..];
        var asyncCallees = access.Where(a => a.IsAsyncCallee).Select(a => a.Function).ToHashSet(StringComparer.Ordinal);
        foreach (var function in desired)
        {
            var id = Id(function.Task);
            var properties = new JsonObject
            {
                ["FunctionName"] = function.Name,
                ["Description"] = function.Description,
                ["Runtime"] = function.Group.Runtime,
                ["Handler"] = function.Group.Handler,
                ["Role"] = GetAtt(id + "Role", "Arn"),
                ["Code"] = new JsonObject { ["S3Bucket"] = Ref("CodeBucket"), ["S3Key"] = Sub("${CodePrefix}" + function.Group.Sha256 + ".zip") },
                ["MemorySize"] = function.Group.MemoryMB,
                ["Timeout"] = function.TimeoutSeconds,
                ["Architectures"] = new JsonArray(function.Group.Architecture),
                ["Environment"] = new JsonObject
                {
                    ["Variables"] = new JsonObject(function.Variables.Select(v => KeyValuePair.Create(v.Key, Value(v.Value)))),
                },
            };
            if (asyncCallees.Contains(function.Name))
                properties["DeadLetterConfig"] = new JsonObject { ["TargetArn"] = GetAtt("FailedWork", "Arn") };
            resources[id + "Function"] = Resource("AWS::Lambda::Function", properties, dependsOn: id + "Log");

            // A new release has new resources. CloudFormation creates them first, and deletes the old ones when all new ones exist.
            resources[id + "Version" + mark] = Resource(
                "AWS::Lambda::Version",
                new() { ["FunctionName"] = Ref(id + "Function"), ["Description"] = release }
            );
            resources[id + "Release" + mark] = Alias(id, mark, release);
            if (!function.IsEntry)
                continue;
            // Live traffic moves when all functions of the release exist.
            var live = Alias(id, mark, Aliases.Live);
            live["DependsOn"] = new JsonArray([.. desired.Select(d => (JsonNode)(Id(d.Task) + "Release" + mark))]);
            resources[id + "Live"] = live;
            outputs[id + "Live"] = new JsonObject { ["Description"] = $"What clients of {function.Task} invoke", ["Value"] = Ref(id + "Live") };
            if (!options.FunctionUrls)
                continue;
            resources[id + "Url"] = Resource(
                "AWS::Lambda::Url",
                new()
                {
                    ["AuthType"] = "AWS_IAM",
                    ["TargetFunctionArn"] = Ref(id + "Function"),
                    ["Qualifier"] = Aliases.Live,
                },
                dependsOn: id + "Live"
            );
            outputs[id + "Url"] = new JsonObject { ["Value"] = GetAtt(id + "Url", "FunctionUrl") };
        }
    }

    private static IEnumerable<string> SecretsOf(FusionManifest manifest, InfrastructureOptions options) =>
        DesiredFunction
            .Of(manifest, options.Functions)
            .Functions.SelectMany(f => f.Variables.Values)
            .Select(v => TemplateSecret.TryRead(v, out var name) ? name : null)
            .OfType<string>()
            .Distinct()
            .Order(StringComparer.Ordinal);

    private static JsonNode? Value(string value) => TemplateSecret.TryRead(value, out var name) ? Ref(ParameterOf(name)) : JsonValue.Create(value);

    private static string ParameterOf(string name) => "Secret" + Id(name);

    private static JsonObject Alias(string id, string mark, string name) =>
        Resource(
            "AWS::Lambda::Alias",
            new()
            {
                ["FunctionName"] = Ref(id + "Function"),
                ["Name"] = name,
                ["FunctionVersion"] = GetAtt(id + "Version" + mark, "Version"),
            }
        );

    private static JsonObject Role(string app, FunctionAccess function, InfrastructureOptions options)
    {
        var policy = PolicyDocument.Allowing(
            function.IsAsyncCallee && options.SendsFailures(app) is { } sends ? [.. function.Statements, sends] : function.Statements,
            Resource
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
                        ["Resource"] = GetAtt("FailedWork", "Arn"),
                    }
                );
        }
        var properties = new JsonObject
        {
            ["AssumeRolePolicyDocument"] = PolicyDocument.AssumedByLambda(),
            ["Policies"] = new JsonArray(new JsonObject { ["PolicyName"] = "fusionize", ["PolicyDocument"] = policy }),
        };
        if (options.PermissionsBoundary is { } boundary)
            properties["PermissionsBoundary"] = boundary;
        return Resource("AWS::IAM::Role", properties);
    }

    private static JsonObject FailedWork() =>
        Resource("AWS::SQS::Queue", new() { ["MessageRetentionPeriod"] = 14 * 24 * 3600, ["SqsManagedSseEnabled"] = true });

    internal static JsonNode Resource(string arn)
    {
        // First escape IAM's own variables (${aws:username}), then insert CloudFormation's.
        var text = arn.Replace("${", "${!", StringComparison.Ordinal)
            .Replace(Ours(Place.Partition), "${AWS::Partition}", StringComparison.Ordinal)
            .Replace(Ours(Place.Region), "${AWS::Region}", StringComparison.Ordinal)
            .Replace(Ours(Place.Account), "${AWS::AccountId}", StringComparison.Ordinal);
        return text.Contains("${AWS::", StringComparison.Ordinal) ? Sub(text) : JsonValue.Create(arn);

        static string Ours(string place) => place.Insert(2, "!");
    }

    internal static JsonObject Resource(string type, JsonObject properties, string? dependsOn = null)
    {
        var resource = new JsonObject { ["Type"] = type };
        if (dependsOn is not null)
            resource["DependsOn"] = dependsOn;
        resource["Properties"] = properties;
        return resource;
    }

    internal static JsonObject Ref(string id) => new() { ["Ref"] = id };

    internal static JsonObject GetAtt(string id, string attribute) => new() { ["Fn::GetAtt"] = new JsonArray(id, attribute) };

    internal static JsonObject Sub(string text) => new() { ["Fn::Sub"] = text };

    /// <summary>Logical ids consist of letters and digits. A group's name may contain '_' and '.', and two groups must not get the same id.</summary>
    internal static string Id(string group)
    {
        var id = new StringBuilder(group.Length);
        foreach (var c in group)
        {
            if (char.IsAsciiLetterOrDigit(c))
                id.Append(c);
            else
                id.Append(c == '.' ? "Dot" : "U");
        }
        return id.ToString();
    }
}
