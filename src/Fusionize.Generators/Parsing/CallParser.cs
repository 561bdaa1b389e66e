using Fusionize.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.Generators.Parsing;

/// <summary>Invocation → task call. One per file, to cache what several calls of the file share.</summary>
internal sealed class CallParser(SemanticModel semantics, CalledMethods called, string assembly, CancellationToken cancellation)
{
    private readonly CallTargets _targets = CallTargets.For(semantics.Compilation);
    private readonly Dictionary<MethodDeclarationSyntax, string?> _callers = [];

    public CallModel? Parse(InvocationExpressionSyntax invocation)
    {
        if (
            called.Of(invocation) is not { } method
            || _targets.Of(method.ReducedFrom ?? method, assembly) is not { } target
            || IsInExpressionTree(invocation)
            || SiteOf(invocation) is not { } site
        )
            return null;
        return new CallModel(
            CallerOf(invocation),
            target,
            method.ReducedFrom is not null,
            site,
            DetachOf(invocation, method.ReturnType),
            Multiplicities.Of(invocation),
            invocation.GetLocation().GetLineSpan().StartLinePosition.Line + 1
        );
    }

    /// <summary>In an expression tree a call is data and isn't executed here.</summary>
    private bool IsInExpressionTree(SyntaxNode call)
    {
        for (var node = call.Parent; node is not null and not MemberDeclarationSyntax; node = node.Parent)
            if (
                node is LambdaExpressionSyntax
                && semantics.GetTypeInfo(node, cancellation).ConvertedType is { Name: "Expression" } type
                && type.ContainingNamespace.ToDisplayString() == "System.Linq.Expressions"
            )
                return true;
        return false;
    }

    /// <summary>The task whose method contains the call, also inside a lambda or a local function.</summary>
    private string? CallerOf(SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not MethodDeclarationSyntax method)
            return null;
        if (!_callers.TryGetValue(method, out var caller))
            _callers.Add(method, caller = semantics.GetDeclaredSymbol(method, cancellation) is { } symbol ? TaskParser.IdOf(symbol) : null);
        return caller;
    }

    private DetachSite? DetachOf(InvocationExpressionSyntax call, ITypeSymbol result)
    {
        if (
            DetachSyntax.Following(call) is not { } detach
            || called.DetachOf(detach, result) is not { } method
            || !DetachSyntax.IsDetach(method)
            || SiteOf(detach) is not { } site
        )
            return null;
        return new DetachSite(site, method.ReducedFrom is not null);
    }

    private InterceptSite? SiteOf(InvocationExpressionSyntax invocation) =>
        semantics.GetInterceptableLocation(invocation, cancellation) is { } location ? new InterceptSite(location.Version, location.Data) : null;
}
