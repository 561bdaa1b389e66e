using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.Generators.Analyzers.Values;

/// <summary>The origin of the value of a field or of the field behind a property. It is unknown for types of other assemblies.</summary>
internal static class FieldOrigin
{
    /// <summary>Whether all objects of the type have the same value in this member: a constant that is never overwritten, or a lock.</summary>
    public static bool IsAlwaysTheSame(ISymbol member)
    {
        if (member is not (IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null }) || InitializerOf(member) is not { } initial)
            return false;
        return (IsConstant(initial) || IsLock(ObjectModel.TypeOf(member), initial))
            && !member.ContainingType.InstanceConstructors.Any(c => Names(c, member.Name));
    }

    /// <summary>The primary constructor's parameter that the compiler stores in this field, because methods use it; null for other fields.</summary>
    public static string? CapturedBy(IFieldSymbol field) =>
        field is { IsImplicitlyDeclared: true, Name: ['<', .., '>', 'P'] } ? field.Name.Substring(1, field.Name.Length - 3) : null;

    /// <summary>Whether the member's value comes from this parameter of the primary constructor.</summary>
    public static bool Takes(ISymbol member, string parameter) =>
        member is IPropertySymbol property && Names(property.GetMethod, parameter)
        || InitializerOf(member)?.DescendantTokens().Any(t => t.IsKind(SyntaxKind.IdentifierToken) && t.ValueText == parameter) == true;

    /// <summary>Whether the property returns the field, and sets it if it has a setter.</summary>
    public static bool IsBehind(IFieldSymbol field, IPropertySymbol property) =>
        Names(property.GetMethod, field.Name) && (property.SetMethod is null || Names(property.SetMethod, field.Name));

    /// <summary>Whether the member is declared with a value other than its type's default.</summary>
    public static bool HasInitialValue(ISymbol member)
    {
        var initial = InitializerOf(member);
        while (initial is PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure)
            initial = sure.Operand;
        return initial
            is not (
                null
                or DefaultExpressionSyntax
                or LiteralExpressionSyntax
                {
                    RawKind: (int)SyntaxKind.DefaultLiteralExpression
                        or (int)SyntaxKind.NullLiteralExpression
                        or (int)SyntaxKind.FalseLiteralExpression
                }
                or LiteralExpressionSyntax { Token.Value: 0 }
            );
    }

    /// <summary>Whether the member is declared with a value that isn't an empty collection or object.</summary>
    public static bool HasContents(ISymbol member) =>
        HasInitialValue(member)
        && InitializerOf(member)
            is not (
                CollectionExpressionSyntax { Elements.Count: 0 }
                or BaseObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 }, Initializer: null }
            );

    /// <summary>Whether the body of the constructor assigns the member.</summary>
    public static bool IsAssignedIn(IMethodSymbol constructor, ISymbol member) =>
        constructor.DeclaringSyntaxReferences.Any(r =>
            r.GetSyntax() is ConstructorDeclarationSyntax syntax
            && syntax
                .DescendantNodes()
                .OfType<AssignmentExpressionSyntax>()
                .Any(a =>
                    a.Left switch
                    {
                        IdentifierNameSyntax name => name.Identifier.ValueText == member.Name,
                        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name } => name.Identifier.ValueText == member.Name,
                        _ => false,
                    }
                )
        );

    /// <summary>Whether the constructor has a body that does something.</summary>
    public static bool HasStatements(IMethodSymbol constructor) =>
        constructor.DeclaringSyntaxReferences.Any(static r =>
            r.GetSyntax() is ConstructorDeclarationSyntax { ExpressionBody: not null } or ConstructorDeclarationSyntax { Body.Statements.Count: > 0 }
        );

    private static ExpressionSyntax? InitializerOf(ISymbol member)
    {
        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            var initializer = reference.GetSyntax() switch
            {
                PropertyDeclarationSyntax property => property.Initializer,
                VariableDeclaratorSyntax field => field.Initializer,
                _ => null,
            };
            if (initializer is not null)
                return initializer.Value;
        }
        return null;
    }

    private static bool IsConstant(ExpressionSyntax value) =>
        value switch
        {
            LiteralExpressionSyntax => true,
            PrefixUnaryExpressionSyntax { Operand: LiteralExpressionSyntax } => true,
            PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression, Operand: LiteralExpressionSyntax } => true,
            _ => false,
        };

    private static bool IsLock(ITypeSymbol type, ExpressionSyntax value) =>
        value is BaseObjectCreationExpressionSyntax
        && (type.SpecialType == SpecialType.System_Object || type is { Name: "Lock", ContainingNamespace.Name: "Threading" });

    private static bool Names(IMethodSymbol? method, string name)
    {
        foreach (var reference in method?.DeclaringSyntaxReferences ?? [])
        {
            // A primary constructor has no body, and the syntax of an implicit constructor is the whole type.
            var syntax = reference.GetSyntax();
            if (
                syntax is not TypeDeclarationSyntax
                && syntax.DescendantTokens().Any(t => t.IsKind(SyntaxKind.IdentifierToken) && t.ValueText == name)
            )
                return true;
        }
        return false;
    }
}
