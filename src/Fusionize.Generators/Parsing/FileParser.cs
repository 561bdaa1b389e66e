using Fusionize.Generators.Model;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.Generators.Parsing;

/// <summary>Source file → its tasks and task calls.</summary>
internal static class FileParser
{
    public static FileModel Parse(SourceFile file, CancellationToken cancellation)
    {
        var tasks = new List<TaskModel>();
        var services = new List<ManifestService>();
        var registrations = new List<string>();
        List<InvocationExpressionSyntax>? candidates = null;
        var locals = new HashSet<string>(StringComparer.Ordinal);
        SemanticModel? semantics = null;

        foreach (var node in file.Tree.GetRoot(cancellation).DescendantNodes(DescendIntoChildren))
        {
            if (
                node is MemberDeclarationSyntax member and (MethodDeclarationSyntax or PropertyDeclarationSyntax)
                && file.Surface.MayBeOurs(member.AttributeLists)
            )
            {
                semantics ??= file.Semantics;
                if (semantics.GetDeclaredSymbol(member, cancellation) is not { } symbol)
                    continue;
                if (symbol is IMethodSymbol method && StandsOn(member, TaskParser.AttributeOf(method)))
                    AddTo(tasks, TaskParser.Parse(method));
                else if (StandsOn(member, ServiceParser.AttributeOf(symbol)))
                {
                    AddTo(services, ServiceParser.ServiceOf(symbol));
                    AddTo(registrations, ServiceParser.RegistrationOf(symbol));
                }
            }
            else if (node is InvocationExpressionSyntax invocation && CalledName(invocation) is { } name && file.Surface.MayBeTask(name))
            {
                (candidates ??= []).Add(invocation);
            }
            else if (LocalNames.DeclaredBy(node) is { } local)
            {
                locals.Add(local);
            }
        }

        var calls = new List<CallModel>();
        if (candidates is not null)
        {
            var byName = !file.Surface.MayBeDynamic && !FileSurface.MayBeDynamic(file.Tree, cancellation);
            var called = new CalledMethods(semantics ??= file.Semantics, locals, byName ? file.Surface.MayBeExtension : null, cancellation);
            var parser = new CallParser(semantics, called, file.Options.Assembly, cancellation);
            calls.AddRange(candidates.Select(parser.Parse).OfType<CallModel>());
        }
        return new FileModel(
            RelativePath.Of(file.Tree.FilePath, file.Options.ProjectDirectory),
            file.Surface.HintNameOf(file.Tree.FilePath, file.Options.ProjectDirectory),
            new(tasks),
            new(calls),
            new(services),
            new(registrations)
        );
    }

    private static void AddTo<T>(List<T> items, T? item)
        where T : class
    {
        if (item is not null)
            items.Add(item);
    }

    // Types and attributes contain no calls, except for array sizes, and they are most of a file's nodes.
    private static bool DescendIntoChildren(SyntaxNode node) =>
        node is ArrayTypeSyntax or not (TypeSyntax or AttributeListSyntax or UsingDirectiveSyntax);

    /// <summary>Whether this part of a partial member has the attribute: the symbol returns the attributes of both parts.</summary>
    private static bool StandsOn(MemberDeclarationSyntax member, AttributeData? attribute) =>
        attribute?.ApplicationSyntaxReference is { } reference
        && reference.SyntaxTree == member.SyntaxTree
        && member.AttributeLists.Span.Contains(reference.Span);

    private static string? CalledName(InvocationExpressionSyntax invocation) =>
        invocation.Expression switch
        {
            IdentifierNameSyntax name => name.Identifier.ValueText,
            MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } => name.Identifier.ValueText,
            MemberBindingExpressionSyntax { Name: IdentifierNameSyntax name } => name.Identifier.ValueText,
            _ => null,
        };
}
