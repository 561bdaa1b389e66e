using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.Generators.Parsing;

/// <summary>
/// Decides by name which members may have an attribute of this library. Most attributes of an application come from elsewhere, and reading the symbol
/// of each would be slow.
/// </summary>
internal static class AttributeNames
{
    public static bool MayBeOurs(SyntaxList<AttributeListSyntax> lists)
    {
        foreach (var list in lists)
            foreach (var attribute in list.Attributes)
                if (IsOurs(attribute.Name))
                    return true;
        return false;
    }

    /// <summary>Whether the file renames an attribute of this library by a using alias.</summary>
    public static bool AreRenamedIn(CompilationUnitSyntax unit) =>
        unit.DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .Any(static node => node is UsingDirectiveSyntax { Alias: not null, Name: { } name } && IsOurs(name));

    private static bool IsOurs(NameSyntax name) =>
        name switch
        {
            IdentifierNameSyntax simple => simple.Identifier.ValueText
                is "FusionTask"
                    or "FusionTaskAttribute"
                    or "FusionService"
                    or "FusionServiceAttribute",
            QualifiedNameSyntax qualified => IsOurs(qualified.Right),
            AliasQualifiedNameSyntax qualified => IsOurs(qualified.Name),
            _ => false,
        };
}
