using System.Security.Cryptography;
using System.Text;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Fusionize.Generators.Parsing;

/// <summary>
/// The part of a file that other files can depend on: its text without the bodies of its methods and accessors. As long as no surface changes, the
/// meaning of an unchanged file doesn't change.
/// </summary>
/// <param name="Path">The file's path. The names of generated files depend on all paths.</param>
/// <param name="Hash">Hash of that text.</param>
/// <param name="TaskNames">Names of the methods that may be tasks, judging by the names of their attributes.</param>
/// <param name="ExtensionNames">Names of the methods in its extension blocks.</param>
/// <param name="RenamesAttributes">Whether the file renames attributes of this library by a using alias.</param>
/// <param name="NamesDynamic">Whether a type in that text may be <c>dynamic</c>.</param>
internal sealed record FileSurface(
    string Path,
    string Hash,
    EquatableArray<string> TaskNames,
    EquatableArray<string> ExtensionNames,
    bool RenamesAttributes,
    bool NamesDynamic
)
{
    private const string Dynamic = "dynamic";

    /// <summary>Whether something in the file may be <c>dynamic</c>, judging by its text alone.</summary>
    public static bool MayBeDynamic(SyntaxTree tree, CancellationToken cancellation) =>
        tree.GetText(cancellation).ToString().IndexOf(Dynamic, StringComparison.Ordinal) >= 0;

    public static FileSurface Of(SyntaxTree tree, CancellationToken cancellation)
    {
        var bodies = new List<TextSpan>();
        var names = new List<string>();
        var extensions = new List<string>();
        var unit = tree.GetRoot(cancellation) as CompilationUnitSyntax;
        if (unit is not null)
            Collect(unit.Members, bodies, names, extensions);
        var (hash, namesDynamic) = LookOutside(tree.GetText(cancellation), bodies);
        return new FileSurface(tree.FilePath, hash, new(names), new(extensions), unit is not null && AttributeNames.AreRenamedIn(unit), namesDynamic);
    }

    private static void Collect(SyntaxList<MemberDeclarationSyntax> members, List<TextSpan> bodies, List<string> names, List<string> extensions)
    {
        foreach (var member in members)
        {
            switch (member)
            {
                case BaseNamespaceDeclarationSyntax space:
                    Collect(space.Members, bodies, names, extensions);
                    break;
                case TypeDeclarationSyntax type:
                    if (type is ExtensionBlockDeclarationSyntax)
                        extensions.AddRange(type.Members.OfType<MethodDeclarationSyntax>().Select(static m => m.Identifier.ValueText));
                    Collect(type.Members, bodies, names, extensions);
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

    private static (string Hash, bool NamesDynamic) LookOutside(SourceText text, List<TextSpan> bodies)
    {
        var all = text.ToString();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var namesDynamic = false;
        var start = 0;
        foreach (var body in bodies)
        {
            Look(body.Start);
            hash.AppendData([0, 0]);
            start = body.End;
        }
        Look(all.Length);
        return (Convert.ToBase64String(hash.GetHashAndReset()), namesDynamic);

        void Look(int end)
        {
            hash.AppendData(Encoding.Unicode.GetBytes(all.Substring(start, end - start)));
            namesDynamic |= all.IndexOf(Dynamic, start, end - start, StringComparison.Ordinal) >= 0;
        }
    }
}
