using Fusionize.Generators.Tests.Infrastructure;
using Fusionize.Generators.Tests.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fusionize.Generators.Tests.AppMode;

/// <summary>
/// Types whose full name isn't enough to name them: behind an extern alias, or in two assemblies. Generated code works, or the task is refused; the
/// compiler never complains about a generated file.
/// </summary>
public sealed class SameNameTests
{
    private const string Usings = "using System.Threading.Tasks; using Fusionize;\n";
    private const string Alias = "extern alias Lib; ";
    private const string Dto = "namespace Shared { public sealed record Dto(string Text); }";

    private const string TaskOfDto =
        "public static class Tasks { [FusionTask(Entry = true)] public static Task Take(Shared.Dto dto) => Task.CompletedTask; }";

    private const string Call =
        "public static class Calls { [FusionTask(Entry = true)] public static Task Go() => Tasks.Take(new(\"x\")).Detach(); }";

    [Theory]
    [InlineData("Lib::Shared.Dto", "Lib", "FZ0039")]
    [InlineData("Lib::Shared.Dto[]", "Lib", "FZ0039")]
    [InlineData("Lib::Shared.Dto", "global,Lib", "")]
    [InlineData("Order", "Lib", "")]
    public async Task A_type_behind_an_alias_is_refused_where_code_of_the_project_names_it(string type, string aliases, string expected)
    {
        var source =
            $$"""
            public sealed record Order(Lib::Shared.Dto Dto);
            public static class Tasks { [FusionTask(Entry = true)] public static Task<int> Take({{type}} dto) => Task.FromResult(1); }
            public static class Calls { public static Task Go() => Tasks.Take(null!); }
            """;
        Assert.Equal(expected, await Said(Alias + Usings + source, Library("Lib", Dto).WithAliases(aliases.Split(','))));
    }

    [Fact]
    public async Task A_task_behind_an_alias_is_refused_where_it_is_called()
    {
        var library = Library("Lib", Usings + "public static class Stock { [FusionTask] public static Task Take() => Task.CompletedTask; }");
        const string Source = "public static class Orders { public static Task Go() => Lib::Stock.Take(); }";
        Assert.Equal("FZ0026", await Said(Alias + Usings + Source, library.WithAliases(["Lib"])));
        Assert.Equal("", await Said(Alias + Usings + Source, library.WithAliases(["global", "Lib"])));
    }

    [Fact]
    public async Task A_type_that_a_reference_has_too_is_refused()
    {
        Assert.Equal("FZ0039", await Said(Usings + TaskOfDto + Call + Dto, Library("Lib", Dto)));
        Assert.Equal("FZ0039", await Said(Usings + TaskOfDto + Call, Library("One", Dto), Library("Lib", Dto).WithAliases(["Lib"])));
        const string Inside = "public sealed record Order(Shared.Dto Dto); ";
        Assert.Equal(
            "FZ0012",
            await Said(Usings + Inside + TaskOfDto.Replace("Shared.Dto", "Order") + Dto, Library("Lib", Dto))
        );
    }

    [Fact]
    public async Task A_class_of_tasks_that_a_reference_has_too_is_refused() =>
        Assert.Equal("FZ0039", await Said(Usings + TaskOfDto + Call + Dto, Library("Lib", "public static class Tasks;")));

    [Fact]
    public async Task A_type_that_is_only_internal_elsewhere_is_fine() =>
        Assert.Equal("", await Said(Usings + TaskOfDto + Call + Dto, Library("Lib", Dto.Replace("public", "internal"), isPlain: true)));

    /// <summary>The library is fine by itself, and so is the other one.</summary>
    [Fact]
    public async Task A_call_of_a_task_whose_type_another_reference_has_too_is_refused()
    {
        var library = Library("Stock", Usings + TaskOfDto + " public static class Make { public static Shared.Dto Dto() => new(\"x\"); }" + Dto);
        const string Source = "public static class Orders { public static Task Go() => Tasks.Take(Make.Dto()); }";
        Assert.Equal("", await Said(Usings + Source, library));
        Assert.Equal("FZ0026", await Said(Usings + Source, library, Library("Lib", Dto)));
    }

    [Fact]
    public async Task A_call_of_one_of_two_tasks_with_one_name_is_not_reported_too()
    {
        const string Source = """
            public static class One { [FusionTask(Entry = true)] public static Task Take() => Task.CompletedTask; }
            public static class Other { [FusionTask(Entry = true)] public static Task Take(int x) => Task.CompletedTask; }
            public static class Calls { public static async Task Go() { await One.Take(); await Other.Take(1); } }
            """;
        Assert.Equal("FZ0011", await Said(Usings + Source));
    }

    private static PortableExecutableReference Library(string name, string source, bool isPlain = false)
    {
        var app = App.Of(source) with { Assembly = name };
        if (!isPlain)
            return (PortableExecutableReference)app.Build().Reference();
        using var image = new MemoryStream();
        Assert.True(app.Compilation().Emit(image).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    /// <summary>What the rules say of an application; fails where the compiler complains about a generated file.</summary>
    private static async Task<string> Said(string source, params MetadataReference[] references)
    {
        var app = App.Of(source) with { References = [.. references] };
        var compilation = app.Compilation();
        var driver = app.Driver().RunGenerators(compilation);
        var trees = driver.GetRunResult().GeneratedTrees;
        var output = compilation.AddSyntaxTrees(trees);
        Assert.Empty(output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning && d.Id != "CS0436"));
        var said = await output.WithAnalyzers(RuleTests.Analyzers).GetAnalyzerDiagnosticsAsync();
        return string.Join(' ', said.Select(static d => d.Id).Where(static id => id is not ("FZ0021" or "FZ0015")).Distinct().Order());
    }
}
