using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.Generators.Parsing;

/// <summary>The syntax of an asynchronous call: <c>X(…).Detach()</c> or <c>DetachExtensions.Detach(X(…))</c>.</summary>
internal static class DetachSyntax
{
    /// <summary>The invocation named <c>Detach</c> that is applied directly to the call's task; null if there is none.</summary>
    public static InvocationExpressionSyntax? Following(InvocationExpressionSyntax call)
    {
        ExpressionSyntax expression = call;
        while (
            expression.Parent
                is ParenthesizedExpressionSyntax
                    or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression }
        )
            expression = (ExpressionSyntax)expression.Parent;
        return expression.Parent switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Detach", Parent: InvocationExpressionSyntax detach } access
                when access.Expression == expression => detach,
            ArgumentSyntax { Parent: ArgumentListSyntax { Arguments.Count: 1, Parent: InvocationExpressionSyntax detach } }
                when IsNamedDetach(detach) => detach,
            _ => null,
        };
    }

    public static bool IsDetach(IMethodSymbol method) =>
        method
            is
        {
            Name: "Detach",
            ContainingType: { Name: "DetachExtensions", ContainingNamespace: { Name: "Fusionize", ContainingNamespace.IsGlobalNamespace: true } }
        };

    public static bool IsNamedDetach(InvocationExpressionSyntax invocation) =>
        invocation.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText == "Detach",
            SimpleNameSyntax name => name.Identifier.ValueText == "Detach",
            _ => false,
        };
}
