using Fusionize.Generators.Tests.Infrastructure;
using Fusionize.Generators.Tests.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fusionize.Generators.Tests.AppMode;

/// <summary>Whatever way a task is used in: the generator makes it switchable, or an analyzer refuses it.</summary>
public class AwkwardCallTests
{
    private const string Tasks = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Linq.Expressions;
        using System.Threading.Tasks;
        using Fusionize;
        using static Tasks;
        using Renamed = Tasks;

        public static class Tasks
        {
            [FusionTask] public static Task<int> Do(int x = 1) => Task.FromResult(x);
            [FusionTask] public static Task Plain(object x) => Task.CompletedTask;
            [FusionTask] public static ValueTask<int> Value(int x) => new(x);
            [FusionTask] public static Task Extend(this string x) => Task.CompletedTask;
            [FusionTask] public static Task Text(string x) => Task.CompletedTask;
            public static Task Text(Guid x) => Task.CompletedTask;
        }
        public interface IPlace { Task Place(int x); }
        public interface IGive<T> { T Give(); }
        public class Base { [FusionTask] public Task Place(int x) => Task.CompletedTask; }
        public class Orders : Base, IPlace, IGive<Task>
        {
            [FusionTask] public Task<int> Own(int x) => Task.FromResult(x);
            [FusionTask] public Task Give() => Task.CompletedTask;
        }
        public class Row { public int N; public Row? Next; public Task? Kept; }

        """;

    /// <summary>Each is found: one task call, made switchable.</summary>
    [Theory]
    [InlineData("await Do(1);")]
    [InlineData("await Do();")]
    [InlineData("await Do(x: 1);")]
    [InlineData("await @Do(1);")]
    [InlineData("await D\\u006f(1);")]
    [InlineData("await Tasks.Do(1);")]
    [InlineData("await global::Tasks.Do(1);")]
    [InlineData("await Renamed.Do(1);")]
    [InlineData("var x = new int[await Do(1)];")]
    [InlineData("var x = new int[await Do(1)][];")]
    [InlineData("var x = new List<int>(await Do(1)) { 1 };")]
    [InlineData("var x = new int?[await Do(1), 2];")]
    [InlineData("await \"x\".Extend();")]
    [InlineData("await Tasks.Extend(\"x\");")]
    [InlineData("string? s = null; await (s?.Extend() ?? Task.CompletedTask);")]
    [InlineData("await new Orders().Own(1);")]
    [InlineData("await new Orders().Place(1);")]
    [InlineData("Base b = new Orders(); await b.Place(1);")]
    [InlineData("Orders? o = new(); var t = o?.Own(1); if (t is not null) await t;")]
    [InlineData("Orders[] all = [new()]; await all[0].Own(1);")]
    [InlineData("await (true ? Do(1) : Task.FromResult(1));")]
    [InlineData("var x = $\"{await Do(1)}\";")]
    [InlineData("var x = await Value(1) switch { 1 => 2, _ => 3 };")]
    [InlineData("Func<Task> f = () => Do(1); await f();")]
    [InlineData("Func<Task> f = async delegate { await Do(1); }; await f();")]
    [InlineData("async Task L() { await Do(1); } await L();")]
    [InlineData("static async Task L(int x) => await Do(x); await L(1);")]
    [InlineData("await Task.WhenAll(from x in new[] { 1 } select Do(x));")]
    [InlineData("await Task.WhenAll(new[] { 1 }.Select(x => Do(x)));")]
    [InlineData("foreach (var x in new int[await Do(1)]) { }")]
    [InlineData("for (var i = await Do(1); i < 1; i++) { }")]
    [InlineData("switch (await Do(1)) { default: break; }")]
    [InlineData("try { throw new Exception(); } catch (Exception) when (Do(1).IsCompleted) { }")]
    [InlineData("lock (Do(1)) { }")]
    [InlineData("object o = Do(1);")]
    [InlineData("Task t = Do(1); await t;")]
    [InlineData("dynamic d = Do(1); await d;")]
    [InlineData("var t = (Task)Do(1); await t;")]
    [InlineData("await Plain((object)1);")]
    [InlineData("var r = new Row { Kept = Do(1) };")]
    [InlineData("var r = new Row(); r?.Kept = Do(1);")]
    [InlineData("(int a, int b) = (await Do(1), 2);")]
    [InlineData("await Text(\"x\");")]
    [InlineData("yield: await Do(1); goto end; end: ;")]
    [InlineData("await Do(1).ConfigureAwait(false);")]
    [InlineData("await Do(1).ContinueWith(t => t);")]
    [InlineData("await Do(1).Detach();")]
    [InlineData("await (Do(1))!.Detach();")]
    [InlineData("await DetachExtensions.Detach<int>(Do(1));")]
    [InlineData("await DetachExtensions.Detach(call: Value(1));")]
    [InlineData("Func<int, Task<int>> f = x => Do(x); await f(1);")]
    [InlineData("checked { await Do(1 + 1); }")]
    [InlineData("Span<int> s = stackalloc int[Do(1).Result];")]
    public async Task Is_found(string statements)
    {
        var (calls, ids) = await Look(statements);
        Assert.Empty(ids);
        Assert.Equal(1, calls);
    }

    /// <summary>Each is refused.</summary>
    [Theory]
    [InlineData("await (new Orders().Own)(1);", "FZ0017")]
    [InlineData("dynamic d = 1; await Do(d);", "FZ0017")]
    [InlineData("dynamic d = 1; await Tasks.Do(d);", "FZ0017")]
    [InlineData("dynamic d = 1; await new Orders().Own(d);", "FZ0017")]
    [InlineData("dynamic o = new Orders(); await o.Own(1);", "FZ0017")]
    [InlineData("dynamic d = 1; await Text(d);", "FZ0017")]
    [InlineData("IPlace p = new Orders(); await p.Place(1);", "FZ0017")]
    [InlineData("await ((IPlace)new Orders()).Place(1);", "FZ0017")]
    [InlineData("IGive<Task> p = new Orders(); await p.Give();", "FZ0017")]
    [InlineData("static Task G<T>(T x) where T : IPlace => x.Place(1); await G(new Orders());", "FZ0017")]
    [InlineData("Func<int, Task<int>> f = Do; await f(1);", "FZ0017")]
    [InlineData("Func<int, Task<int>> f = new(Do); await f(1);", "FZ0017")]
    [InlineData("Func<int, Task<int>> f = new Orders().Own; await f(1);", "FZ0017")]
    [InlineData("await Task.WhenAll(new[] { 1 }.Select(Do));", "FZ0017")]
    [InlineData("var f = \"x\".Extend; await f();", "FZ0017")]
    [InlineData("unsafe { delegate*<int, Task<int>> f = &Do; }", "FZ0017")]
    [InlineData("Expression<Func<Task>> f = () => Do(1);", "FZ0017")]
    [InlineData("await ((Task)Do(1)).Detach();", "FZ0016")]
    [InlineData("await (Do(1) as Task).Detach();", "FZ0016")]
    [InlineData("var t = Do(1); await t.Detach();", "FZ0016")]
    [InlineData("await (Do(1) ?? Do(2)).Detach();", "FZ0016")]
    [InlineData("Func<Task, Task> f = DetachExtensions.Detach; await f(Do(1));", "FZ0016")]
    public async Task Is_refused(string statements, string id) => Assert.Equal([id], (await Look(statements)).Ids.Distinct());

    /// <summary>Neither: nothing of a task runs there.</summary>
    [Theory]
    [InlineData("var x = nameof(Do) + nameof(Tasks.Do) + nameof(IPlace.Place);")]
    [InlineData("await Text(Guid.Empty);")]
    [InlineData("dynamic d = 1; await d.Whatever();")]
    [InlineData("Func<int, Task> Do = x => Task.CompletedTask; await Do(1);")]
    [InlineData("var x = typeof(Tasks).GetMethods();")]
    public async Task Is_no_use_of_a_task(string statements)
    {
        var (calls, ids) = await Look(statements);
        Assert.Empty(ids);
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task Calls_outside_of_methods_are_found()
    {
        var app = App.Of(
            Tasks
                + """
                public class Parent(Task x) { public Task X => x; }
                public class Child() : Parent(Do(1)) { }
                public class Fields { Task _x = Do(2); Task Y { get; } = Do(3); static readonly Task s_z = Do(4); Task W => Do(5);
                    event Action E { add { Do(6).Wait(); } remove { } } }
                public partial class Parts { public partial Parts(int x); public int Z { get => field; set { Do(9).Wait(); field = value; } } }
                public partial class Parts { public partial Parts(int x) { Do(7).Wait(); } }
                public static class Blocks { extension(string s) { public Task Twice() => Do(8); } }
                public ref struct Short { public Task M() => Do(10); }
                """
        );
        var built = app.Build();
        Assert.Equal(10, built.Manifest.Calls.Count);
        Assert.Empty(await Complaints(built.Compilation));
    }

    [Fact]
    public async Task Top_level_statements_are_found()
    {
        var built = (
            App.Of(
                "using static T; await Do(); static class T { [Fusionize.FusionTask(Entry = true)] public static System.Threading.Tasks.Task Do() => "
                    + "System.Threading.Tasks.Task.CompletedTask; }"
            ) with
            {
                Kind = OutputKind.ConsoleApplication,
            }
        ).Build();
        Assert.Single(built.Manifest.Calls);
        Assert.Empty(await Complaints(built.Compilation));
    }

    [Fact]
    public async Task Code_without_nullable_annotations_and_params_collections_are_taken_as_they_are()
    {
        var built = App.Of(
                Tasks
                    + """
                    #nullable disable
                    public static class Old
                    {
                        [FusionTask] public static Task<List<string>> Names(Dictionary<string, string[]> x, string y = null) =>
                            Task.FromResult(new List<string>());
                        public static async Task Go() { await Names(null); await Names(new(), "x").Detach(); await Many(1, 2); }
                        static Task Many(params ReadOnlySpan<int> x) => Do(x[0]);
                    }
                    """
            )
            .Build();
        Assert.Equal(3, built.Manifest.Calls.Count);
        Assert.Empty(await Complaints(built.Compilation));
    }

    /// <summary>Generators don't see each other's code.</summary>
    [Fact]
    public async Task A_call_in_another_generators_code_is_refused()
    {
        var app = App.Of(Tasks) with { OtherGenerators = [new CallingGenerator()] };
        var driver = app.Driver().RunGenerators(app.Compilation());
        var compilation = app.Compilation().AddSyntaxTrees(driver.GetRunResult().GeneratedTrees);
        var complaint = Assert.Single(await Complaints(compilation));
        Assert.Equal("FZ0026", complaint.Id);
        Assert.Equal("Page.g.cs", Path.GetFileName(complaint.Location.SourceTree!.FilePath));
    }

    [Fact]
    public async Task A_task_of_an_assembly_without_the_package_is_refused()
    {
        var library = App.Of(
                """
                public static class Stock { [Fusionize.FusionTask] public static System.Threading.Tasks.Task Take() =>
                    System.Threading.Tasks.Task.CompletedTask; }
                """
            )
            .Compilation()
            .WithAssemblyName("Lib");
        var app = App.Of("public static class Orders { public static System.Threading.Tasks.Task Place() => Stock.Take(); }") with
        {
            References = [library.ToMetadataReference()],
        };
        var complaint = Assert.Single(await Complaints(app.Build().Compilation));
        Assert.Equal("FZ0026", complaint.Id);
        Assert.Contains("assembly 'Lib' was built without the package", complaint.GetMessage(null), StringComparison.Ordinal);
    }

    private static async Task<(int Calls, string[] Ids)> Look(string statements)
    {
        var app = App.Of(
            Tasks
                + $$"""
                #pragma warning disable FZ0021
                public static class Caller { public static async Task M() { {{statements}} } }
                """
        );
        var compilation = app.Compilation();
        compilation = compilation.WithOptions(compilation.Options.WithAllowUnsafe(true));
        var driver = app.Driver().RunGenerators(compilation);
        var output = compilation.AddSyntaxTrees(driver.GetRunResult().GeneratedTrees);
        Assert.Empty(output.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error));
        var complaints = await Complaints(output);
        return (new Built(output, driver.GetRunResult().Results[0]).Manifest.Calls.Count, [.. complaints.Select(static c => c.Id)]);
    }

    private static async Task<IEnumerable<Diagnostic>> Complaints(Compilation compilation) =>
        (await compilation.WithAnalyzers(RuleTests.Analyzers).GetAnalyzerDiagnosticsAsync()).Where(static d =>
            d.Id is "FZ0016" or "FZ0017" or "FZ0026" or "FZ0027" or "AD0001"
        );

    private sealed class CallingGenerator : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context) =>
            context.RegisterSourceOutput(context.CompilationProvider, static (c, _) =>
                c.AddSource("Page.g.cs", "// <auto-generated/>\ninternal static class Page { internal static object Call() => Tasks.Do(1); }")
            );
    }
}
