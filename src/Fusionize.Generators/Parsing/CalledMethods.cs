using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.Generators.Parsing;

/// <summary>
/// Which method an invocation's name means. Binding every invocation is most of what a generator costs, and not needed: where only one method has the
/// name, the name is enough; and what a name means outside of its class's methods is the same for all of them, unless a local of the file has that
/// name too. Not where an argument may be
/// <c>dynamic</c>: such a call means no method until it runs.
/// </summary>
/// <param name="semantics">Of the file.</param>
/// <param name="locals">Every name that the file declares in a method: of variables, parameters, type parameters, local functions.</param>
/// <param name="isExtension">Whether a type's method of that name may be an extension; null where names aren't enough.</param>
internal sealed class CalledMethods(SemanticModel semantics, HashSet<string> locals, Func<string, bool>? isExtension, CancellationToken cancellation)
{
    private readonly Dictionary<(SyntaxNode? Class, string Name), INamedTypeSymbol?> _receivers = [];
    private readonly Dictionary<(SyntaxNode? Class, string Name), IMethodSymbol?> _ownMethods = [];
    private readonly Dictionary<(SyntaxNode? Class, ITypeSymbol Receiver), IMethodSymbol?> _detaches = new(new ByClassAndType());

    public IMethodSymbol? Of(InvocationExpressionSyntax invocation) =>
        (isExtension is null ? null : OnlyOne(invocation)) ?? semantics.GetSymbolInfo(invocation, cancellation).Symbol as IMethodSymbol;

    /// <summary>The method that <c>.Detach()</c> means on what a task call gives. Which one that is depends on the namespaces in scope and on the
    /// receiver's type.</summary>
    public IMethodSymbol? DetachOf(InvocationExpressionSyntax detach, ITypeSymbol receiver)
    {
        if (detach is not { Expression: MemberAccessExpressionSyntax, ArgumentList.Arguments.Count: 0 })
            return semantics.GetSymbolInfo(detach, cancellation).Symbol as IMethodSymbol;
        var key = (ClassOf(detach), receiver);
        if (!_detaches.TryGetValue(key, out var method))
            _detaches.Add(key, method = semantics.GetSymbolInfo(detach, cancellation).Symbol as IMethodSymbol);
        return method;
    }

    /// <summary>The method, if its name alone tells. (A call that doesn't fit it is an error anyway; except on an object, where it may mean an
    /// extension method.)</summary>
    private IMethodSymbol? OnlyOne(InvocationExpressionSyntax invocation)
    {
        switch (invocation.Expression)
        {
            case IdentifierNameSyntax name when !locals.Contains(name.Identifier.ValueText):
                return Remembered(_ownMethods, (ClassOf(name), name.Identifier.ValueText), () => BoundAlone(name));
            case MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax receiver, Name: IdentifierNameSyntax name }
                when !locals.Contains(receiver.Identifier.ValueText)
                    && Remembered(_receivers, (ClassOf(receiver), receiver.Identifier.ValueText), () =>
                        Speculate(receiver).Symbol as INamedTypeSymbol
                    )
                        is { } type:
                return isExtension!(name.Identifier.ValueText) ? null : OnlyStaticMethod(type, name.Identifier.ValueText);
            default:
                return BoundAlone(invocation.Expression);
        }
    }

    private IMethodSymbol? BoundAlone(ExpressionSyntax name)
    {
        var bound = Speculate(name);
        var only = bound.Symbol as IMethodSymbol ?? (bound.CandidateSymbols is [IMethodSymbol candidate] ? candidate : null);
        return only is { ReducedFrom: null } && (only.IsStatic || name is IdentifierNameSyntax) ? only : null;
    }

    // In place of asking for the symbol of what stands there: that would bind the whole statement around it.
    private SymbolInfo Speculate(ExpressionSyntax expression) =>
        semantics.GetSpeculativeSymbolInfo(expression.SpanStart, expression, SpeculativeBindingOption.BindAsExpression);

    private static IMethodSymbol? OnlyStaticMethod(INamedTypeSymbol type, string name)
    {
        IMethodSymbol? only = null;
        for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            foreach (var member in declaring.GetMembers(name))
            {
                if (only is not null || member is not IMethodSymbol { IsStatic: true } method)
                    return null;
                only = method;
            }
        }
        return only;
    }

    private static SyntaxNode? ClassOf(SyntaxNode node) => node.FirstAncestorOrSelf<BaseTypeDeclarationSyntax>();

    private static T? Remembered<TKey, T>(Dictionary<TKey, T?> known, TKey key, Func<T?> find)
        where T : class
    {
        if (!known.TryGetValue(key, out var found))
            known.Add(key, found = find());
        return found;
    }

    private sealed class ByClassAndType : IEqualityComparer<(SyntaxNode? Class, ITypeSymbol Type)>
    {
        public bool Equals((SyntaxNode? Class, ITypeSymbol Type) x, (SyntaxNode? Class, ITypeSymbol Type) y) =>
            ReferenceEquals(x.Class, y.Class) && SymbolEqualityComparer.Default.Equals(x.Type, y.Type);

        public int GetHashCode((SyntaxNode? Class, ITypeSymbol Type) key) => SymbolEqualityComparer.Default.GetHashCode(key.Type);
    }
}
