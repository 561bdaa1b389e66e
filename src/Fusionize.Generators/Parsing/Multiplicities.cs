using Fusionize.Shared;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.Generators.Parsing;

/// <summary>How often one run of the caller makes a call, as far as the syntax shows.</summary>
internal static class Multiplicities
{
    /// <summary>Methods that call their lambda once per element.</summary>
    private static readonly HashSet<string> PerElement =
    [
        "Select",
        "SelectMany",
        "ForEach",
        "ForEachAsync",
        "For",
        "ForAsync",
        "ConvertAll",
        "SelectAwait",
        "SelectAwaitWithCancellation",
        "Aggregate",
    ];

    public static CallMultiplicity Of(SyntaxNode call)
    {
        var multiplicity = CallMultiplicity.Once;
        var child = call;
        for (var node = call.Parent; node is not null and not MemberDeclarationSyntax; child = node, node = node.Parent)
        {
            var here = Within(node, child);
            if (here == CallMultiplicity.Loop)
                return here;
            if (here == CallMultiplicity.Conditional)
                multiplicity = here;
        }
        return multiplicity;
    }

    private static CallMultiplicity Within(SyntaxNode node, SyntaxNode child) =>
        node switch
        {
            ForStatementSyntax loop => loop.Declaration == child || loop.Initializers.Contains(child) ? CallMultiplicity.Once : CallMultiplicity.Loop,
            CommonForEachStatementSyntax loop => loop.Expression == child ? CallMultiplicity.Once : CallMultiplicity.Loop,
            WhileStatementSyntax or DoStatementSyntax => CallMultiplicity.Loop,
            QueryBodySyntax => CallMultiplicity.Loop,
            IfStatementSyntax branch => branch.Condition == child ? CallMultiplicity.Once : CallMultiplicity.Conditional,
            ConditionalExpressionSyntax branch => branch.Condition == child ? CallMultiplicity.Once : CallMultiplicity.Conditional,
            SwitchSectionSyntax or SwitchExpressionArmSyntax or CatchClauseSyntax => CallMultiplicity.Conditional,
            BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression or (int)SyntaxKind.CoalesceExpression,
            } binary => binary.Right == child ? CallMultiplicity.Conditional : CallMultiplicity.Once,
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceAssignmentExpression } assignment => assignment.Right == child
                ? CallMultiplicity.Conditional
                : CallMultiplicity.Once,
            ConditionalAccessExpressionSyntax access => access.WhenNotNull == child ? CallMultiplicity.Conditional : CallMultiplicity.Once,
            AnonymousFunctionExpressionSyntax lambda => IsPerElement(lambda) ? CallMultiplicity.Loop : CallMultiplicity.Once,
            _ => CallMultiplicity.Once,
        };

    private static bool IsPerElement(AnonymousFunctionExpressionSyntax lambda) =>
        lambda.Parent
            is ArgumentSyntax
        {
            Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } }
        }
        && PerElement.Contains(access.Name.Identifier.ValueText);
}
