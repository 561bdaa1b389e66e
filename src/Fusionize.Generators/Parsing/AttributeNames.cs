using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.Generators.Parsing;

/// <summary>Which members may carry an attribute of ours, by its name: most attributes of an application are other people's, and each would cost a
/// look at a symbol.</summary>
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

    /// <summary>Whether the file gives an attribute of ours another name.</summary>
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
