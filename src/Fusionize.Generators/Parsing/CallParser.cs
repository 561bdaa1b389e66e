using Fusionize.Generators.Model;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.Generators.Parsing;

/// <summary>Invocation → task call. One per file: remembers what several calls of the file share.</summary>
internal sealed class CallParser(SemanticModel semantics, string assembly, CancellationToken cancellation)
{
    private readonly CallTargets _targets = CallTargets.For(semantics.Compilation);
    private readonly Dictionary<MethodDeclarationSyntax, string?> _callers = [];

    public CallModel? Parse(InvocationExpressionSyntax invocation)
    {
        if (CalledBy(invocation) is not { } called
            || _targets.Of(called.ReducedFrom ?? called, assembly) is not { } target
            || SiteOf(invocation) is not { } site)
            return null;
        return new CallModel(
            CallerOf(invocation), target, called.ReducedFrom is not null, site, DetachOf(invocation), Multiplicities.Of(invocation),
            invocation.GetLocation().GetLineSpan().StartLinePosition.Line + 1);
    }

    /// <summary>
    /// The called method. Where only one method has its name, binding the name is enough, which spares binding the statement around it with all arguments. (A call
    /// that doesn't fit the method is an error anyway; except on an object, where it may mean an extension method.)
    /// </summary>
    private IMethodSymbol? CalledBy(InvocationExpressionSyntax invocation)
    {
        var name = semantics.GetSpeculativeSymbolInfo(invocation.SpanStart, invocation.Expression, SpeculativeBindingOption.BindAsExpression);
        var only = name.Symbol as IMethodSymbol ?? (name.CandidateSymbols is [IMethodSymbol candidate] ? candidate : null);
        return only is { ReducedFrom: null } && (only.IsStatic || invocation.Expression is IdentifierNameSyntax)
            ? only
            : semantics.GetSymbolInfo(invocation, cancellation).Symbol as IMethodSymbol;
    }

    /// <summary>The task whose method the call stands in, be it in a lambda or a local function of it.</summary>
    private string? CallerOf(SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not MethodDeclarationSyntax method)
            return null;
        if (!_callers.TryGetValue(method, out var caller))
            _callers.Add(method, caller = semantics.GetDeclaredSymbol(method, cancellation) is { } symbol ? TaskParser.IdOf(symbol) : null);
        return caller;
    }

    private DetachSite? DetachOf(InvocationExpressionSyntax call)
    {
        if (DetachSyntax.Following(call) is not { } detach
            || semantics.GetSymbolInfo(detach, cancellation).Symbol is not IMethodSymbol method
            || !DetachSyntax.IsDetach(method)
            || SiteOf(detach) is not { } site)
            return null;
        return new DetachSite(site, method.ReducedFrom is not null);
    }

    private InterceptSite? SiteOf(InvocationExpressionSyntax invocation) =>
        semantics.GetInterceptableLocation(invocation, cancellation) is { } location ? new InterceptSite(location.Version, location.Data) : null;
}
