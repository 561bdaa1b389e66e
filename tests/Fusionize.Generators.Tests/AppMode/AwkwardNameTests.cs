using Fusionize.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis.CSharp;

namespace Fusionize.Generators.Tests.AppMode;

/// <summary>Tasks, parameters, types and assemblies that are called like keywords, or like what is generated.</summary>
public class AwkwardNameTests
{
    private static readonly string[] s_keywords =
    [
        .. SyntaxFacts
            .GetReservedKeywordKinds()
            .Concat(SyntaxFacts.GetContextualKeywordKinds())
            .Select(SyntaxFacts.GetText)
            .Distinct()
            .Where(k => char.IsLetter(k[0]))
            .Order(StringComparer.Ordinal),
    ];

    private static readonly string[] s_ours =
    [
        "TaskSwitch",
        "TaskRemote",
        "TaskSlot",
        "NotConnected",
        "Calls",
        "X",
        "X_Async",
        "X_Detach",
        "X_Local",
        "X_LocalAsync",
        "X_Remote",
        "X_Call",
        "X_Field",
        "__X",
        "_",
        "Helper",
        "Helper_X",
        "Fusionize",
        "Generated",
        "GroupDispatcher",
        "Program",
        "Objects",
        "FunctionObjects",
        "FusionJson",
        "Task",
        "ValueTask",
        "CancellationToken",
        "Exception",
        "LocalCall",
        "DetachedCall",
        "RemoteCall",
        "CallKind",
        "Isolated",
        "Dispatcher",
        "Function",
        "RemoteInvoker",
        "TaskRequest",
        "Rehearsal",
        "Buffers",
        "Json",
        "Switches",
        "ToString",
        "Equals",
        "GetHashCode",
        "GetType",
        "MemberwiseClone",
        "Finalize",
        "System",
        "Main",
        "Write",
        "Missing",
        "Serve_X",
        "Connect",
        "WarmUp",
        "App",
        "Group",
        "DefaultTask",
        "DispatchAsync",
        "target",
        "call",
        "@error",
        "args",
        "token",
        "cancellation",
        "request",
        "response",
        "writer",
        "arg0",
        "has0",
        "arguments",
        "rehearsal",
        "Item1",
        "Item2",
        "Rest",
        "Object",
        "Begin",
        "Keep",
        "Gate",
        "_made",
    ];

    [Fact]
    public void There_are_many_keywords() => Assert.InRange(s_keywords.Length, 110, 200);

    /// <summary>As ids, methods, parameters, types, classes with instance tasks and namespaces, all in one application: called inside and outside of
    /// their group.</summary>
    [Fact]
    public void Any_name_compiles()
    {
        var names = s_keywords.Select(static k => "@" + k).Concat(s_ours).ToList();
        // Ids that differ by case only are refused.
        var ids = names.Select(static n => n.TrimStart('@')).ToList();
        ids = ids.Select((id, i) => ids.Take(i).Contains(id, StringComparer.OrdinalIgnoreCase) ? id + ".Second" : id).ToList();
        var app = new App { Sources = [.. names.Select((name, i) => ($"{i}.cs", Source(name, ids[i], i)))] }.Build();
        var tasks = app.Manifest.Tasks.Select(static t => t.Id).ToArray();
        Assert.Equal(names.Count * 3, tasks.Length);

        Group.Host(app, Group.Cut(app, tasks, tasks));
        var callers = tasks.Where(static t => t.StartsWith("Go", StringComparison.Ordinal)).ToArray();
        Group.Host(app, Group.Cut(app, callers, callers));
    }

    /// <summary>A type of the application may have any name in the global namespace, too, where it comes before what generated code
    /// imports.</summary>
    [Theory]
    [InlineData("Task")]
    [InlineData("Exception")]
    [InlineData("LocalCall")]
    [InlineData("CallKind")]
    [InlineData("Dispatcher")]
    [InlineData("TaskSwitch")]
    public void A_type_without_a_namespace_hides_nothing(string name)
    {
        var app = App.Of(
                $$"""
                public sealed record {{name}}(int X);
                public static class Work
                {
                    [Fusionize.FusionTask(Entry = true)] public static async global::System.Threading.Tasks.Task<{{name}}> Root({{name}} x) {
                        await Fusionize.DetachExtensions.Detach(Leaf(x)); return await Leaf(x); }
                    [Fusionize.FusionTask] public static global::System.Threading.Tasks.Task<{{name}}> Leaf({{name}} x) =>
                        global::System.Threading.Tasks.Task.FromResult(x);
                }
                """
            )
            .Build();
        Group.Host(app, Group.Cut(app, ["Root"], ["Root"]));
    }

    [Theory]
    [InlineData("Task")]
    [InlineData("System")]
    [InlineData("class")]
    [InlineData("event.await")]
    [InlineData("3D")]
    [InlineData("My-App 2")]
    [InlineData("日本")]
    [InlineData("é")]
    public void An_assembly_may_have_any_name(string name)
    {
        var app = (
            App.Of(
                """
                using System.Threading.Tasks;
                using Fusionize;
                public static class Work
                {
                    [FusionTask(Entry = true)] public static async Task<int> Root(int x) { await Leaf(x).Detach(); return await Leaf(x); }
                    [FusionTask] public static Task<int> Leaf(int x) => Task.FromResult(x);
                }
                """
            ) with
            {
                Assembly = name,
            }
        ).Build();
        Group.Host(app, Group.Cut(app, ["Root"], ["Root"]));
    }

    [Fact]
    public void Two_libraries_whose_names_are_nearly_the_same_are_told_apart()
    {
        static Built Library(string name, string task) =>
            (
                App.Of(
                    $$"""
                    namespace {{task}}s;
                    public static class Work { [Fusionize.FusionTask] public static System.Threading.Tasks.Task {{task}}() =>
                        System.Threading.Tasks.Task.CompletedTask; }
                    """
                ) with
                {
                    Assembly = name,
                }
            ).Build();
        var app = App.Of(
            """
            public static class Work
            {
                [Fusionize.FusionTask(Entry = true)] public static async System.Threading.Tasks.Task Root() { await As.Work.A(); await Bs.Work.B(); }
            }
            """
        ) with
        {
            References = [Library("My.Lib", "A").Reference(), Library("My_Lib", "B").Reference()],
        };
        Assert.Equal(["A", "B"], app.Build().Manifest.Calls.Select(static c => c.To));
    }

    private static string Source(string name, string id, int i) =>
        $$"""
            namespace N{{i}}.{{name}}
            {
                public sealed class {{name}} { public int Value { get; init; } }
                public static class Tasks{{i}}
                {
                    [global::Fusionize.FusionTask(Name = "{{id}}")]
                    public static global::System.Threading.Tasks.Task<global::N{{i}}.{{name}}.{{name}}> {{name}}(
                        global::N{{i}}.{{name}}.{{name}} {{name}}, int {{(
                char.IsUpper(id[0]) ? name.ToLowerInvariant() : "Other"
            )}}2 = 1) =>
                        global::System.Threading.Tasks.Task.FromResult({{name}});

                    [global::Fusionize.FusionTask(Entry = true, Name = "Go{{i}}")]
                    public static async global::System.Threading.Tasks.Task Go(int {{name}})
                    {
                        await Tasks{{i}}.{{name}}(new() { Value = {{name}} }, 2);
                        await global::Fusionize.DetachExtensions.Detach(Tasks{{i}}.{{name}}(new() { Value = 1 }));
                        await global::Fusionize.DetachExtensions.Detach(new Inner.{{name}}().Do{{i}}());
                    }
                }
                namespace Inner
                {
                    public sealed class {{name}}
                    {
                        [global::Fusionize.FusionTask] public global::System.Threading.Tasks.ValueTask Do{{i}}() => default;
                    }
                }
            }
            """;
}
