using Fusionize.Packaging.Overlooked;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fusionize.Build.Tests;

/// <summary>Uses of tasks that no compiler plug-in saw, found in the assemblies.</summary>
public sealed class Overlooked_uses : IDisposable
{
    private const string Manifest =
        "fusionize\t1\n"
        + "task\tDeep\tinner\tglobal::Lib.Tasks\tDeep\tstatic\tTask\tstring\t-1\nparam\ts\tstring\t-\n"
        + "task\tPlace\tinner\tglobal::Lib.Outer.Orders\tPlace\tinstance\tTask\t-\t1\nparam\tx\tint\t-\n"
        + "task\tGive\tinner\tglobal::Lib.Outer.Orders\tGive\tinstance\tTask\t-\t-1\n";

    private const string Library = """
        using System;
        using System.Threading;
        using System.Threading.Tasks;
        using Fusionize;
        [assembly: System.Reflection.AssemblyMetadata("Fusionize.Manifest", "MANIFEST")]
        namespace Lib
        {
            public interface IPlace { Task Place(int x, CancellationToken ct); Task Other(); }
            public interface IGive<T> { T Give(); }
            public static class Tasks
            {
                [FusionTask] public static Task<string> Deep(string s) => Task.FromResult(s);
                public static Task<string> Deep(int i) => Task.FromResult("");
            }
            public class Outer
            {
                public class Orders : IPlace, IGive<Task>, IAsyncDisposable
                {
                    [FusionTask] public Task Place(int x, CancellationToken ct) => Task.CompletedTask;
                    [FusionTask] public Task Give() => Task.CompletedTask;
                    public Task Other() => Task.CompletedTask;
                    public ValueTask DisposeAsync() => default;
                }
            }
        }
        namespace Fusionize.Generated
        {
            static class Code__Calls
            {
                public static Task<string> Deep(string s) => Lib.Tasks.Deep(s);
                public static Func<Task> Later(Lib.Outer.Orders orders) => () => orders.Place(1, default);
            }
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("fusionize-overlooked-").FullName;

    [Theory]
    [InlineData("public static Task<string> M() => Lib.Tasks.Deep(\"x\");", "Deep")]
    [InlineData("public static async Task<string> M() => await Lib.Tasks.Deep(\"x\");", "Deep")]
    [InlineData("public static async Task<string> M() { Func<Task<string>> f = async () => await Lib.Tasks.Deep(\"x\"); return await f(); }", "Deep")]
    [InlineData("public static Task<string> M() { return L(); static Task<string> L() => Lib.Tasks.Deep(\"x\"); }", "Deep")]
    [InlineData("public static Func<string, Task<string>> M() => Lib.Tasks.Deep;", "Deep")]
    [InlineData("public static System.Linq.Expressions.Expression<Func<Task>> M() => () => Lib.Tasks.Deep(\"x\");", "Deep")]
    [InlineData("public static IEnumerable<Task> M() { yield return Lib.Tasks.Deep(\"x\"); }", "Deep")]
    [InlineData("public static Task M(Lib.Outer.Orders o) => o.Place(1, default);", "Place")]
    [InlineData("public static Task M(Lib.IPlace o) => o.Place(1, default);", "Place")]
    [InlineData("public static Task M<T>(T o) where T : Lib.IPlace => o.Place(1, default);", "Place")]
    [InlineData("public static Task M(Lib.IGive<Task> o) => o.Give();", "Give")]
    public void A_use_is_an_error_that_names_the_place(string method, string task)
    {
        var use = Assert.Single(Calls([Lib(), Caller(method)]));
        Assert.Equal("FZ1020", use.Code);
        Assert.StartsWith(
            $"'N.Outer.Inner.M' in Caller uses the method of task '{task}' past the fusion setup",
            use.Message,
            StringComparison.Ordinal
        );
        Assert.Equal("Caller.dll", Path.GetFileName(use.File));
    }

    [Theory]
    [InlineData("public static Task<string> M() => Lib.Tasks.Deep(1);")]
    [InlineData("public static string M() => nameof(Lib.Tasks.Deep);")]
    [InlineData("public static Task M(Lib.IPlace o) => o.Other();")]
    [InlineData("public static async Task M(IAsyncDisposable o) { await using var _ = o; }")]
    public void What_is_no_use_of_a_task_is_none(string method) => Assert.Empty(Calls([Lib(), Caller(method)]));

    [Fact]
    public void Generated_code_may() => Assert.Empty(Calls([Lib()]));

    [Theory]
    [InlineData("N.Outer.Inner.M")]
    [InlineData("Caller")]
    public void What_the_project_accepts_is_accepted(string accepted) =>
        Assert.Empty(Calls([Lib(), Caller("public static Task<string> M() => Lib.Tasks.Deep(\"x\");")], accepted));

    [Fact]
    public void A_task_that_no_manifest_lists_is_an_error()
    {
        var file = Compile(
            "Plain",
            """
            using System.Threading.Tasks;
            namespace N { public class Outer { public static class Inner {
                [Fusionize.FusionTask] public static Task Lost(int x) => Task.CompletedTask; } } }
            """,
            []
        );
        using var uses = new OverlookedUses([file, Lib()]);
        var use = Assert.Single(uses.Tasks());
        Assert.Equal("FZ1021", use.Code);
        Assert.StartsWith("'N.Outer.Inner.Lost' in Plain is marked [FusionTask] and is no task", use.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_overload_that_the_manifest_does_not_list_is_an_error()
    {
        var source = Library.Replace(
            "public static Task<string> Deep(int i)",
            "[FusionTask(Name = \"Other\")] public static Task<string> Deep(int i, int j)",
            StringComparison.Ordinal
        );
        using var uses = new OverlookedUses([Compile("Lib", Filled(source), [])]);
        Assert.Contains("'Lib.Tasks.Deep'", Assert.Single(uses.Tasks()).Message, StringComparison.Ordinal);
    }

    /// <summary>A class elsewhere that takes an interface's implementation from its base class gets a method of the compiler's, which calls the
    /// task.</summary>
    [Fact]
    public void A_bridge_of_the_compilers_is_a_use()
    {
        var caller = Compile(
            "Caller",
            """
            using System.Threading; using System.Threading.Tasks;
            namespace N { public interface IMine { Task Place(int x, CancellationToken ct); } public class Derived : Lib.Outer.Orders, IMine { }
                public static class C { public static Task M(IMine o) => o.Place(1, default); } }
            """,
            [Lib()]
        );
        Assert.Contains(Calls([Lib(), caller]), u => u.Message.Contains("'N.C.M'", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_no_assembly_is_passed_over()
    {
        var file = Path.Combine(_folder, "native.dll");
        File.WriteAllText(file, "MZ, or not");
        Assert.Empty(Calls([Lib(), file]));
    }

    [Theory]
    [InlineData("<Run>d__0", "Run")]
    [InlineData("<<Run>b__0>d", "Run")]
    [InlineData("<Run>g__Local|0_1", "Run")]
    [InlineData("<>c__DisplayClass0_0", null)]
    [InlineData("VB$StateMachine_12_Run_it", "Run_it")]
    [InlineData("Run@12-1", "Run")]
    [InlineData("Run", null)]
    public void The_compilers_names_hold_the_methods(string name, string? method) => Assert.Equal(method, CompilerNames.MethodIn(name));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static List<OverlookedUse> Calls(string[] files, params string[] accepted)
    {
        using var uses = new OverlookedUses(files);
        Assert.Empty(uses.Tasks());
        return [.. uses.Calls(accepted.ToHashSet())];
    }

    private static string Filled(string source) =>
        source.Replace(
            "MANIFEST",
            Manifest.Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal),
            StringComparison.Ordinal
        );

    private string Lib() => Compile("Lib", Filled(Library), []);

    private string Caller(string method) =>
        Compile(
            "Caller",
            $$"""
            using System; using System.Collections.Generic; using System.Threading.Tasks;
            namespace N { public class Outer { public static class Inner { {{method}} } } }
            """,
            [Lib()]
        );

    private string Compile(string name, string source, string[] references)
    {
        var file = Path.Combine(_folder, name + ".dll");
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(p =>
                Path.GetFileName(p) is var f && (f.StartsWith("System.", StringComparison.Ordinal) || f is "Fusionize.dll" or "netstandard.dll")
            );
        var emitted = CSharpCompilation
            .Create(
                name,
                [CSharpSyntaxTree.ParseText(source)],
                platform.Concat(references).Select(r => MetadataReference.CreateFromFile(r)),
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release)
            )
            .Emit(file);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics));
        return file;
    }
}
