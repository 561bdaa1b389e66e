using Fusionize.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fusionize.Generators.Tests.AppMode;

public class InterceptorTests
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using Fusionize;

        """;

    [Fact]
    public void Sensor_application() =>
        Snapshot.Match(
            App.Of(
                    Usings
                        + """
                        public sealed record Reading(string SensorId, double Value);
                        public sealed record Verdict(bool Valid);

                        public static class Iot
                        {
                            [FusionTask(Entry = true)]
                            public static async Task<Verdict> AnalyzeSensor(Reading reading, CancellationToken ct)
                            {
                                var verdict = await CheckSensor(reading, ct);
                                await StoreEvent(reading, ct).Detach();
                                return verdict;
                            }

                            [FusionTask] public static Task<Verdict> CheckSensor(Reading reading, CancellationToken ct) =>
                                Task.FromResult(new Verdict(true));
                            [FusionTask] public static Task StoreEvent(Reading reading, CancellationToken ct) => Task.CompletedTask;
                        }
                        """
                )
                .Build()
                .Sources
        );

    [Fact]
    public async Task A_signed_assembly_has_public_tasks()
    {
        var app = App.Of(
            Usings
                + """
                public static class Work
                {
                    [FusionTask(Entry = true)] public static Task Open() => Hidden();
                    [FusionTask] internal static Task Hidden() => Task.CompletedTask;
                }
                """
        );
        Assert.Contains("InternalsVisibleTo", app.Build().Sources.Single(s => s.HintName == "Manifest.g.cs").SourceText.ToString());
        var signed = (app with { IsSigned = true }).Build(); // compiles: a signed assembly can't name a friend without its key
        Assert.Equal("Open", Assert.Single(signed.Manifest.Tasks).Id);
        var complaint = Assert.Single(await signed.Compilation.WithAnalyzers(Rules.RuleTests.Analyzers).GetAnalyzerDiagnosticsAsync());
        Assert.Equal(
            "Task 'Hidden' is internal in a signed assembly. Generated code calls it, so it and the types around it are public, "
                + "or internal in an assembly that isn't signed.",
            complaint.GetMessage(null)
        );
    }

    [Fact]
    public void Every_return_type_in_both_kinds() =>
        Snapshot.Match(
            App.Of(
                    Usings
                        + """
                        internal static class Work
                        {
                            [FusionTask(Entry = true)]
                            public static async Task Root()
                            {
                                await T(); await TR(1); await V("a", 2); await VR(null, default);
                                await T().Detach(); await TR(1).Detach(); await V("a", 2).Detach().ConfigureAwait(false);
                                await VR(null, default).Detach();
                                await DetachExtensions.Detach(TR(2));
                            }

                            [FusionTask] public static Task T() => Task.CompletedTask;
                            [FusionTask] public static Task<int> TR(int? x) => Task.FromResult(1);
                            [FusionTask] public static ValueTask V(string call, int error, CancellationToken token = default, bool args = true) =>
                                default;
                            [FusionTask] public static ValueTask<List<string?>?> VR(string? @class, CancellationToken cancellation) => default;
                        }
                        """
                )
                .Build()
                .Sources
        );

    [Fact]
    public void Instance_tasks_nested_named_and_extension() =>
        Snapshot.Match(
            App.Of(
                    Usings
                        + """
                        public class Outer
                        {
                            internal sealed class Orders(Stock stock)
                            {
                                [FusionTask(Entry = true, Name = "Orders.Place")]
                                public async Task<int> Place(int count)
                                {
                                    await this.Check(count);
                                    await Check(count).Detach();
                                    return await stock.Take(count) + await count.Twice();
                                }

                                [FusionTask(Name = "Orders.Check")] public Task Check(int count) => Task.CompletedTask;
                            }

                            internal partial class Stock
                            {
                                [FusionTask] public partial ValueTask<int> Take(int count);
                                public partial ValueTask<int> Take(int count) => new(count);
                            }
                        }

                        internal static class Numbers
                        {
                            [FusionTask] public static Task<int> Twice(this int number) => Task.FromResult(2 * number);
                        }
                        """
                )
                .Build()
                .Sources
        );

    [Fact]
    public void Call_sites_wherever_they_stand()
    {
        var manifest = App.Of(
                Usings
                    + """
                    public class Work
                    {
                        [FusionTask(Entry = true)]
                        public static async Task Root(CancellationToken ct)
                        {
                            var a = A(1); var b = B(2, y: 3);
                            await Task.WhenAll(a, b);
                            await (A(3)).ConfigureAwait(false);
                            for (var i = 0; i < 3; i++) await A(i);
                            foreach (var x in await Many()) await (B(x)).Detach();
                            Func<Task> lambda = async () => await A(4);
                            await Local();
                            if (ct.IsCancellationRequested) await A(5); else await B(y: 1, x: 2);
                            var all = Enumerable.Range(0, 3).Select(x => A(x)).ToList();
                            _ = await A(6) > 1 ? await A(7) : 0;
                            await Helper();
                            async Task Local() => await A(8);
                            try { await A(9); } catch { await A(10); }
                            while (await A(11) > 0) { }
                        }

                        static async Task Helper() => await A(12);
                        static Task<int> Property => A(13);

                        [FusionTask] public static Task<int> A(int x) => Task.FromResult(x);
                        [FusionTask] public static Task<int> B(int x, int y = 7) => Task.FromResult(x + y);
                        [FusionTask] public static Task<int[]> Many() => Task.FromResult(new[] { 1 });
                    }
                    """
            )
            .Build()
            .Manifest;
        Assert.Equal(
            """
            Root A sync Once 12
            Root B sync Once 12
            Root A sync Once 14
            Root A sync Loop 15
            Root Many sync Once 16
            Root B async Loop 16
            Root A sync Once 17
            Root A sync Conditional 19
            Root B sync Conditional 19
            Root A sync Loop 20
            Root A sync Once 21
            Root A sync Conditional 21
            Root A sync Once 23
            Root A sync Once 24
            Root A sync Conditional 24
            Root A sync Loop 25
            - A sync Once 28
            - A sync Once 29
            """,
            string.Join(
                "\n",
                manifest.Calls.Select(c =>
                    $"{c.From ?? "-"} {c.To} {(c.IsAsync ? "async" : "sync")} {c.Multiplicity} {c.Location.Replace("Code.cs:", "")}"
                )
            )
        );
    }

    [Fact]
    public void A_task_of_a_referenced_project_is_switched_by_that_project()
    {
        var library = App.Of(
            Usings
                + """
                namespace Lib;
                public static class Stock
                {
                    [FusionTask] public static Task<int> Take(int count) => Task.FromResult(count);
                }
                """
        ) with
        {
            Assembly = "My.Lib",
        };
        Snapshot.Match((
                App.Of(
                    Usings
                        + """
                        public static class Orders
                        {
                            [FusionTask(Entry = true)] public static Task<int> Place(int count) => Lib.Stock.Take(count);
                        }
                        """
                ) with
                {
                    References = [library.Build().Reference()],
                }
            ).Build().Sources);
    }

    [Fact]
    public void Calls_of_a_project_compiled_without_the_generator_stay_plain_calls()
    {
        var library = App.Of(
                Usings
                    + """
                    public static class Stock
                    {
                        [FusionTask] public static Task<int> Take(int count) => Task.FromResult(count);
                    }
                    """
            )
            .Compilation()
            .WithAssemblyName("Lib");
        Assert.Empty(
            Worth(
                (
                    App.Of(
                        Usings
                            + """
                            public static class Orders
                            {
                                public static Task<int> Place(int count) => Stock.Take(count);
                            }
                            """
                    ) with
                    {
                        References = [library.ToMetadataReference()],
                    }
                ).Build()
            )
        );
    }

    [Fact]
    public void A_call_that_means_another_method_of_the_name_is_left_alone()
    {
        var manifest = App.Of(
                Usings
                    + """
                    public class Work
                    {
                        [FusionTask(Entry = true)] public async Task<string> Root(Func<int, Task<int>> Count) =>
                            $"{await this.Store("x")} {await Store(1)} {await Count(1)} {await Both("x")} {await Both(1)}";
                        [FusionTask] public Task<string> Store(int x) => Task.FromResult("");
                        [FusionTask] public static Task<int> Both(int x) => Task.FromResult(x);
                        public static Task<int> Both(string x) => Task.FromResult(1);
                    }
                    public static class Extensions
                    {
                        public static Task<string> Store(this Work work, string x) => Task.FromResult(x);
                        [FusionTask] public static Task<int> Count(int x) => Task.FromResult(x);
                    }
                    """
            )
            .Build()
            .Manifest;
        Assert.Equal(["Store", "Both"], manifest.Calls.Select(c => c.To));
    }

    [Fact]
    public void What_cannot_be_a_task_gets_nothing() =>
        Assert.Empty(
            Worth(
                App.Of(
                        Usings
                            + """
                            public abstract class Work<T>
                            {
                                [FusionTask] public static Task InGeneric() => Task.CompletedTask;
                            }
                            public abstract class Work
                            {
                                [FusionTask] public static Task Generic<T>(T x) => Task.CompletedTask;
                                [FusionTask] public static void Nothing() { }
                                [FusionTask] public virtual Task Virtual() => Task.CompletedTask;
                                [FusionTask] public static Task ByReference(ref int x) => Task.CompletedTask;
                                [FusionTask] public static Task Params(params int[] x) => Task.CompletedTask;
                                [FusionTask] private static Task Private() => Task.CompletedTask;
                                [FusionTask(Name = "../x")] public static Task BadName() => Task.CompletedTask;
                                public static Task Caller() { Private(); BadName(); var x = 1; return ByReference(ref x); }
                            }
                            file static class Hidden
                            {
                                [FusionTask] public static Task Local() => Task.CompletedTask;
                            }
                            """
                    )
                    .Build()
            )
        );

    /// <summary>Without the file that only says that the generator has looked.</summary>
    private static IEnumerable<GeneratedSourceResult> Worth(Built built) =>
        built.Sources.Where(s => s.HintName != "Manifest.g.cs" || s.SourceText.ToString().Contains("AssemblyMetadata"));

    [Fact]
    public async Task Ids_that_are_there_twice_bring_no_errors_of_generated_code()
    {
        var built = App.Of(
                Usings
                    + """
                    public static class Work
                    {
                        [FusionTask(Entry = true)] public static async Task Root() { await Other.Store("x"); await Other.STORE(1, 2).Detach();
                            await Store(1); await Store("1", 2); }
                        [FusionTask] public static Task<int> Store(int x) => Task.FromResult(x);
                        [FusionTask] public static Task Store(string x, int y) => Task.CompletedTask;
                    }
                    public static class Other
                    {
                        [FusionTask] public static Task Store(string x) => Task.CompletedTask;
                        [FusionTask] public static Task STORE(int x, int y) => Task.CompletedTask;
                    }
                    """
            )
            .Build();
        Assert.Equal(["Root", "Store"], built.Manifest.Tasks.Select(t => t.Id));
        Assert.Equal(
            3,
            (await built.Compilation.WithAnalyzers(Rules.RuleTests.Analyzers).GetAnalyzerDiagnosticsAsync()).Count(d => d.Id == "FZ0011")
        );
    }

    [Fact]
    public void Files_of_one_name_get_files_of_their_own()
    {
        const string Call = "static class {0} {{ public static System.Threading.Tasks.Task M() => T.X(); }}";
        var built = new App
        {
            Sources =
            [
                (
                    "T.cs",
                    "static class T { [Fusionize.FusionTask] public static System.Threading.Tasks.Task X() => "
                        + "System.Threading.Tasks.Task.CompletedTask; }"
                ),
                ("A/B.cs", string.Format(Call, "C1")),
                ("A.B.cs", string.Format(Call, "C2")),
                ("../shared/A/B.cs", string.Format(Call, "C3")),
                ("A#B.cs", string.Format(Call, "C4")),
                ("A@B.cs", string.Format(Call, "C5")),
                ("/elsewhere/B.cs", string.Format(Call, "C6")),
                ("B.cs", string.Format(Call, "C7")),
                ("../shared/a/b.cs", string.Format(Call, "C8")),
                ("__/shared/A/B.cs", string.Format(Call, "C9")),
            ],
        }.Build();
        string[] expected =
        [
            "A.B.Calls.g.cs",
            "A/B.Calls.g.cs",
            "A_23_B.Calls.g.cs",
            "A_40_B.Calls.g.cs",
            "B.2.Calls.g.cs",
            "B.Calls.g.cs",
            "__/shared/A/B.3.Calls.g.cs",
            "__/shared/A/B.Calls.g.cs",
            "__/shared/a/b.2.Calls.g.cs",
        ];
        Assert.Equal(expected.Order(), built.Sources.Select(s => s.HintName).Where(h => h.Contains("Calls")).Order());
    }

    [Fact]
    public void Where_the_compiler_takes_no_interceptors_tasks_are_called_as_methods()
    {
        var compilation = App.Of(
                """
                using System.Threading.Tasks;
                using Fusionize;
                static class Tasks { [FusionTask] public static Task A() => Task.CompletedTask; }
                static class Tests { public static Task Test() => Tasks.A(); }
                """
            )
            .Compilation();
        var plain = compilation
            .RemoveAllSyntaxTrees()
            .AddSyntaxTrees(
                compilation.SyntaxTrees.Select(t =>
                    Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText(
                        t.GetText(),
                        new Microsoft.CodeAnalysis.CSharp.CSharpParseOptions(Microsoft.CodeAnalysis.CSharp.LanguageVersion.Latest)
                    )
                )
            );

        var driver = Microsoft
            .CodeAnalysis.CSharp.CSharpGeneratorDriver.Create(
                [new FusionizeGenerator().AsSourceGenerator()],
                parseOptions: new Microsoft.CodeAnalysis.CSharp.CSharpParseOptions(Microsoft.CodeAnalysis.CSharp.LanguageVersion.Latest)
            )
            .RunGenerators(plain);

        var text = string.Concat(driver.GetRunResult().GeneratedTrees.Select(t => t.ToString()));
        Assert.DoesNotContain("InterceptsLocation", text, StringComparison.Ordinal);
        Assert.DoesNotContain("TaskRemote", text, StringComparison.Ordinal);
    }
}
