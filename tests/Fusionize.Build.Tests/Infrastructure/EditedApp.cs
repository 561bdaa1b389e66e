using System.Collections.Frozen;
using System.Collections.Immutable;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Fusionize.Build.Fusing;
using Fusionize.Packaging;
using Fusionize.Packaging.Fusing;
using Fusionize.Setups;
using Fusionize.Setups.Files;
using Fusionize.Setups.Manifests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Fusionize.Build.Tests.Infrastructure;

/// <summary>An application that is built in this process, again and again: the build's own parts, without MSBuild around them.</summary>
internal sealed class EditedApp
{
    public static readonly ImmutableArray<string> Framework =
    [
        .. Directory
            .GetFiles(
                Directory
                    .GetDirectories(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"))
                    .Max()! + "/ref/net10.0",
                "*.dll"
            )
            .Order(StringComparer.Ordinal),
    ];

    private static readonly string Library = typeof(FusionTaskAttribute).Assembly.Location;
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. Framework.Append(Library).Select(f => MetadataReference.CreateFromFile(f)),
    ];
    private static readonly CSharpParseOptions Parsing = new CSharpParseOptions(LanguageVersion.Latest).WithFeatures([
        new("InterceptorsNamespaces", "Fusionize.Generated"),
    ]);
    private static readonly Linker Linker = new(Path.Combine(AppContext.BaseDirectory, "illink", "illink.dll"));

    private readonly string _folder;
    private readonly Func<ISourceGenerator>[] _generators;

    public EditedApp(string folder, string package)
    {
        _folder = folder;
        var plugin = Path.Combine(folder, "Fusionize.Generators.dll");
        using (var zip = ZipFile.OpenRead(package))
            zip.GetEntry("analyzers/dotnet/cs/Fusionize.Generators.dll")!.ExtractToFile(plugin);
        var json = Path.Combine(
            Path.GetDirectoryName(Framework[0])!,
            "..",
            "..",
            "analyzers",
            "dotnet",
            "cs",
            "System.Text.Json.SourceGeneration.dll"
        );
        _generators =
        [
            Generator(plugin, "Fusionize.Generators.FusionizeGenerator"),
            Generator(json, "System.Text.Json.SourceGeneration.JsonSourceGenerator"),
        ];
    }

    /// <summary>Compiles the application, a library first; gives what there was to say of it when it doesn't compile.</summary>
    public string? Compile(string librarySource, string appSource) =>
        Compile("Lib", librarySource, "lib/", []) ?? Compile("App", appSource, "app/", [Path.Combine(_folder, "Lib.dll")]);

    /// <summary>Builds the groups that have to be built; gives their names.</summary>
    public ImmutableArray<string> Fuse(string output)
    {
        var directory = Path.Combine(_folder, output);
        Directory.CreateDirectory(directory);
        var assemblies = new[] { "App.dll", "Lib.dll" }.Select(f => Path.Combine(_folder, f)).ToList();
        var app = AppManifest.Read("app", assemblies);
        var inputs = new FuseInputs
        {
            AppAssembly = "App",
            Files =
            [
                .. assemblies.Select(f => new PublishFile(f, Path.GetFileName(f), null, null)),
                new PublishFile(Library, "Fusionize.dll", "Fusionize.Build", "1.0.0"),
            ],
            Framework = Framework,
            Tools = [],
            Keep = FrozenSet<string>.Empty,
            Policy = LinkPolicy.Safe,
            NoWarn = [],
            Mode = FunctionMode.Managed,
            RuntimeIdentifier = null,
            IsReadyToRun = false,
            TargetFramework = "net10.0",
            FrameworkMoniker = ".NETCoreApp,Version=v10.0",
            Frameworks = [new("Microsoft.NETCore.App", "10.0.0")],
            RuntimeOptions = ImmutableSortedDictionary<string, string>.Empty,
            AssetsFile = null,
        };
        var stale = new FusePlan(inputs, directory).Write(app, FusionSetup.OnePerTask(app.Model, 128)).Where(g => !g.IsUpToDate).ToList();
        var host = new ApplicationHost(directory);
        if (stale.Count > 0 && !host.IsUpToDate())
        {
            var json = File.ReadAllText(Path.Combine(host.Folder, ApplicationHost.JsonFile));
            var complaint = Compile(FusePlan.HostAssembly, json, "host/", assemblies, host.Folder);
            Assert.True(complaint is null, complaint);
            host.Compiled();
        }
        if (stale.Count > 0)
        {
            var cutter = new HostCutter(host.Assembly, [.. assemblies, .. Framework]);
            foreach (var group in stale)
                cutter.Cut(
                    GroupParts.Read(Path.Combine(group.Directory, FusePlan.PartsFile)),
                    Path.Combine(group.Directory, FusePlan.HostAssembly + ".dll")
                );
        }
        var recipes = stale.Select(g => PackRecipe.Read(Path.Combine(g.Directory, FusePlan.RecipeFile))).ToList();
        FusePlan.WriteFramework(recipes, Framework, directory);
        Parallel.ForEach(recipes, recipe =>
        {
            var place = Path.Combine(directory, recipe.Group);
            Assert.Empty(Linker.Link(recipe, place).Errors);
            GroupPacker.Pack(recipe, place);
        });
        return [.. stale.Select(g => g.Name)];
    }

    public FrozenDictionary<string, string> Zips(string output) =>
        Directory
            .GetFiles(Path.Combine(_folder, output), "*.zip", SearchOption.AllDirectories)
            .ToFrozenDictionary(f => Path.GetFileNameWithoutExtension(f), WholeFile.Hash);

    public PackedGroup Packed(string output, string group) => PackedGroup.TryRead(Path.Combine(_folder, output, group, GroupPacker.ResultFile))!;

    public void Delete(string output) => Directory.Delete(Path.Combine(_folder, output), recursive: true);

    private string? Compile(string assembly, string source, string place, IEnumerable<string> references, string? host = null)
    {
        var compilation = CSharpCompilation.Create(
            assembly,
            [CSharpSyntaxTree.ParseText(SourceText.From(source, System.Text.Encoding.UTF8), Parsing, "/src/" + place + "Code.cs")],
            [.. References, .. references.Select(r => MetadataReference.CreateFromImage(File.ReadAllBytes(r)))],
            new CSharpCompilationOptions(
                host is null ? OutputKind.DynamicallyLinkedLibrary : OutputKind.ConsoleApplication,
                nullableContextOptions: NullableContextOptions.Enable,
                optimizationLevel: OptimizationLevel.Release,
                deterministic: true
            )
        );
        var slice = host is null
            ? []
            : ImmutableArray.Create<AdditionalText>(new SliceFile(File.ReadAllText(Path.Combine(host, FusePlan.SliceFile))));
        CSharpGeneratorDriver
            .Create(_generators.Select(g => g()), slice, Parsing, new Properties(host is not null))
            .RunGeneratorsAndUpdateCompilation(compilation, out var completed, out _);
        using var stream = new MemoryStream();
        var emitted = completed.Emit(
            stream,
            options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb),
            pdbStream: host is null ? new MemoryStream() : null
        );
        if (!emitted.Success)
            return string.Join('\n', emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
        File.WriteAllBytes(Path.Combine(host ?? _folder, assembly + ".dll"), stream.ToArray());
        return null;
    }

    private static Func<ISourceGenerator> Generator(string file, string type)
    {
        var generator = System.Reflection.Assembly.LoadFrom(file).GetType(type, throwOnError: true)!;
        return () => ((IIncrementalGenerator)Activator.CreateInstance(generator)!).AsSourceGenerator();
    }

    private sealed class SliceFile(string text) : AdditionalText
    {
        public override string Path => "/src/host/" + FusePlan.SliceFile;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class Properties(bool isHost) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(isHost ? "true" : "");

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Values(string isHost) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) =>
                (
                    value = key switch
                    {
                        "build_property.FusionizeHost" => isHost,
                        "build_property.ProjectDir" => "/src/",
                        _ => null,
                    }
                )
                    is not null;
        }
    }
}
