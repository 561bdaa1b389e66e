using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Diagnostics;

/// <summary>Every diagnostic of the compiler plug-in. An id is never reused; each has a page under <c>docs/rules</c>.</summary>
internal static class Rules
{
    private const string Pages = "https://github.com/fusionize/fusionize.build/blob/main/docs/rules/";

    public static readonly DiagnosticDescriptor UnreadableSlice = Rule(
        "FZ0001", "The group's slice can't be read", "The group's slice can't be read: {0} Rebuild the application; the build writes the slice.");

    private static DiagnosticDescriptor Rule(string id, string title, string message, DiagnosticSeverity severity = DiagnosticSeverity.Error) =>
        new(id, title, message, "Fusionize", severity, isEnabledByDefault: true, helpLinkUri: Pages + id + ".md");
}
