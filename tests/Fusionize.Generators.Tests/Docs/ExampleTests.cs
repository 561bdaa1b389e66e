using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Fusionize.Configuration;
using Fusionize.Generators.Tests.Infrastructure;
using Fusionize.Generators.Tests.Rules;
using Fusionize.Logging;
using Fusionize.Optimization;
using Fusionize.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Fusionize.Generators.Tests.Docs;

/// <summary>Every C# example of the docs compiles with the real runtime and generator, and breaks no rule but the one that it shows.</summary>
public sealed class ExampleTests
{
    private static readonly ImmutableArray<MetadataReference> s_references =
    [
        .. Injection.References,
        .. ((Type[])[typeof(FactAttribute), typeof(Assert), typeof(Xunit.Abstractions.ITest), typeof(FusionizedApp)])
            .Concat([typeof(FunctionLogging), typeof(ILogger), typeof(FunctionConfiguration), typeof(IConfiguration)])
            .Concat([typeof(ISetupOptimizer), typeof(Simulation.Simulator), typeof(Records.LambdaPrices), typeof(Setups.FusionSetup)])
            .Select(type => MetadataReference.CreateFromFile(type.Assembly.Location)),
    ];

    public static TheoryData<string> Pages =>
        [
            .. ((string[])["README.md", "CONTRIBUTING.md"])
                .Concat(Markdown("docs"))
                .Concat(Markdown("src").Where(p => Path.GetFileName(p) == "README.md"))
                .Where(page => File.ReadAllText(Path.Combine(Root(), page)).Contains("```csharp", StringComparison.Ordinal)),
        ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Examples_compile_and_break_only_the_rule_that_they_show(string page)
    {
        foreach (var example in Example.Of(Path.Combine(Root(), page), page))
        {
            var said = await SaidOf(example.Source());
            string[] expected = example.Rule is null ? [] : [example.Rule];
            Assert.True(
                expected.SequenceEqual(said.Select(d => d.Id).Distinct()),
                $"{example.Place} should say {(example.Rule ?? "nothing")}.\n{string.Join('\n', said)}\n\n{example.Source()}"
            );
        }
    }

    [Theory]
    [InlineData("[FusionTask] public static Task Store(Nothing x) => …;", null)]
    [InlineData("[FusionTask] public static Task Store<T>(T x) => …;", null)]
    [InlineData("[FusionTask] public static Task Store(Order order) => …;", "FZ0003")]
    public async Task A_wrong_example_would_be_found(string text, string? rule)
    {
        var said = await SaidOf(new Example("page.md:1", text, rule).Source());

        Assert.NotEqual(rule is null ? [] : [rule], said.Select(d => d.Id).Distinct());
    }

    private static async Task<List<Diagnostic>> SaidOf(string source)
    {
        var app = App.Of(source) with { References = s_references };
        app = app with { Sources = [.. app.Sources, ("Around.cs", Surroundings.Usings + Surroundings.Source)] };
        app.Driver().RunGeneratorsAndUpdateCompilation(app.Compilation(), out var output, out var diagnostics);
        var rules = await output.WithAnalyzers(RuleTests.Analyzers).GetAnalyzerDiagnosticsAsync();
        // Nullability and unused names are no matter of a fragment.
        var compiler = output.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error);
        return [.. compiler.Concat(diagnostics).Concat(rules).Where(d => Path.GetFileName(d.Location.GetLineSpan().Path) != "Around.cs")];
    }

    private static IEnumerable<string> Markdown(string folder) =>
        Directory
            .EnumerateFiles(Path.Combine(Root(), folder), "*.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root(), file))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);

    private static string Root([CallerFilePath] string file = "")
    {
        var directory = Path.GetDirectoryName(file)!;
        while (!File.Exists(Path.Combine(directory, "Fusionize.Build.sln")))
            directory = Path.GetDirectoryName(directory)!;
        return directory;
    }
}
