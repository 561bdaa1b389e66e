using Fusionize.Generators.Model;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Emitting;

/// <summary>Writes the manifest as assembly metadata, so that the build can read it without loading the assembly.</summary>
internal static class ManifestEmitter
{
    public static void Emit(SourceProductionContext context, ProjectManifest app)
    {
        var writer = SourceWriter.NewFile();
        if (app.Manifest is { Tasks.Count: 0, Calls.Count: 0, Services.Count: 0, Registrations.Count: 0 })
        {
            // The existence of the file shows the analyzers that the generator has run.
            writer.Line("// No task, and no call of one.");
            if (app.IsComplete)
                context.AddSource(Names.ManifestFile, writer.ToSourceText());
            return;
        }
        if (app.ShowsInternals)
            writer.Line($"[assembly: global::System.Runtime.CompilerServices.InternalsVisibleTo({Code.Literal(Names.HostAssembly)})]");
        writer.Line($"[assembly: global::System.Reflection.AssemblyMetadata({Code.Literal(Names.ManifestKey)},");
        var text = ManifestText.Write(app.Manifest);
        var quotes = new string('"', Math.Max(3, LongestRun(text, '"') + 1));
        writer.Raw(quotes);
        writer.Raw(text.TrimEnd('\n'));
        writer.Raw(quotes + ")]");
        context.AddSource(Names.ManifestFile, writer.ToSourceText());
    }

    private static int LongestRun(string text, char c)
    {
        int longest = 0,
            run = 0;
        foreach (var here in text)
            longest = Math.Max(longest, run = here == c ? run + 1 : 0);
        return longest;
    }
}
