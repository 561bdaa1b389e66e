using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Fusionize.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fusionize.Generators.Tests.Rules;

/// <summary>The samples are written as we want applications to be written: no rule has anything to say, and none is silenced.</summary>
public class SampleTests
{
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http;
        global using System.Threading; global using System.Threading.Tasks;
        """;

    private static readonly string Folder = Path.Combine(Repository(), "samples");

    // The packages that the samples use are this project's too.
    private static readonly ImmutableArray<MetadataReference> Packages =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path =>
                Path.GetFileName(path) is var name
                && (
                    name.StartsWith("AWSSDK", StringComparison.Ordinal)
                    || name.StartsWith("SQLitePCL", StringComparison.Ordinal)
                    || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
                    || name == "Fusionize.Logging.dll"
                )
            )
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static TheoryData<string> Samples =>
        [
            .. Directory
                .GetFiles(Folder, "*.csproj", SearchOption.AllDirectories)
                // An optimizer has no tasks.
                .Where(f => Path.GetFileNameWithoutExtension(f) == Path.GetFileName(Path.GetDirectoryName(f)))
                .Select(f => Path.GetFileNameWithoutExtension(f))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task No_rule_complains(string sample)
    {
        var app = AppOf(sample);
        Assert.All(app.Sources, s => Assert.DoesNotContain("FZ0", s.Text));
        var written = app.Compilation();
        // A sample may have a JSON context of its own.
        CSharpGeneratorDriver
            .Create([App.JsonGenerator().AsSourceGenerator()], parseOptions: (CSharpParseOptions)written.SyntaxTrees[0].Options)
            .RunGeneratorsAndUpdateCompilation(written, out var compilation, out _);
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));

        Assert.Empty(Worth(await compilation.WithAnalyzers(RuleTests.Analyzers).GetAnalyzerDiagnosticsAsync()));
    }

    [Fact]
    public async Task A_complaint_would_be_seen()
    {
        var app = AppOf("Tree");
        var careless = app with
        {
            Sources = app.Sources.Add(("Careless.cs", "static class Careless { [Fusionize.FusionTask] public static void Nothing() { } }")),
        };
        Assert.Contains(Worth(await careless.Compilation().WithAnalyzers(RuleTests.Analyzers).GetAnalyzerDiagnosticsAsync()), d => d.Id == "FZ0002");
    }

    private static IEnumerable<Diagnostic> Worth(IEnumerable<Diagnostic> diagnostics) =>
        diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning);

    private static App AppOf(string sample)
    {
        var folder = Path.Combine(Folder, sample);
        var sources = Directory
            .GetFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(f => (Path: Path.GetRelativePath(folder, f), Text: File.ReadAllText(f)))
            .Where(s => !s.Path.StartsWith("obj", StringComparison.Ordinal) && !s.Path.StartsWith("bin", StringComparison.Ordinal));
        var project = XDocument.Load(Path.Combine(folder, sample + ".csproj"));
        var linked = project
            .Descendants("Compile")
            .Select(c => Path.GetFullPath(Path.Combine(folder, c.Attribute("Include")!.Value)))
            .SelectMany(c => Directory.GetFiles(Path.GetDirectoryName(c)!, Path.GetFileName(c)))
            .Select(f => (Path: "Linked/" + Path.GetFileName(f), Text: File.ReadAllText(f)));
        // The others are packages here: the references above have them.
        var projects = project
            .Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value))
            .Where(p => Directory.Exists(Path.Combine(Folder, p)));
        return new App
        {
            Assembly = sample,
            Sources = [("Usings.cs", ImplicitUsings), .. sources, .. linked],
            References = [.. Packages, .. projects.Select(p => AppOf(p).Build().Reference())],
        };
    }

    private static string Repository([CallerFilePath] string file = "")
    {
        var directory = Path.GetDirectoryName(file)!;
        while (!File.Exists(Path.Combine(directory, "Fusionize.Build.sln")))
            directory = Path.GetDirectoryName(directory)!;
        return directory;
    }
}
