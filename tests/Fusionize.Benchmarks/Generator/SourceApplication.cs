using System.Collections.Immutable;
using System.Text;
using Fusionize.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Fusionize.Benchmarks.Generator;

/// <summary>An application's source of a given size: ten tasks to a file, each calling five others, one of them asynchronously.</summary>
internal sealed class SourceApplication
{
    public const int CallsPerTask = 5;
    private const int TasksPerFile = 10;

    private static readonly CSharpParseOptions ParseOptions = new CSharpParseOptions(LanguageVersion.Latest).WithFeatures([
        new("InterceptorsNamespaces", "Fusionize.Generated"),
    ]);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) == "Fusionize.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private SourceApplication(CSharpCompilation compilation) => Compilation = compilation;

    public CSharpCompilation Compilation { get; }

    /// <summary>A file without tasks.</summary>
    public SyntaxTree Unrelated => Compilation.SyntaxTrees[0];

    /// <summary>A file with tasks.</summary>
    public SyntaxTree SomeTasks => Compilation.SyntaxTrees[1];

    public static GeneratorDriver NewDriver(bool tracked = false) =>
        CSharpGeneratorDriver.Create(
            [new FusionizeGenerator().AsSourceGenerator()],
            parseOptions: ParseOptions,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: tracked)
        );

    /// <summary>The same source with nothing bound yet, as the compiler has it when it starts.</summary>
    public Compilation Fresh() => CSharpCompilation.Create(Compilation.AssemblyName, Compilation.SyntaxTrees, References, Compilation.Options);

    public Compilation WithEdit(SyntaxTree tree, string old, string @new) =>
        Compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(tree.ToString().Replace(old, @new), Encoding.UTF8)));

    public static SourceApplication OfSize(int tasks)
    {
        var files = new List<(string Path, string Text)>
        {
            ("Unrelated.cs", "namespace App; static class Unrelated { public static int Get() { return 1; } }"),
        };
        for (var first = 0; first < tasks; first += TasksPerFile)
            files.Add(($"Tasks{first}.cs", File(first, tasks)));
        return new SourceApplication(
            CSharpCompilation.Create(
                "App",
                files.Select(f => CSharpSyntaxTree.ParseText(SourceText.From(f.Text, Encoding.UTF8), ParseOptions, "/app/" + f.Path)),
                References,
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
            )
        );
    }

    private static string File(int first, int tasks)
    {
        var text = new StringBuilder(
            $$"""
            using System.Threading;
            using System.Threading.Tasks;
            using Fusionize;
            namespace App;
            public sealed record Order{{first}}(string Id, int Count);
            public static class Tasks{{first}}
            {

            """
        );
        for (var task = first; task < Math.Min(first + TasksPerFile, tasks); task++)
        {
            text.Append($"    [FusionTask(Entry = {(task == 0 ? "true" : "false")})]\n");
            text.Append($"    public static async Task<int> Task{task}(Order{first} order, int x, CancellationToken ct)\n    {{\n");
            for (var call = 1; call <= CallsPerTask; call++)
            {
                var to = (task + call * 7) % tasks;
                var file = to / TasksPerFile * TasksPerFile;
                var invocation = $"Tasks{file}.Task{to}(new Order{file}(order.Id, {call}), x, ct)";
                text.Append(call == CallsPerTask ? $"        await {invocation}.Detach();\n" : $"        x += await {invocation};\n");
            }
            text.Append("        return x;\n    }\n\n");
        }
        return text.Append("    // end\n}\n").ToString();
    }
}
