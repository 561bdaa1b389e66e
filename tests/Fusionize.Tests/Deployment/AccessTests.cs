using System.Collections.Immutable;
using Fusionize.Deployment.Infrastructure;
using Fusionize.Packaging;
using Fusionize.Setups;
using Fusionize.Setups.Manifests;

namespace Fusionize.Tests.Deployment;

public sealed class AccessTests
{
    private const string Table = "arn:${Partition}:dynamodb:${Region}:${Account}:table/events";

    /// <summary>Look (entry) calls Check and, asynchronously, Store; Store writes to a table.</summary>
    internal static FusionManifest App(params string[] groups) =>
        new()
        {
            App = "iot",
            Setup = "0123456789abcdef",
            Notation = string.Join('-', groups.Select(g => $"({g})")),
            ToolVersion = "0",
            Tasks =
            [
                new("Look", true, [], null),
                new("Check", false, [new("x", "string")], null),
                new(
                    "Store",
                    false,
                    [],
                    null,
                    [
                        new TaskPermission("dynamodb:PutItem", Table),
                        new TaskPermission("dynamodb:GetItem", Table),
                        new TaskPermission("s3:GetObject", "arn:aws:s3:::b/${aws:username}"),
                    ]
                ),
            ],
            Calls = [new("Look", "Check", "sync", "once", "a:1"), new("Look", "Store", "async", "once", "a:2")],
            Groups =
            [
                .. groups
                    .Select(g => g.Split(','))
                    .Select(tasks => new ManifestGroup
                    {
                        Name = tasks[0],
                        Function = "iot-" + tasks[0],
                        Zip = tasks[0] + ".zip",
                        Sha256 = new string('a', 64),
                        Bytes = 1,
                        Runtime = "dotnet10",
                        Handler = "IoT.Function",
                        Architecture = "arm64",
                        MemoryMB = 256,
                        Tasks = [.. tasks],
                        Entries = [.. tasks],
                        RemoteAsync = [],
                        Assemblies = [],
                        Routes = groups
                            .Select(x => x.Split(','))
                            .Where(x => x[0] != tasks[0] && tasks.Contains("Look"))
                            .ToImmutableSortedDictionary(x => x[0], x => x[0]),
                    }),
            ],
        };

    [Fact]
    public void A_function_may_do_what_its_tasks_and_calls_need_and_write_its_log()
    {
        var access = FunctionAccess.Of(App("Look,Check", "Store"));
        Assert.Equal(
            [
                ("lambda:InvokeFunction", "arn:${Partition}:lambda:${Region}:${Account}:function:iot-Store:setup-*", "calls Store"),
                ("logs:CreateLogStream", "arn:${Partition}:logs:${Region}:${Account}:log-group:/aws/lambda/iot-Look:*", "its log"),
                ("logs:PutLogEvents", "arn:${Partition}:logs:${Region}:${Account}:log-group:/aws/lambda/iot-Look:*", "its log"),
            ],
            access[0].Statements.Select(s => (s.Action, s.Resource, s.Because))
        );
        Assert.Equal(
            ["dynamodb:GetItem", "dynamodb:PutItem", "logs:CreateLogStream", "logs:PutLogEvents", "s3:GetObject"],
            access[1].Statements.Select(s => s.Action)
        );
        Assert.Equal((false, true), (access[0].IsAsyncCallee, access[1].IsAsyncCallee));
    }

    [Fact]
    public void Fusing_with_a_task_that_may_more_is_told()
    {
        var app = App("Look", "Check", "Store");
        var (old, @new) = (
            FusionSetup.ParseNotation("(Look)-(Check)-(Store)", FunctionAccess.ModelOf(app)),
            FusionSetup.ParseNotation("(Look,Store)-(Check)", FunctionAccess.ModelOf(app))
        );
        var widened = AccessDiff.Between(
            FunctionAccess.Of(app, old),
            g => old.Groups.Single(x => x.Name == g).Tasks,
            FunctionAccess.Of(app, @new),
            g => @new.Groups.Single(x => x.Name == g).Tasks
        );
        Assert.Equal(
            [
                new("Look", "dynamodb:GetItem", Table, "task Store"),
                new("Look", "dynamodb:PutItem", Table, "task Store"),
                new("Look", "s3:GetObject", "arn:aws:s3:::b/${aws:username}", "task Store"),
                new("Store", "lambda:InvokeFunction", "arn:${Partition}:lambda:${Region}:${Account}:function:iot-Check:setup-*", "calls Check"),
            ],
            widened.AsEnumerable()
        );
        Assert.Empty(
            AccessDiff.Between(
                FunctionAccess.Of(app, @new),
                g => @new.Groups.Single(x => x.Name == g).Tasks,
                FunctionAccess.Of(app, @new),
                g => @new.Groups.Single(x => x.Name == g).Tasks
            )
        );
    }

    [Fact]
    public void What_sends_or_receives_large_arguments_may_write_or_read_them_and_nothing_else_may()
    {
        var app = App("Look", "Check", "Store");
        const string Claim = "arn:${Partition}:s3:::big/fusionize-claims/*",
            Key = "arn:aws:kms:eu-central-1:123456789012:key/k";
        // Store takes no arguments, so nothing large comes to it; Look calls, and nobody calls it.
        Assert.Equal(
            [
                "Look s3:PutObject " + Claim + " sends large arguments of Check",
                "Check s3:GetObject " + Claim + " receives large arguments of Check",
            ],
            Claims(app, "(Look)-(Check)-(Store)", new("big"))
        );
        Assert.Equal(
            [
                "Look kms:GenerateDataKey " + Key + " sends large arguments of Check",
                "Look s3:PutObject " + Claim + " sends large arguments of Check",
                "Check kms:Decrypt " + Key + " receives large arguments of Check",
                "Check s3:GetObject " + Claim + " receives large arguments of Check",
            ],
            Claims(app, "(Look)-(Check)-(Store)", new("big", Key))
        );
        Assert.Empty(Claims(app, "(Look,Check)-(Store)", new("big")));
        Assert.Empty(Claims(app, "(Look)-(Check)-(Store)", null));

        var widened = AccessDiff.Between(
            FunctionAccess.Of(app, Setup(app, "(Look,Check)-(Store)"), new("big")),
            g => g == "Look" ? ["Look", "Check"] : [g],
            FunctionAccess.Of(app, Setup(app, "(Look)-(Check)-(Store)"), new("big")),
            g => [g]
        );
        Assert.Contains(new("Check", "s3:GetObject", Claim, "receives large arguments of Check"), widened);
        Assert.Contains(new("Look", "s3:PutObject", Claim, "sends large arguments of Check"), widened);

        static FusionSetup Setup(FusionManifest app, string notation) => FusionSetup.ParseNotation(notation, FunctionAccess.ModelOf(app));

        static IEnumerable<string> Claims(FusionManifest app, string notation, ClaimBucket? bucket) =>
            FunctionAccess
                .Of(app, Setup(app, notation), bucket)
                .SelectMany(f =>
                    f.Statements.Where(s => s.Because.Contains("large", StringComparison.Ordinal))
                        .Select(s => $"{f.Group} {s.Action} {s.Resource} {s.Because}")
                );
    }

    [Fact]
    public void Templates_give_roles_and_functions_the_bucket()
    {
        var app = App("Look", "Check", "Store");
        var options = new InfrastructureOptions
        {
            Scope = InfrastructureScope.Everything,
            Claims = new("big", "arn:aws:kms:eu-central-1:123456789012:key/k"),
        };
        var stack = System.Text.Json.Nodes.JsonNode.Parse(CloudFormationTemplate.Write(app, options))!["Resources"]!;
        Assert.Equal("big", (string)stack["LookFunction"]!["Properties"]!["Environment"]!["Variables"]!["FUSIONIZE_CLAIM_BUCKET"]!);
        Assert.Contains("\"arn:${AWS::Partition}:s3:::big/fusionize-claims/*\"", stack["LookRole"]!.ToJsonString());
        Assert.Contains("kms:GenerateDataKey", stack["LookRole"]!.ToJsonString());
        Assert.Contains("kms:Decrypt", stack["CheckRole"]!.ToJsonString());
        var terraform = System.Text.Json.Nodes.JsonNode.Parse(TerraformTemplate.Write(app, options))!["resource"]!;
        Assert.Contains(
            "arn:${data.aws_partition.current.partition}:s3:::big/fusionize-claims/*",
            (string)terraform["aws_iam_role_policy"]!["Check"]!["policy"]!
        );
        Assert.DoesNotContain("s3:PutObject", (string)terraform["aws_iam_role_policy"]!["Check"]!["policy"]!);
        Assert.Equal(
            "arn:aws:kms:eu-central-1:123456789012:key/k",
            (string)terraform["aws_lambda_function"]!["Check"]!["environment"]!["variables"]!["FUSIONIZE_CLAIM_KEY"]!
        );
        // The functions' own constant.
        Assert.Equal(Fusionize.Remote.ClaimCheck.Folder, ClaimBucket.Folder);
    }

    [Fact]
    public void Permissions_are_read_from_the_tasks_attributes()
    {
        var found = TaskPermissions.Read(typeof(Declared).Assembly.Location);
        Assert.Equal(
            [new TaskPermission("s3:GetObject", "arn:aws:s3:::bucket/*"), new("s3:PutObject", "arn:aws:s3:::bücket/*")],
            found[("global::Fusionize.Tests.Deployment.AccessTests.Declared", nameof(Declared.Task))].AsEnumerable()
        );
        Assert.Single(found);
    }

    internal static class Declared
    {
        [TaskPermission("s3:GetObject", "arn:aws:s3:::bucket/*")]
        [TaskPermission("s3:PutObject", "arn:aws:s3:::bücket/*")]
        public static void Task() { }

        public static void Other() { }
    }
}
