using Fusionize.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fusionize.Generators.Tests.Incrementality;

/// <summary>What an edit makes the generator do again, and, each time, the twin: that an edit which matters is not missed.</summary>
public class CachingTests
{
    private static readonly App App = new()
    {
        Sources =
        [
            (
                "Tasks.cs",
                """
                using System.Threading.Tasks;
                using Fusionize;
                namespace Shop;
                public static class Tasks
                {
                    [FusionTask(Entry = true)]
                    public static async Task<int> Root(Order order)
                    {
                        await Store(order).Detach();
                        return await Count(order);
                    }

                    [FusionTask] public static Task Store(Order order) => Task.CompletedTask;
                    [FusionTask] public static Task<int> Count(Order order) => Task.FromResult(Limits.Most);
                }
                """
            ),
            ("Order.cs", "namespace Shop; public sealed record Order(string Id);"),
            (
                "Limits.cs",
                "namespace Shop; public static class Limits { public static int Most { get { return 1; } } public static int Least() => 2; }"
            ),
            (
                "Caller.cs",
                "using System.Threading.Tasks; namespace Shop; public static class Caller { public static Task<int> Helper() => "
                    + "Tasks.Count(new(\"1\")); }"
            ),
        ],
    };

    private static readonly string[] AllSteps = [Steps.Surface, Steps.Files, Steps.Models, Steps.Tasks, Steps.Calls, Steps.Manifest];

    [Theory]
    [InlineData("return 1;", "return 2;")]
    [InlineData("=> 2;", "=> 1 + 2;")]
    public void An_edit_of_a_body_in_another_file_leaves_all_cached(string old, string @new)
    {
        var edited = Edited.Of(App, "Limits.cs", old, @new);
        Assert.All(AllSteps.Except([Steps.Files, Steps.Models]), step => Assert.True(edited.IsCached(step), step));
        // The edited file alone is looked at again, and says what it said.
        Assert.Equal(1, edited.Reasons(Steps.Files).Count(r => r == IncrementalStepRunReason.Modified));
        Assert.All(edited.Reasons(Steps.Models), reason => Assert.True(Rerun.IsCached(reason)));
        Assert.All(Rerun.Outputs(edited.After), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Theory]
    [InlineData("Order.cs", "namespace Shop;", "namespace Sale;", "using System.Threading.Tasks;", "using Sale; using System.Threading.Tasks;")]
    public void A_type_that_moves_changes_the_files_that_name_it(string file, string old, string @new, string oldUsing, string newUsing)
    {
        var app = App with { Sources = [.. App.Sources.Select(s => s.Path == "Order.cs" ? s : (s.Path, s.Text.Replace(oldUsing, newUsing)))] };
        var edited = Edited.Of(app, file, old, @new);
        Assert.All(edited.Reasons(Steps.Surface), reason => Assert.Equal(IncrementalStepRunReason.Modified, reason));
        Assert.Contains("global::Sale.Order", Edited.Texts(edited.After)["Tasks.Calls.g.cs"]);
    }

    [Fact]
    public void A_task_that_is_none_any_more_loses_its_calls_in_unchanged_files()
    {
        var edited = Edited.Of(App, "Tasks.cs", "[FusionTask] public static Task<int> Count", "public static Task<int> Count");
        Assert.Contains("Caller.Calls.g.cs", Edited.Texts(edited.Before).Keys);
        Assert.DoesNotContain("Caller.Calls.g.cs", Edited.Texts(edited.After).Keys);
    }

    [Fact]
    public void A_new_reference_is_looked_into()
    {
        var library = App.Of(
            """
            namespace Lib;
            public static class Stock { [Fusionize.FusionTask] public static System.Threading.Tasks.Task Take() =>
                System.Threading.Tasks.Task.CompletedTask; }
            """
        ) with
        {
            Assembly = "Lib",
        };
        var reference = library.Build().Reference();
        var app = App.Of("class C { object M() => Lib.Stock.Take(); }");
        var edited = Edited.Of(app, compilation => compilation.AddReferences(reference));
        Assert.Equal("Manifest.g.cs", Assert.Single(edited.Before.GeneratedSources).HintName);
        Assert.Equal(["Code.Calls.g.cs", "Manifest.g.cs"], edited.ChangedFiles());
    }

    [Fact]
    public void An_edit_of_a_tasks_body_moves_only_its_files_calls()
    {
        var edited = Edited.Of(App, "Tasks.cs", "Task.FromResult(Limits.Most)", "Task.FromResult(3)");
        Assert.True(edited.IsCached(Steps.Surface));
        Assert.True(edited.IsCached(Steps.Tasks));
        Assert.True(edited.IsCached(Steps.Manifest));
        Assert.Equal(["Tasks.Calls.g.cs"], edited.ChangedFiles()); // the compiler's locations hold a checksum of the file
    }

    [Fact]
    public void A_new_task_changes_the_switches_and_the_manifest()
    {
        var edited = Edited.Of(
            App,
            "Tasks.cs",
            "[FusionTask] public static Task Store",
            "[FusionTask] public static Task New() => Task.CompletedTask; [FusionTask] public static Task Store"
        );
        Assert.Contains(IncrementalStepRunReason.Modified, edited.Reasons(Steps.Tasks));
        Assert.Equal(["Manifest.g.cs", "TaskRemote.g.cs", "TaskSwitch.g.cs", "Tasks.Calls.g.cs"], edited.ChangedFiles());
    }

    [Fact]
    public void A_call_moved_down_changes_the_manifests_line_but_no_switch()
    {
        var edited = Edited.Of(App, "Caller.cs", "namespace Shop;", "\nnamespace Shop;");
        Assert.True(edited.IsCached(Steps.Tasks));
        Assert.Equal(["Caller.Calls.g.cs", "Manifest.g.cs"], edited.ChangedFiles());
    }

    [Fact]
    public void A_new_file_before_the_others_changes_nothing()
    {
        var edited = Edited.Of(App, compilation =>
            compilation
                .RemoveAllSyntaxTrees()
                .AddSyntaxTrees([
                    CSharpSyntaxTree.ParseText("class New { void M() { } }", App.ParseOptions, App.ProjectDirectory + "New.cs"),
                    .. compilation.SyntaxTrees,
                ])
        );
        Assert.Empty(edited.ChangedFiles());
    }

    [Fact]
    public void The_check_that_all_is_cached_can_fail()
    {
        var compilation = App.Compilation();
        var driver = App.Driver().RunGenerators(compilation);
        var tree = compilation.SyntaxTrees[0];
        var changed = compilation.ReplaceSyntaxTree(
            tree,
            tree.WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From(tree.ToString().Replace("Entry = true", "Entry = false")))
        );
        Rerun.AssertAllCached(driver.RunGenerators(compilation));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Rerun.AssertAllCached(driver.RunGenerators(changed)));
    }

    [Fact]
    public void Old_compilations_are_let_go()
    {
        var (driver, old) = RunAndEdit();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(old.TryGetTarget(out _));
        GC.KeepAlive(driver);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static (GeneratorDriver Driver, WeakReference<Compilation> Old) RunAndEdit()
    {
        var compilation = App.Compilation();
        var tree = compilation.SyntaxTrees.Single(t => t.FilePath.EndsWith("Limits.cs"));
        var driver = App.Driver().RunGenerators(compilation);
        var changed = compilation.ReplaceSyntaxTree(
            tree,
            tree.WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From(tree.ToString().Replace("return 1", "return 2")))
        );
        return (driver.RunGenerators(changed), new WeakReference<Compilation>(compilation));
    }
}
