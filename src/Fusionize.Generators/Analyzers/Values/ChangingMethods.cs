using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.Generators.Analyzers.Values;

/// <summary>
/// Finds methods of a class that change its objects, judging by their source: they assign a member, or change a collection in a member.
/// </summary>
internal static class ChangingMethods
{
    private static readonly HashSet<string> s_changing = new(StringComparer.Ordinal)
    {
        "Add",
        "AddFirst",
        "AddLast",
        "AddOrUpdate",
        "AddRange",
        "Clear",
        "Dequeue",
        "Enqueue",
        "ExceptWith",
        "GetOrAdd",
        "Insert",
        "InsertRange",
        "IntersectWith",
        "Pop",
        "Push",
        "Remove",
        "RemoveAll",
        "RemoveAt",
        "RemoveFirst",
        "RemoveLast",
        "RemoveRange",
        "RemoveWhere",
        "Reverse",
        "SetItem",
        "Sort",
        "SymmetricExceptWith",
        "TryAdd",
        "TryDequeue",
        "TryPop",
        "TryRemove",
        "TryTake",
        "TryUpdate",
        "UnionWith",
    };

    /// <summary>Whether methods of this name change the collection that they are called on.</summary>
    public static bool IsChanging(string method) => s_changing.Contains(method);

    /// <summary>The name of the first such method, property or indexer; null if there is none.</summary>
    public static string? In(INamedTypeSymbol type)
    {
        HashSet<string>? variables = null;
        for (var t = type; t is not null && !t.DeclaringSyntaxReferences.IsEmpty; t = t.BaseType)
        {
            variables ??= VariablesOf(type);
            if (variables.Count == 0)
                return null;
            foreach (var reference in t.DeclaringSyntaxReferences)
                if (reference.GetSyntax() is TypeDeclarationSyntax declaration)
                    foreach (var (name, body) in Bodies(declaration))
                        if (Changes(body, variables))
                            return name;
        }
        return null;
    }

    /// <summary>Names of the members that can change after construction: the member itself or its contents.</summary>
    private static HashSet<string> VariablesOf(INamedTypeSymbol type) =>
        new(
            Members
                .Of(type)
                .Where(static m =>
                    m switch
                    {
                        IFieldSymbol field => !field.IsReadOnly || IsChangeable(field.Type),
                        IPropertySymbol property => property.SetMethod is { IsInitOnly: false } || IsChangeable(property.Type),
                        _ => false,
                    }
                )
                .Select(static m => m is IFieldSymbol field && FieldOrigin.CapturedBy(field) is { } parameter ? parameter : m.Name),
            StringComparer.Ordinal
        );

    private static bool IsChangeable(ITypeSymbol type) => type is IArrayTypeSymbol || KnownTypes.Of(type) is { Sharing: Sharing.Changeable };

    private static IEnumerable<(string Name, SyntaxNode Body)> Bodies(TypeDeclarationSyntax type)
    {
        foreach (var member in type.Members)
        {
            switch (member)
            {
                case MethodDeclarationSyntax method:
                    yield return (method.Identifier.ValueText, method);
                    break;
                case BasePropertyDeclarationSyntax { AccessorList: { } accessors }:
                    foreach (var accessor in accessors.Accessors)
                        if (accessor.IsKind(SyntaxKind.SetAccessorDeclaration))
                            yield return (member is PropertyDeclarationSyntax property ? property.Identifier.ValueText : "this[]", accessor);
                    break;
            }
        }
    }

    private static bool Changes(SyntaxNode body, HashSet<string> variables)
    {
        HashSet<string>? locals = null;
        foreach (var node in body.DescendantNodes())
        {
            var target = node switch
            {
                AssignmentExpressionSyntax { Parent: not InitializerExpressionSyntax } assignment => assignment.Left,
                PrefixUnaryExpressionSyntax prefix
                    when prefix.IsKind(SyntaxKind.PreIncrementExpression) || prefix.IsKind(SyntaxKind.PreDecrementExpression) => prefix.Operand,
                PostfixUnaryExpressionSyntax postfix
                    when postfix.IsKind(SyntaxKind.PostIncrementExpression) || postfix.IsKind(SyntaxKind.PostDecrementExpression) => postfix.Operand,
                ArgumentSyntax argument when argument.RefKindKeyword.RawKind is (int)SyntaxKind.RefKeyword or (int)SyntaxKind.OutKeyword =>
                    argument.Expression,
                InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } call }
                    when s_changing.Contains(name) => call.Expression,
                _ => null,
            };
            if (target is not null && Reaches(target, variables, locals ??= LocalsOf(body)))
                return true;
        }
        return false;
    }

    private static bool Reaches(ExpressionSyntax target, HashSet<string> variables, HashSet<string> locals) =>
        target switch
        {
            TupleExpressionSyntax tuple => tuple.Arguments.Any(a => Reaches(a.Expression, variables, locals)),
            ParenthesizedExpressionSyntax inner => Reaches(inner.Expression, variables, locals),
            ElementAccessExpressionSyntax element => Reaches(element.Expression, variables, locals),
            // The object in a local variable was usually created in the method.
            MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax local } when locals.Contains(local.Identifier.ValueText) => false,
            MemberAccessExpressionSyntax member => variables.Contains(member.Name.Identifier.ValueText)
                || Reaches(member.Expression, variables, locals),
            IdentifierNameSyntax name => variables.Contains(name.Identifier.ValueText)
                && !locals.Contains(name.Identifier.ValueText)
                && !IsParameter(name),
            _ => false,
        };

    private static bool IsParameter(IdentifierNameSyntax name)
    {
        var parameters = name.Ancestors()
            .Select(static a =>
                a switch
                {
                    BaseMethodDeclarationSyntax method => method.ParameterList,
                    LocalFunctionStatementSyntax function => function.ParameterList,
                    ParenthesizedLambdaExpressionSyntax lambda => lambda.ParameterList,
                    _ => null,
                }
            );
        return parameters.Any(list => list?.Parameters.Any(p => p.Identifier.ValueText == name.Identifier.ValueText) == true);
    }

    private static HashSet<string> LocalsOf(SyntaxNode body)
    {
        var locals = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in body.DescendantNodes())
        {
            switch (node)
            {
                case VariableDeclaratorSyntax variable:
                    locals.Add(variable.Identifier.ValueText);
                    break;
                case SingleVariableDesignationSyntax designation:
                    locals.Add(designation.Identifier.ValueText);
                    break;
                case ForEachStatementSyntax loop:
                    locals.Add(loop.Identifier.ValueText);
                    break;
            }
        }
        return locals;
    }
}
