using Fusionize.Generators.Model;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Emitting;

/// <summary>Writes the host's class <c>Nulls</c> with the methods that find nulls in arguments and results.</summary>
internal static class NullsEmitter
{
    public static void Emit(SourceProductionContext context, HostModel host)
    {
        var nulls = host.Nulls;
        if (nulls.Methods.Count == 0)
            return;
        var writer = SourceWriter.NewFile();
        writer.Line($"namespace {Names.GeneratedNamespace};");
        writer.Line();
        using (writer.Block($"internal static class {HostParts.Nulls}"))
            foreach (var method in nulls.Methods)
            {
                if (method != nulls.Methods[0])
                    writer.Line();
                using var _ = writer.Block($"public static string {method.Name}({method.Type} value)");
                foreach (var line in method.Statements)
                    writer.Line(line);
            }
        context.AddSource("Nulls.g.cs", writer.ToSourceText());
    }
}
