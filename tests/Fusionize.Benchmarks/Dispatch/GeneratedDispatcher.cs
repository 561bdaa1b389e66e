using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Fusionize.Build.Fusing;
using Fusionize.CompilerServices;
using Fusionize.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Fusionize.Benchmarks.Dispatch;

/// <summary>A group's dispatcher as the generator writes it, for as many tasks as wanted. Each of them does the work of the same method.</summary>
internal static class GeneratedDispatcher
{
    public static string TaskName(int index) => $"Check{index}";

    public static Dispatcher Build(int tasks)
    {
        var parse = new CSharpParseOptions(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            $"Group{tasks}.Function",
            [CSharpSyntaxTree.ParseText(SourceText.From(JsonContext, Encoding.UTF8), parse, "FusionJson.cs")],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Where(p =>
                    Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal)
                    || Path.GetFileName(p) is "Fusionize.dll" or "Fusionize.Benchmarks.dll"
                )
                .Select(p => MetadataReference.CreateFromFile(p)),
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication,
                optimizationLevel: OptimizationLevel.Release,
                nullableContextOptions: NullableContextOptions.Enable
            )
        );
        CSharpGeneratorDriver
            .Create([new FusionizeGenerator().AsSourceGenerator()], [new SliceFile(Slice(tasks))], parse, new HostProperties())
            .RunGeneratorsAndUpdateCompilation(compilation, out var output, out var complaints);

        using var image = new MemoryStream();
        var emitted = output.Emit(image);
        if (!emitted.Success || !complaints.IsEmpty)
            throw new InvalidOperationException(string.Join("\n", complaints.Concat(emitted.Diagnostics).Take(5)));
        var type = Cut(image.ToArray(), tasks).GetType("Fusionize.Generated.GroupDispatcher", throwOnError: true)!;
        return (Dispatcher)Activator.CreateInstance(type)!;
    }

    /// <summary>As the build cuts a group's host out of the application's.</summary>
    private static Assembly Cut(byte[] host, int tasks)
    {
        // Makes the linker's assemblies known, of which the cutter uses one.
        _ = new Linker(Path.Combine(AppContext.BaseDirectory, "illink", "illink.dll"));
        var file = Path.Combine(Directory.CreateTempSubdirectory("fusionize-host-").FullName, $"Group{tasks}.Function.dll");
        try
        {
            File.WriteAllBytes(file, host);
            var texts = new Dictionary<string, string> { ["Group"] = TaskName(0), ["DefaultTask"] = TaskName(0) };
            var parts = Enumerable.Range(0, tasks).Select(i => $"Serves_{TaskName(i)}").ToHashSet();
            new HostCutter(file, []).Cut(new GroupParts(texts, parts), file);
            return AssemblyLoadContext.Default.LoadFromStream(new MemoryStream(File.ReadAllBytes(file)));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    private const string JsonContext = """
        using System.Text.Json.Serialization.Metadata;
        using Fusionize.Benchmarks.Dispatch;
        namespace Fusionize.Generated;
        internal sealed class FusionJson
        {
            public static FusionJson Default { get; } = new();
            public JsonTypeInfo<Reading> T_Fusionize_Benchmarks_Dispatch_Reading { get; } = BenchJson.Default.Reading;
            public JsonTypeInfo<Verdict> T_Fusionize_Benchmarks_Dispatch_Verdict { get; } = BenchJson.Default.Verdict;
        }
        """;

    private static string Slice(int tasks)
    {
        const string Namespace = "global::Fusionize.Benchmarks.Dispatch";
        var text = new StringBuilder($"fusionize\t1\napp\tbench\ngroup\t{TaskName(0)}\ndefault\t{TaskName(0)}\n");
        for (var i = 0; i < tasks; i++)
        {
            text.Append($"role\tserve\n");
            text.Append($"task\t{TaskName(i)}\tentry\t{Namespace}.BenchTasks\tCheckSensorDirectly\tstatic\tTask\t{Namespace}.Verdict\t1\n");
            text.Append($"param\treading\t{Namespace}.Reading\t-\n");
        }
        return text.Append($"type\t0\t{Namespace}.Reading\ntype\t1\t{Namespace}.Verdict\n").ToString();
    }

    private sealed class SliceFile(string text) : AdditionalText
    {
        public override string Path => "/obj/slice.txt";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class HostProperties : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values();

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Values : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
            {
                value = key switch
                {
                    "build_property.FusionizeHost" => "true",
                    "build_property.ProjectDir" => "/",
                    _ => null,
                };
                return value is not null;
            }
        }
    }
}
