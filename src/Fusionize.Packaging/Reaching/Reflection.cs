namespace Fusionize.Packaging.Reaching;

/// <summary>Methods that find members or types by an arbitrary name: the dependencies of a group that uses them are unknown.</summary>
internal static class Reflection
{
    private static readonly string[] PlainMembersOfType =
    [
        "GetTypeFromHandle",
        "get_",
        "op_",
        "IsAssignableFrom",
        "IsAssignableTo",
        "IsInstanceOfType",
        "IsSubclassOf",
        "Equals",
        "GetHashCode",
        "ToString",
        "GetTypeCode",
        "GetElementType",
        "GetGenericArguments",
        "GetGenericTypeDefinition",
        "GetArrayRank",
        "IsEnumDefined",
        "GetEnumName",
    ];

    /// <param name="method">A method as <see cref="MetadataText"/> writes it.</param>
    public static bool IsByName(string method)
    {
        if (Rest(method, "System.Type::") is { } member)
            return !Array.Exists(PlainMembersOfType, p => member.StartsWith(p, StringComparison.Ordinal));
        return Rest(method, "System.Activator::") is { } create
            ? !create.StartsWith("CreateInstance 16`1", StringComparison.Ordinal)
            : method.StartsWith("System.Reflection.", StringComparison.Ordinal)
                && Rest(method, "System.Reflection.MemberInfo::get_") is null
                && Rest(method, "System.Reflection.Assembly::get_") is null
                || method.StartsWith("System.AppDomain::", StringComparison.Ordinal)
                || method.StartsWith("System.Runtime.Loader.", StringComparison.Ordinal)
                || method.StartsWith("System.Linq.Expressions.", StringComparison.Ordinal)
                || method.StartsWith("System.Runtime.CompilerServices.RuntimeHelpers::RunClassConstructor", StringComparison.Ordinal);
    }

    /// <param name="constructor">An attribute's constructor as <see cref="MetadataText"/> writes it.</param>
    public static bool IsByNameAttribute(string constructor) =>
        constructor.StartsWith("System.Diagnostics.CodeAnalysis.DynamicDependencyAttribute::", StringComparison.Ordinal)
        || constructor.StartsWith("System.Runtime.CompilerServices.UnsafeAccessor", StringComparison.Ordinal);

    private static string? Rest(string text, string start) => text.StartsWith(start, StringComparison.Ordinal) ? text[start.Length..] : null;
}
