using System.Globalization;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fusionize.Generators.Parsing;

/// <summary>Task classes and service providers → the data that a function needs to create its objects.</summary>
internal static class ServiceParser
{
    public static AttributeData? AttributeOf(ISymbol member) =>
        member
            .GetAttributes()
            .FirstOrDefault(static a =>
                a.AttributeClass
                    is { Name: "FusionServiceAttribute", ContainingNamespace: { Name: "Fusionize", ContainingNamespace.IsGlobalNamespace: true } }
            );

    /// <summary>The parameters of a task class's constructor; null unless exactly one constructor can be called.</summary>
    public static ManifestClass? ClassOf(INamedTypeSymbol type) =>
        ConstructorOf(type) is { } constructor ? new ManifestClass(type.ToPlainName(), NeedsOf(constructor)) : null;

    /// <summary>The only constructor that generated code can call; null where there is none, which <see cref="ConstructionProblemOf"/>
    /// explains.</summary>
    public static IMethodSymbol? ConstructorOf(INamedTypeSymbol type) =>
        ConstructionProblemOf(type) is null ? type.InstanceConstructors.Single(TaskShape.IsAccessible) : null;

    /// <summary>Why generated code can't make an object of the class; null where it can.</summary>
    public static string? ConstructionProblemOf(INamedTypeSymbol type)
    {
        if (type.IsAbstract)
            return "it is abstract";
        var constructors = type.InstanceConstructors.Where(TaskShape.IsAccessible).ToList();
        if (constructors.Count != 1)
            return "it needs exactly one constructor that is public or internal";
        if (constructors[0].Parameters.FirstOrDefault(IsByReference) is { } parameter)
            return $"its constructor takes '{parameter.Name}' by reference";
        return IsMissingMembers(type, constructors[0])
            ? "it has required members, and generated code doesn't know their values; take them in the constructor"
            : null;
    }

    private static bool IsByReference(IParameterSymbol parameter) => parameter.RefKind is RefKind.Ref or RefKind.Out;

    private static bool IsMissingMembers(INamedTypeSymbol type, IMethodSymbol constructor)
    {
        if (constructor.GetAttributes().Any(static a => a.AttributeClass is { Name: "SetsRequiredMembersAttribute" }))
            return false;
        for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
            if (declaring.GetMembers().Any(static m => m is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }))
                return true;
        return false;
    }

    public static ManifestService? ServiceOf(ISymbol member)
    {
        if (AttributeOf(member) is not { } attribute || !IsReachable(member))
            return null;
        var isPerInvocation = attribute.NamedArguments.Any(static a => a is { Key: "PerInvocation", Value.Value: true });
        var key = KeyOf(attribute.NamedArguments.FirstOrDefault(static a => a.Key == "Key").Value);
        var name = $"{member.ContainingType.ToPlainName()}.{TypeNames.Escape(member.Name)}";
        return member switch
        {
            IMethodSymbol { ReturnsVoid: false, ReturnType.IsReferenceType: true } method when !HasReferences(method) && NamesItsParameters(method) =>
                new(NameOf(method.ReturnType, method), name, true, isPerInvocation, NeedsOf(method), key),
            IPropertySymbol { GetMethod: not null, Type.IsReferenceType: true } property => new ManifestService(
                property.Type.ToPlainName(),
                name,
                false,
                isPerInvocation,
                EquatableArray<ManifestParameter>.Empty,
                key
            ),
            _ => null,
        };
    }

    /// <summary>The method, if it registers services with Microsoft.Extensions.DependencyInjection.</summary>
    public static string? RegistrationOf(ISymbol member) =>
        AttributeOf(member) is not null
        && IsReachable(member)
        && member is IMethodSymbol { ReturnsVoid: true, IsGenericMethod: false, Parameters: [{ Type: { Name: "IServiceCollection" } type }] }
        && type.ContainingNamespace.ToDisplayString() == "Microsoft.Extensions.DependencyInjection"
            ? $"{member.ContainingType.ToPlainName()}.{TypeNames.Escape(member.Name)}"
            : null;

    /// <summary>Whether a method's result tells its type arguments, as <c>ILogger&lt;T&gt; Logger&lt;T&gt;()</c> does; true if it has none.</summary>
    public static bool NamesItsParameters(IMethodSymbol method) =>
        !method.IsGenericMethod || method.ReturnType is INamedTypeSymbol result && method.TypeParameters.All(p => Names(result, p));

    private static bool Names(ITypeSymbol type, ITypeParameterSymbol parameter) =>
        SymbolEqualityComparer.Default.Equals(type, parameter)
        || type is INamedTypeSymbol named && named.TypeArguments.Any(a => Names(a, parameter))
        || type is IArrayTypeSymbol array && Names(array.ElementType, parameter);

    /// <summary>Whether a value or a result is passed by reference.</summary>
    public static bool HasReferences(IMethodSymbol method) => method.ReturnsByRef || method.Parameters.Any(IsByReference);

    private static bool IsReachable(ISymbol member)
    {
        if (!member.IsStatic)
            return false;
        for (var symbol = member; symbol is not INamespaceSymbol; symbol = symbol.ContainingSymbol)
            if (!TaskShape.IsAccessible(symbol) || symbol is INamedTypeSymbol { IsGenericType: true })
                return false;
        return true;
    }

    private static EquatableArray<ManifestParameter> NeedsOf(IMethodSymbol method) =>
        new(method.Parameters.Select(p => new ManifestParameter(p.Name, NameOf(p.Type, method), DefaultValues.Of(p), Key: KeyOf(p))));

    /// <summary>The key of the service that a parameter asks for; null for none.</summary>
    private static string? KeyOf(IParameterSymbol parameter) =>
        parameter
            .GetAttributes()
            .Where(static a =>
                a.AttributeClass?.ToDisplayString() == "Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute"
                && a.ConstructorArguments.Length == 1
            )
            .Select(static a => KeyOf(a.ConstructorArguments[0]))
            .FirstOrDefault();

    /// <summary>A key as C#; null for none, and for one that isn't a constant of a simple type.</summary>
    private static string? KeyOf(TypedConstant key) =>
        key switch
        {
            { IsNull: true } or { Kind: TypedConstantKind.Error or TypedConstantKind.Array } => null,
            { Kind: TypedConstantKind.Enum, Type: { } type } =>
                $"({type.ToPlainName()})({Convert.ToString(key.Value, CultureInfo.InvariantCulture)})",
            { Kind: TypedConstantKind.Type, Value: ITypeSymbol type } => $"typeof({type.ToPlainName()})",
            _ => key.ToCSharpString(),
        };

    private static string NameOf(ITypeSymbol type, IMethodSymbol method) => method.IsGenericMethod ? type.ToOpenName() : type.ToPlainName();
}
