using System.Collections.Immutable;
using Fusionize.Engine.Infrastructure;
using Fusionize.Engine.Packaging;
using Fusionize.Engine.Setups;

namespace Fusionize.Tests.Engine.Infrastructure;

public sealed class AccessTests
{
    private const string Table = "arn:${Partition}:dynamodb:${Region}:${Account}:table/events";

    /// <summary>Look (entry) calls Check and, asynchronously, Store; Store writes to a table.</summary>
    internal static FusionManifest App(params string[] groups) => new()
    {
        App = "iot",
        Setup = "0123456789abcdef",
        Notation = string.Join('-', groups.Select(g => $"({g})")),
        ToolVersion = "0",
        Tasks =
        [
            new("Look", true, [], null), new("Check", false, [], null),
            new("Store", false, [], null, [new TaskPermission("dynamodb:PutItem", Table), new TaskPermission("dynamodb:GetItem", Table), new TaskPermission("s3:GetObject", "arn:aws:s3:::b/${aws:username}")]),
        ],
        Calls = [new("Look", "Check", "sync", "once", "a:1"), new("Look", "Store", "async", "once", "a:2")],
        Groups =
        [
            .. groups.Select(g => g.Split(',')).Select(tasks => new ManifestGroup
            {
                Name = tasks[0], Function = "iot-" + tasks[0], Zip = tasks[0] + ".zip", Sha256 = new string('a', 64), Bytes = 1, Runtime = "dotnet10", Handler = "IoT.Function",
                Architecture = "arm64", MemoryMB = 256, Tasks = [.. tasks], Entries = [.. tasks], RemoteAsync = [], Assemblies = [],
                Routes = groups.Select(x => x.Split(',')).Where(x => x[0] != tasks[0] && tasks.Contains("Look")).ToImmutableSortedDictionary(x => x[0], x => x[0]),
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
            access[0].Statements.Select(s => (s.Action, s.Resource, s.Because)));
        Assert.Equal(
            ["dynamodb:GetItem", "dynamodb:PutItem", "logs:CreateLogStream", "logs:PutLogEvents", "s3:GetObject"], access[1].Statements.Select(s => s.Action));
        Assert.Equal((false, true), (access[0].IsAsyncCallee, access[1].IsAsyncCallee));
    }

    [Fact]
    public void Fusing_with_a_task_that_may_more_is_told()
    {
        var app = App("Look", "Check", "Store");
        var (old, @new) = (FusionSetup.ParseNotation("(Look)-(Check)-(Store)", FunctionAccess.ModelOf(app)), FusionSetup.ParseNotation("(Look,Store)-(Check)", FunctionAccess.ModelOf(app)));
        var widened = AccessDiff.Between(
            FunctionAccess.Of(app, old), g => old.Groups.Single(x => x.Name == g).Tasks, FunctionAccess.Of(app, @new), g => @new.Groups.Single(x => x.Name == g).Tasks);
        Assert.Equal(
            [
                new("Look", "dynamodb:GetItem", Table, "task Store"), new("Look", "dynamodb:PutItem", Table, "task Store"),
                new("Look", "s3:GetObject", "arn:aws:s3:::b/${aws:username}", "task Store"),
                new("Store", "lambda:InvokeFunction", "arn:${Partition}:lambda:${Region}:${Account}:function:iot-Check:setup-*", "calls Check"),
            ],
            widened.AsEnumerable());
        Assert.Empty(AccessDiff.Between(
            FunctionAccess.Of(app, @new), g => @new.Groups.Single(x => x.Name == g).Tasks, FunctionAccess.Of(app, @new), g => @new.Groups.Single(x => x.Name == g).Tasks));
    }

    [Fact]
    public void Permissions_are_read_from_the_tasks_attributes()
    {
        var found = TaskPermissions.Read(typeof(Declared).Assembly.Location);
        Assert.Equal(
            [new TaskPermission("s3:GetObject", "arn:aws:s3:::bucket/*"), new("s3:PutObject", "arn:aws:s3:::bücket/*")],
            found[("global::Fusionize.Tests.Engine.Infrastructure.AccessTests.Declared", nameof(Declared.Task))].AsEnumerable());
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
