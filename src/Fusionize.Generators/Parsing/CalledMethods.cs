using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.Generators.Parsing;

/// <summary>
/// Finds the method that an invocation calls. Binding each invocation would take most of a generator's time, and is often unnecessary. If only one
/// method has the name, the name is enough. And a name means the same in all methods of a class, unless something inside a method of the file has the
/// same name. None of this applies if an argument may be <c>dynamic</c>: then the method is only known at run time.
/// </summary>
/// <param name="semantics">The semantic model of the file.</param>
/// <param name="locals">All names that the file declares inside methods: variables, parameters, type parameters, local functions.</param>
/// <param name="isExtension">Whether a method of that name may be an extension method; null if names aren't enough.</param>
internal sealed class CalledMethods(SemanticModel semantics, HashSet<string> locals, Func<string, bool>? isExtension, CancellationToken cancellation)
{
    private readonly Dictionary<(SyntaxNode? Class, string Name), INamedTypeSymbol?> _receivers = [];
    private readonly Dictionary<(SyntaxNode? Class, string Name), IMethodSymbol?> _ownMethods = [];
    private readonly Dictionary<(SyntaxNode? Class, ITypeSymbol Receiver), IMethodSymbol?> _detaches = new(new ByClassAndType());

    public IMethodSymbol? Of(InvocationExpressionSyntax invocation) =>
        (isExtension is null ? null : OnlyOne(invocation)) ?? semantics.GetSymbolInfo(invocation, cancellation).Symbol as IMethodSymbol;

    /// <summary>
    /// The method that <c>.Detach()</c> calls on the result of a task call. It depends on the namespaces in scope and on the receiver's type.
    /// </summary>
    public IMethodSymbol? DetachOf(InvocationExpressionSyntax detach, ITypeSymbol receiver)
    {
        if (detach is not { Expression: MemberAccessExpressionSyntax, ArgumentList.Arguments.Count: 0 })
            return semantics.GetSymbolInfo(detach, cancellation).Symbol as IMethodSymbol;
        var key = (ClassOf(detach), receiver);
        if (!_detaches.TryGetValue(key, out var method))
            _detaches.Add(key, method = semantics.GetSymbolInfo(detach, cancellation).Symbol as IMethodSymbol);
        return method;
    }

    /// <summary>
    /// The method, if its name alone identifies it. (A call with other arguments is an error anyway, except on an object, where it may call an
    /// extension method.)
    /// </summary>
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

    // GetSymbolInfo of the node isn't used, because it would bind the whole statement around it.
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
