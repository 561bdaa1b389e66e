using Mono.Cecil;

namespace Fusionize.Build.Fusing;

/// <summary>Derived types that only attributes refer to. System.Text.Json reads these attributes at run time.</summary>
internal static class DerivedTypes
{
    private const string Attribute = "System.Text.Json.Serialization.JsonDerivedTypeAttribute";

    /// <returns>Base type → derived types, by full name.</returns>
    public static ILookup<string, string> Of(IEnumerable<TypeReference> types) =>
        types.SelectMany(t => Derived(t).Select(d => (Base: t.FullName, Derived: d))).ToLookup(p => p.Base, p => p.Derived, StringComparer.Ordinal);

    private static IEnumerable<string> Derived(TypeReference type)
    {
        var definition = type is GenericInstanceType or TypeDefinition || type.GetType() == typeof(TypeReference) ? type.Resolve() : null;
        if (definition is not { HasCustomAttributes: true })
            yield break;
        foreach (var attribute in definition.CustomAttributes.Where(a => a.AttributeType.FullName == Attribute))
            if (attribute.ConstructorArguments is [{ Value: TypeReference derived }, ..])
                yield return derived.FullName;
    }
}
