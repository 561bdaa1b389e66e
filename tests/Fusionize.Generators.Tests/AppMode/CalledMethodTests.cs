using Fusionize.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.Generators.Tests.AppMode;

/// <summary>The generator tells by names which calls are task calls; the compiler binds them. Both have to find the same ones.</summary>
public class CalledMethodTests
{
    private const string Source = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading.Tasks;
        using Fusionize;
        using static Shop.Stock;
        using Alias = Shop.Stock;

        namespace Shop
        {
            public class Stock
            {
                [FusionTask] public static Task<int> Take(int x) => Task.FromResult(x);
                [FusionTask] public static Task Put(int x) => Task.CompletedTask;
                [FusionTask] public Task<int> Count() => Task.FromResult(1);
                public static Task<int> Take(string x) => Task.FromResult(2);
                public void Again() { Take(1); Take("1"); Put(1); Stock.Put(2); Shop.Stock.Put(3); this.Count(); Count(); }
            }

            public sealed class Special : Stock
            {
                public static new Task Put(int x) => Task.CompletedTask;
                public void Own() { Put(1); Stock.Put(1); Special.Put(2); Special.Take(2); base.Count(); }
            }

            public sealed class Other
            {
                public Task Put(int x) => Task.CompletedTask;
                public Task<int> Count() => Task.FromResult(1);
            }

            public class Callers
            {
                private Stock Stock { get; } = new();
                private readonly Task<int> _early = Alias.Take(1);

                // A property of its type's name: calls of static and instance methods alike.
                public void Both() { Stock.Put(1); Stock.Count(); }

                public void Local(Stock stock) { stock.Count(); var Alias = new Other(); Alias.Put(1); Alias.Count(); }
                public void Parameter(Other Alias) => Alias.Put(1);
                public void Function() { Task Put(int x) => Task.CompletedTask; Put(1); }
                public void Lambda() => new[] { new Other() }.Select(Stock => Stock.Put(1)).ToList();
                public object Query() => from Stock in new[] { new Other() } select Stock.Put(1);
                public void Pattern(object o) { if (o is Other Alias) Alias.Put(1); }
                public void Loop(List<Other> others) { foreach (var Alias in others) Alias.Put(1);
                    foreach (var (Stock, i) in others.Select((o, i) => (o, i))) Stock.Put(i); }
                public void Generic<Alias>() where Alias : IPuts { Alias.Put(1); }
                public void Delegate() { Func<int, Task> Put = x => Task.CompletedTask; Put(1); }
            }

            public interface IPuts { static abstract Task Put(int x); }

            public class Plain { public void Far() { Stock.Put(1); Alias.Put(2); Put(3); Take(4); Take("4"); Shop.Stock.Take(5);
                global::Shop.Stock.Put(6); new Stock().Count(); } }

            public static class Extensions
            {
                [FusionTask] public static Task Note(this Other other) => Task.CompletedTask;
                public static void Noted(Other other, Stock? stock) { other.Note(); Note(other); Extensions.Note(other); stock?.Count();
                    _ = stock!.Count(); }
            }

            public record Based(int x) : Root(Alias.Take(x));
            public record Root(Task<int> Taken);
        }

        namespace Elsewhere
        {
            public class Stock { public static Task Put(int x) => Task.CompletedTask; }
            public class Near { public void M() { Stock.Put(1); Shop.Stock.Put(2); Put(3); } }
            namespace Nested { using Stock = Shop.Stock; public class Nearer { public void M() { Stock.Put(1); } } }
        }

        namespace Detached
        {
            using Shop;

            public static class Calls
            {
                public static async Task M() { await Stock.Put(1).Detach(); await Stock.Take(1).Detach(); await Extended.M(); }
            }

            namespace Deeper
            {
                public static class Mine { public static Task Detach(this Task<int> task) => task; }
                public static class Calls { public static async Task M() { await Stock.Put(1).Detach(); await Stock.Take(1).Detach(); } }
            }

            public static class Extended { public static async Task M() { await (Stock.Take(1))!.Detach();
                await DetachExtensions.Detach(Stock.Put(1)); } }
        }
        """;

    [Fact]
    public void The_same_calls_are_found_as_the_compiler_binds()
    {
        var app = App.Of(Source);
        var compilation = app.Compilation();
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        var tree = compilation.SyntaxTrees[0];
        var semantics = compilation.GetSemanticModel(tree);
        IMethodSymbol? Bound(InvocationExpressionSyntax call) => semantics.GetSymbolInfo(call).Symbol as IMethodSymbol;
        var expected = tree.GetRoot()
            .DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Where(call =>
                Bound(call) is { } method && (method.ReducedFrom ?? method).GetAttributes().Any(a => a.AttributeClass!.Name == "FusionTaskAttribute")
            )
            .Select(call =>
                $"{Bound(call)!.Name} {(IsDetached(call, Bound) ? "async" : "sync")} "
                    + $"Code.cs:{call.GetLocation().GetLineSpan().StartLinePosition.Line + 1}"
            );

        Assert.Equal(expected.Order(), app.Build().Manifest.Calls.Select(c => $"{c.To} {(c.IsAsync ? "async" : "sync")} {c.Location}").Order());
    }

    [Theory]
    [InlineData("using T = Fusionize.FusionTaskAttribute;", "T", "")]
    [InlineData("using Fusionize;", "Fusionize.FusionTaskAttribute", "")]
    [InlineData("", "global::Fusionize.FusionTask", "")]
    [InlineData("", "T", "global using T = Fusionize.FusionTaskAttribute;")]
    [InlineData("namespace N; using T = Fusionize.FusionTaskAttribute; using System.Diagnostics;", "DebuggerHidden, T", "global using N;")]
    public void An_attribute_is_known_by_any_name_that_it_may_have(string usings, string attribute, string other)
    {
        var app = new App
        {
            Sources =
            [
                ("A.cs", $"{usings} static class A {{ [{attribute}] public static System.Threading.Tasks.Task Go() => null!; }}"),
                ("B.cs", "static class B { static object M() => A.Go(); }"),
                ("Other.cs", other),
            ],
        };
        var manifest = app.Build().Manifest;
        Assert.Equal(["Go"], manifest.Tasks.Select(t => t.Id));
        Assert.Equal("B.cs:1", Assert.Single(manifest.Calls).Location);
    }

    private static bool IsDetached(InvocationExpressionSyntax call, Func<InvocationExpressionSyntax, IMethodSymbol?> bound)
    {
        SyntaxNode node = call;
        while (
            node.Parent
                is ParenthesizedExpressionSyntax
                    or PostfixUnaryExpressionSyntax
                    or MemberAccessExpressionSyntax
                    or ArgumentSyntax
                    or ArgumentListSyntax
        )
            node = node.Parent;
        return node.Parent is InvocationExpressionSyntax outer && bound(outer) is { Name: "Detach", ContainingType.Name: "DetachExtensions" };
    }
}
