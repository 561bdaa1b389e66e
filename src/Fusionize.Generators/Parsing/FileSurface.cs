using System.Security.Cryptography;
using System.Text;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Fusionize.Generators.Parsing;

/// <summary>
/// What a file shows to the other files: its text without the bodies of its methods and accessors. While no file's surface changes, a file that
/// didn't change itself means what it meant.
/// </summary>
/// <param name="Hash">Hash of that text.</param>
/// <param name="TaskNames">Names of the methods that may be tasks, by the names of their attributes.</param>
/// <param name="RenamesAttributes">Whether the file gives our attributes other names.</param>
internal sealed record FileSurface(string Hash, EquatableArray<string> TaskNames, bool RenamesAttributes)
{
    public static FileSurface Of(SyntaxTree tree, CancellationToken cancellation)
    {
        var bodies = new List<TextSpan>();
        var names = new List<string>();
        var unit = tree.GetRoot(cancellation) as CompilationUnitSyntax;
        if (unit is not null)
            Collect(unit.Members, bodies, names);
        return new FileSurface(HashOutside(tree.GetText(cancellation), bodies), new(names), unit is not null && AttributeNames.AreRenamedIn(unit));
    }

    private static void Collect(SyntaxList<MemberDeclarationSyntax> members, List<TextSpan> bodies, List<string> names)
    {
        foreach (var member in members)
        {
            switch (member)
            {
                case BaseNamespaceDeclarationSyntax space:
                    Collect(space.Members, bodies, names);
                    break;
                case TypeDeclarationSyntax type:
                    Collect(type.Members, bodies, names);
                    break;
                case BaseMethodDeclarationSyntax method:
                    if (method is MethodDeclarationSyntax named && AttributeNames.MayBeOurs(named.AttributeLists))
                        names.Add(named.Identifier.ValueText);
                    Add(bodies, (SyntaxNode?)method.Body ?? method.ExpressionBody);
                    break;
                case BasePropertyDeclarationSyntax property:
                    foreach (var accessor in property.AccessorList?.Accessors ?? default)
                        Add(bodies, (SyntaxNode?)accessor.Body ?? accessor.ExpressionBody);
                    Add(bodies, (property as PropertyDeclarationSyntax)?.ExpressionBody ?? (property as IndexerDeclarationSyntax)?.ExpressionBody);
                    break;
            }
        }
    }

    private static void Add(List<TextSpan> bodies, SyntaxNode? body)
    {
        if (body is not null)
            bodies.Add(body.Span);
    }

    private static string HashOutside(SourceText text, List<TextSpan> bodies)
    {
        var all = text.ToString();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var start = 0;
        foreach (var body in bodies)
        {
            hash.AppendData(Encoding.Unicode.GetBytes(all.Substring(start, body.Start - start)));
            hash.AppendData([0, 0]);
            start = body.End;
        }
        hash.AppendData(Encoding.Unicode.GetBytes(all.Substring(start)));
        return Convert.ToBase64String(hash.GetHashAndReset());
    }
}
