using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Fusionize.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fusionize.Generators.Tests.Rules;

/// <summary>
/// Every rule on its cases: <c>FZ0002.bad.cs</c>, where each line that it complains about ends in <c>// FZ0002</c>, and <c>FZ0002.good.cs</c>, where
/// none does. A new case is a line in a file, a new rule two files and a page.
/// </summary>
public partial class RuleTests
{
    private const string Usings =
        "using System; using System.Collections.Generic; using System.IO; using System.Linq; using System.Threading; using System.Threading.Tasks; "
            + "using Fusionize; ";

    /// <summary>First line of a case whose project gets the plug-in without the package's build settings.</summary>
    private const string WithoutPackage = "// The package doesn't take effect here.";

    internal static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers =
    [
        .. typeof(FusionizeGenerator)
            .Assembly.GetTypes()
            .Where(t => t.IsDefined(typeof(DiagnosticAnalyzerAttribute)))
            .Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!),
    ];

    /// <summary>All rules but the generator's own, which no source file causes.</summary>
    public static TheoryData<string> Ids => [.. AllRules.Select(r => r.Id).Where(id => id != "FZ0001")];

    public static TheoryData<string> AllIds => [.. AllRules.Select(r => r.Id)];

    private static IEnumerable<DiagnosticDescriptor> AllRules =>
        typeof(Diagnostics.Rules)
            .GetFields(BindingFlags.Static | BindingFlags.Public)
            .Where(f => f.FieldType == typeof(DiagnosticDescriptor))
            .Select(f => (DiagnosticDescriptor)f.GetValue(null)!);

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Complains_where_it_should(string id)
    {
        var source = Case(id, "bad");
        var expected = Marks(source);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, Lines(await Diagnose(source)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Keeps_quiet_where_it_should(string id) => Assert.Equal(Marks(Case(id, "good")), Lines(await Diagnose(Case(id, "good"))));

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Can_be_silenced_by_pragma(string id)
    {
        var source = $"#pragma warning disable {id}\n" + Case(id, "bad");
        Assert.Equal(Marks(source).Where(line => !line.EndsWith(id)), Lines(await Diagnose(source)));
    }

    [Theory]
    [MemberData(nameof(AllIds))]
    public void Has_a_page_that_its_help_link_names(string id)
    {
        var rule = AllRules.Single(r => r.Id == id);
        Assert.EndsWith($"/docs/rules/{id}.md", rule.HelpLinkUri);
        var file = Path.Combine(Repository(), "docs", "rules", id + ".md");
        Assert.True(File.Exists(file), $"docs/rules/{id}.md is missing; it begins with '# {id}: {rule.Title}'.");
        Assert.StartsWith($"# {id}: {rule.Title}\n", File.ReadAllText(file));
    }

    /// <summary>An error list shows the titles, and "A task isn't generic" would deny what it complains about.</summary>
    [Theory]
    [MemberData(nameof(AllIds))]
    public void Title_says_what_has_to_be_done(string id)
    {
        var rule = AllRules.Single(r => r.Id == id);
        Assert.Contains(rule.DefaultSeverity == DiagnosticSeverity.Error ? " must " : " should ", rule.Title.ToString());
    }

    [Fact]
    public void Ids_are_all_different() => Assert.Equal(AllRules.Count(), AllRules.Select(r => r.Id).Distinct().Count());

    [Fact]
    public void The_list_of_rules_names_each()
    {
        var list = File.ReadAllText(Path.Combine(Repository(), "docs", "rules", "README.md"));
        var missing = AllRules
            .Select(rule => $"| [{rule.Id}]({rule.Id}.md) | {rule.DefaultSeverity} | {rule.Title} |")
            .Where(row => !list.Contains(row, StringComparison.Ordinal));

        Assert.True(!missing.Any(), $"Add to docs/rules/README.md:\n{string.Join('\n', missing)}");
    }

    /// <summary>The list at the side of the documentation's site.</summary>
    [Fact]
    public void The_table_of_contents_lists_every_rule()
    {
        var contents =
            "- name: All rules\n  href: README.md\n" + string.Concat(AllRules.Select(r => $"- href: {r.Id}.md\n").Order(StringComparer.Ordinal));

        Assert.True(
            contents == File.ReadAllText(Path.Combine(Repository(), "docs", "rules", "toc.yml")),
            $"docs/rules/toc.yml must be:\n{contents}"
        );
    }

    private static async Task<IEnumerable<Diagnostic>> Diagnose(string source)
    {
        var app = App.Of(Usings + "\n" + source) with { Kind = OutputKind.DynamicallyLinkedLibrary, CanIntercept = !source.Contains(WithoutPackage) };
        var compilation = app.Compilation();
        compilation = compilation.WithOptions(compilation.Options.WithAllowUnsafe(true));
        // Not what the compiler itself says: a bad task may be bad C# too.
        var all = await compilation.WithAnalyzers(Analyzers).GetAnalyzerDiagnosticsAsync();
        Assert.DoesNotContain(all, d => d.Id == "AD0001");
        return all;
    }

    private static List<string> Lines(IEnumerable<Diagnostic> diagnostics) =>
        [.. diagnostics.Select(d => (Line: d.Location.GetLineSpan().StartLinePosition.Line, d.Id)).Order().Select(d => $"{d.Line}: {d.Id}")];

    private static List<string> Marks(string source) =>
        [
            .. source
                .Split('\n')
                .SelectMany(
                    (line, i) =>
                        Mark().Match(line) is { Success: true } mark ? mark.Groups[1].Value.Split(' ').Select(id => (Line: i + 1, Id: id)) : []
                )
                .Order()
                .Select(m => $"{m.Line}: {m.Id}"),
        ];

    [GeneratedRegex(@"// ((?:FZ\d{4} ?)+)$")]
    private static partial Regex Mark();

    private static string Case(string id, string kind, [CallerFilePath] string file = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "Cases", $"{id}.{kind}.cs"));

    private static string Repository([CallerFilePath] string file = "")
    {
        var directory = Path.GetDirectoryName(file)!;
        while (!File.Exists(Path.Combine(directory, "Fusionize.Build.sln")))
            directory = Path.GetDirectoryName(directory)!;
        return directory;
    }
}
