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
            if (node is MemberDeclarationSyntax member and (MethodDeclarationSyntax or PropertyDeclarationSyntax) && file.Surface.MayBeOurs(member.AttributeLists))
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

        var path = RelativePath.Of(file.Tree.FilePath, file.Options.ProjectDirectory);
        if (candidates is null)
            return new FileModel(path, new(tasks), default, new(services), new(registrations));
        var calls = new CallParser(semantics ?? file.Semantics, locals, file.Options.Assembly, cancellation);
        return new FileModel(path, new(tasks), new(candidates.Select(calls.Parse).OfType<CallModel>()), new(services), new(registrations));
    }

    private static void AddTo<T>(List<T> items, T? item) where T : class
    {
        if (item is not null)
            items.Add(item);
    }

    // Types and attributes hold no calls; they are most of a file's nodes.
    private static bool DescendIntoChildren(SyntaxNode node) => node is not (TypeSyntax or AttributeListSyntax or UsingDirectiveSyntax);

    /// <summary>Whether the attribute stands on this part of a member: the other part of a partial one shows it too.</summary>
    private static bool StandsOn(MemberDeclarationSyntax member, AttributeData? attribute) =>
        attribute?.ApplicationSyntaxReference is { } reference
        && reference.SyntaxTree == member.SyntaxTree
        && member.AttributeLists.Span.Contains(reference.Span);

    private static string? CalledName(InvocationExpressionSyntax invocation) => invocation.Expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } => name.Identifier.ValueText,
        MemberBindingExpressionSyntax { Name: IdentifierNameSyntax name } => name.Identifier.ValueText,
        _ => null,
    };
}
