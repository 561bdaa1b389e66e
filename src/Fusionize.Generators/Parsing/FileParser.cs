using Fusionize.Generators.Model;
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
        List<InvocationExpressionSyntax>? candidates = null;
        SemanticModel? semantics = null;

        foreach (var node in file.Tree.GetRoot(cancellation).DescendantNodes(DescendIntoChildren))
        {
            if (node is MethodDeclarationSyntax { AttributeLists.Count: > 0 } method)
            {
                semantics ??= file.Semantics;
                if (semantics.GetDeclaredSymbol(method, cancellation) is { } symbol && StandsOn(method, symbol) && TaskParser.Parse(symbol) is { } task)
                    tasks.Add(task);
            }
            else if (node is InvocationExpressionSyntax invocation && CalledName(invocation) is { } name && file.Surface.MayBeTask(name))
            {
                (candidates ??= []).Add(invocation);
            }
        }

        var path = RelativePath.Of(file.Tree.FilePath, file.Options.ProjectDirectory);
        if (candidates is null)
            return new FileModel(path, new(tasks), default);
        var calls = new CallParser(semantics ?? file.Semantics, file.Options.Assembly, cancellation);
        return new FileModel(path, new(tasks), new(candidates.Select(calls.Parse).OfType<CallModel>()));
    }

    // Types and attributes hold no calls; they are most of a file's nodes.
    private static bool DescendIntoChildren(SyntaxNode node) => node is not (TypeSyntax or AttributeListSyntax or UsingDirectiveSyntax);

    /// <summary>Whether the task attribute stands on this part of the method: the other part of a partial one shows it too.</summary>
    private static bool StandsOn(MethodDeclarationSyntax method, IMethodSymbol symbol) =>
        TaskParser.AttributeOf(symbol)?.ApplicationSyntaxReference is { } reference
        && reference.SyntaxTree == method.SyntaxTree
        && method.AttributeLists.Span.Contains(reference.Span);

    private static string? CalledName(InvocationExpressionSyntax invocation) => invocation.Expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } => name.Identifier.ValueText,
        MemberBindingExpressionSyntax { Name: IdentifierNameSyntax name } => name.Identifier.ValueText,
        _ => null,
    };
}
