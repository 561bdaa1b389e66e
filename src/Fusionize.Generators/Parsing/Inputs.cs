using Fusionize.Generators.Model;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>What comes from the project rather than from its source files.</summary>
internal static class Inputs
{
    public static IncrementalValueProvider<BuildOptions> BuildOptions(this IncrementalGeneratorInitializationContext context) =>
        context.AnalyzerConfigOptionsProvider
            .Combine(context.CompilationProvider.Select(static (compilation, _) => compilation.AssemblyName ?? ""))
            .Select(static (input, _) => new BuildOptions(
                input.Right,
                Property(input.Left.GlobalOptions, "ProjectDir") is { } directory ? directory.Replace('\\', '/').TrimEnd('/') + "/" : "",
                string.Equals(Property(input.Left.GlobalOptions, Names.HostProperty), "true", StringComparison.OrdinalIgnoreCase)))
            .WithTrackingName(Steps.Options);

    public static IncrementalValuesProvider<SliceModel> Slice(
        this IncrementalGeneratorInitializationContext context, IncrementalValueProvider<BuildOptions> options) =>
        context.AdditionalTextsProvider
            .Where(static file => Path.GetFileName(file.Path) == Names.SliceFile)
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

    private static string? Property(Microsoft.CodeAnalysis.Diagnostics.AnalyzerConfigOptions options, string name) =>
        options.TryGetValue("build_property." + name, out var value) && value.Length > 0 ? value : null;
}
