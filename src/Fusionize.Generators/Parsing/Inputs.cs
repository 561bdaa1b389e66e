using System.Text.RegularExpressions;
using Fusionize.Generators.Model;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fusionize.Generators.Parsing;

/// <summary>The generator's inputs from the project, other than source files.</summary>
internal static class Inputs
{
    private static readonly Regex s_escapes = new(@"\|[|hs]", RegexOptions.CultureInvariant);

    public static IncrementalValueProvider<BuildOptions> BuildOptions(this IncrementalGeneratorInitializationContext context) =>
        context
            .AnalyzerConfigOptionsProvider.Combine(
                context.CompilationProvider.Select(
                    static (compilation, _) => (Name: compilation.AssemblyName ?? "", IsSigned: IsSigned(compilation.Options))
                )
            )
            .Combine(context.ParseOptionsProvider.Select(static (options, _) => CanIntercept(options)))
            .Select(
                static (input, _) =>
                    new BuildOptions(
                        input.Left.Right.Name,
                        ProjectDirectory(input.Left.Left.GlobalOptions),
                        input.Left.Right.IsSigned,
                        string.Equals(Property(input.Left.Left.GlobalOptions, Names.HostProperty), "true", StringComparison.OrdinalIgnoreCase),
                        input.Right
                    )
            )
            .WithTrackingName(Steps.Options);

    /// <summary>The project's folder: from the package's targets, with '#' and ';' escaped, or from the SDK if the targets are missing.</summary>
    private static string ProjectDirectory(AnalyzerConfigOptions options)
    {
        var directory = Property(options, "FusionizeProjectDir") is { Length: > 0 } escaped
            ? s_escapes.Replace(escaped, static m => Unescaped(m.Value))
            : Property(options, "ProjectDir");
        return directory is null ? "" : directory.Replace('\\', '/').TrimEnd('/') + "/";
    }

    private static string Unescaped(string escape) =>
        escape switch
        {
            "|h" => "#",
            "|s" => ";",
            _ => "|",
        };

    private static bool IsSigned(CompilationOptions options) =>
        options.CryptoKeyFile is not null || options.CryptoKeyContainer is not null || !options.CryptoPublicKey.IsEmpty;

    public static IncrementalValuesProvider<SliceModel> Slice(
        this IncrementalGeneratorInitializationContext context,
        IncrementalValueProvider<BuildOptions> options
    ) =>
        context
            .AdditionalTextsProvider.Where(static file => Path.GetFileName(file.Path) == Names.SliceFile)
            .Combine(options)
            .Where(static input => input.Right.IsHost)
            .Select(static (input, cancellation) => Read(input.Left.GetText(cancellation)?.ToString() ?? ""));

    private static SliceModel Read(string text)
    {
        try
        {
            return new SliceModel(SliceText.Parse(text), null);
        }
        catch (FormatException e)
        {
            return new SliceModel(null, e.Message);
        }
    }

    /// <summary>Whether the compiler accepts the generator's interceptors.</summary>
    public static bool CanIntercept(ParseOptions options) =>
        options.Features.TryGetValue("InterceptorsNamespaces", out var namespaces)
        && namespaces.Split(';').Any(n => n.Trim() == Names.GeneratedNamespace);

    private static string? Property(AnalyzerConfigOptions options, string name) =>
        options.TryGetValue("build_property." + name, out var value) && value.Length > 0 ? value : null;
}
