using System.Collections.Immutable;
using System.Reflection;
using Fusionize.Build.Fusing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Fusionize.Generators.Tests.Infrastructure;

/// <summary>A small application to run the generator on: sources, references, and the project's properties.</summary>
internal sealed record App
{
    public const string ProjectDirectory = "/src/app/";

    /// <summary>The framework and Fusionize.</summary>
    public static readonly ImmutableArray<string> FrameworkFiles =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path =>
                Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)
                || Path.GetFileName(path) is "Fusionize.dll" or "netstandard.dll" or "Microsoft.CSharp.dll"
            ),
    ];

    private static readonly ImmutableArray<MetadataReference> Framework =
    [
        .. FrameworkFiles.Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    public static readonly CSharpParseOptions ParseOptions = new CSharpParseOptions(LanguageVersion.Latest).WithFeatures([
        new("InterceptorsNamespaces", "Fusionize.Generated"),
    ]);

    public string Assembly { get; init; } = "App";

    /// <summary>Where the project lies, with a closing slash.</summary>
    public string Directory { get; init; } = ProjectDirectory;

    /// <summary>Whether the compiler may use several threads.</summary>
    public bool IsConcurrent { get; init; } = true;

    /// <summary>Whether the compiler takes interceptors.</summary>
    public bool CanIntercept { get; init; } = true;

    /// <summary>Whether the assembly has a strong name.</summary>
    public bool IsSigned { get; init; }

    public bool IsOptimized { get; init; }

    public OutputKind Kind { get; init; } = OutputKind.DynamicallyLinkedLibrary;

    public ImmutableArray<(string Path, string Text)> Sources { get; init; } = [];

    public ImmutableArray<MetadataReference> References { get; init; } = [];

    /// <summary>The group's slice; makes the project a host.</summary>
    public string? Slice { get; init; }

    public ImmutableArray<IIncrementalGenerator> OtherGenerators { get; init; } = [];

    public static App Of(string source) => new() { Sources = [("Code.cs", source)] };

    public CSharpCompilation Compilation() =>
        CSharpCompilation.Create(
            Assembly,
            Sources.Select(s =>
                CSharpSyntaxTree.ParseText(
                    SourceText.From(s.Text, System.Text.Encoding.UTF8),
                    CanIntercept ? ParseOptions : ParseOptions.WithFeatures([]),
                    Path.Combine(Directory, s.Path)
                )
            ),
            [.. Framework, .. References],
            new CSharpCompilationOptions(
                Kind,
                optimizationLevel: IsOptimized ? OptimizationLevel.Release : OptimizationLevel.Debug,
                nullableContextOptions: NullableContextOptions.Enable,
                concurrentBuild: IsConcurrent,
                publicSign: IsSigned,
                cryptoPublicKey: IsSigned ? [.. typeof(object).Assembly.GetName().GetPublicKey()!] : default
            )
        );

    public CSharpGeneratorDriver Driver() =>
        CSharpGeneratorDriver.Create(
            [new FusionizeGenerator().AsSourceGenerator(), .. OtherGenerators.Select(g => g.AsSourceGenerator())],
            Slice is null ? [] : [new SliceFile(Slice)],
            ParseOptions,
            new Properties(Directory, Slice is not null),
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true)
        );

    /// <summary>Runs the generator, checks that a second run finds everything cached, and that the result compiles without a warning.</summary>
    public Built Build()
    {
        var compilation = Compilation();
        var driver = Driver().RunGenerators(compilation);
        Rerun.AssertAllCached(driver.RunGenerators(compilation.Clone()));

        var result = driver.GetRunResult();
        Assert.Empty(result.Diagnostics);
        var output = compilation.AddSyntaxTrees(result.GeneratedTrees);
        var complaints = output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning).ToList();
        Assert.True(complaints.Count == 0, string.Join("\n", complaints));
        return new Built(output, result.Results[0]);
    }

    /// <summary>Runs the generators once and compiles, for applications that are large: no warning may come up, in generated code neither.</summary>
    public byte[] Emit()
    {
        var driver = Driver().RunGeneratorsAndUpdateCompilation(Compilation(), out var output, out var diagnostics);
        using var stream = new MemoryStream();
        var emitted = output.Emit(stream);
        var complaints = diagnostics
            .Concat(emitted.Diagnostics)
            .Concat(driver.GetRunResult().Diagnostics)
            .Where(d => d.Severity >= DiagnosticSeverity.Warning && !HostCompiler.DisabledWarnings.Split(';').Contains(d.Id))
            .ToList();
        Assert.True(complaints.Count == 0, string.Join("\n", complaints.Take(20)));
        return stream.ToArray();
    }

    /// <summary>System.Text.Json's generator, as the SDK runs it.</summary>
    public static IIncrementalGenerator JsonGenerator()
    {
        var path = typeof(App).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "JsonGenerator").Value!;
        var type = System.Reflection.Assembly.LoadFrom(path).GetType("System.Text.Json.SourceGeneration.JsonSourceGenerator", throwOnError: true)!;
        return (IIncrementalGenerator)Activator.CreateInstance(type)!;
    }

    private sealed class SliceFile(string text) : AdditionalText
    {
        public override string Path => ProjectDirectory + "obj/slice.txt";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class Properties(string directory, bool isHost) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } =
            new Values(new() { ["build_property.ProjectDir"] = directory, ["build_property.FusionizeHost"] = isHost ? "true" : "" });

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Values([]);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Values([]);

        private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) =>
                values.TryGetValue(key, out value);
        }
    }
}

/// <summary>An application after the generator.</summary>
internal sealed record Built(Compilation Compilation, GeneratorRunResult Generated)
{
    public ImmutableArray<GeneratedSourceResult> Sources => Generated.GeneratedSources;

    public Fusionize.Shared.Manifest Manifest
    {
        get
        {
            var attribute = Compilation
                .Assembly.GetAttributes()
                .Single(a => a.ConstructorArguments is [{ Value: Fusionize.Shared.Names.ManifestKey }, _]);
            return Fusionize.Shared.ManifestText.Parse((string)attribute.ConstructorArguments[1].Value!);
        }
    }

    public byte[] Image()
    {
        using var stream = new MemoryStream();
        var emitted = Compilation.Emit(stream);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics));
        return stream.ToArray();
    }

    public MetadataReference Reference() => MetadataReference.CreateFromImage(Image());
}
