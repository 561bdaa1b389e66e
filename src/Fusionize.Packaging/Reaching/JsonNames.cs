using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fusionize.Packaging.Metadata;
using Fusionize.Shared;

namespace Fusionize.Packaging.Reaching;

/// <summary>
/// Types inside the tasks' types that need a name of their own in the JSON context. System.Text.Json's generator uses the simple name of a type. If
/// two types have the same name, it leaves out the second. If a type's name equals a member of the context, the generated code doesn't compile.
/// </summary>
internal sealed partial class JsonNames(AppAssemblies app)
{
    private readonly HashSet<(AppAssembly Assembly, TypeDefinitionHandle Type)> _found = [];
    private readonly Queue<(AppAssembly Assembly, TypeDefinitionHandle Type)> _open = new();

    /// <summary>Members that a JSON context has from its base class, from the generator, and of the framework's types.</summary>
    private static readonly ImmutableHashSet<string> s_taken = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Default",
        "Options",
        "GeneratedSerializerOptions",
        "InstanceMemberBindingFlags",
        "FusionJson",
        "GetTypeInfo",
        "GetJsonTypeInfo",
        "PropertyNames",
        "GetRuntimeConverterForType",
        "ExpandConverter",
        "TryGetTypeInfoForRuntimeCustomConverter",
        "Equals",
        "GetHashCode",
        "GetType",
        "ToString",
        "Finalize",
        "MemberwiseClone",
        "ReferenceEquals",
        // Types that the generator doesn't let anyone name otherwise.
        nameof(Boolean),
        nameof(Byte),
        nameof(SByte),
        nameof(Char),
        nameof(Int16),
        nameof(UInt16),
        nameof(Int32),
        nameof(UInt32),
        nameof(Int64),
        nameof(UInt64),
        nameof(Int128),
        nameof(UInt128),
        nameof(Half),
        nameof(Single),
        nameof(Double),
        nameof(Decimal),
        nameof(String),
        nameof(Object),
        nameof(DateTime),
        nameof(DateTimeOffset),
        nameof(TimeSpan),
        nameof(DateOnly),
        nameof(TimeOnly),
        nameof(Guid),
        nameof(Uri),
        nameof(Version),
        nameof(JsonDocument),
        nameof(JsonElement),
        nameof(JsonNode),
        nameof(JsonObject),
        nameof(JsonArray),
        nameof(JsonValue),
        "ByteArray",
        "MemoryByte",
        "ReadOnlyMemoryByte"
    );

    /// <param name="app">The application's assemblies.</param>
    /// <param name="types">The tasks' types in C#.</param>
    /// <returns>The types in C#.</returns>
    public static ImmutableArray<string> Of(AppAssemblies app, IEnumerable<string> types)
    {
        var names = new JsonNames(app);
        foreach (var type in types)
            foreach (Match name in GlobalName().Matches(type))
                foreach (var found in app.TypesNamed(name.Groups[1].Value.Replace("@", "", StringComparison.Ordinal)))
                    names.Add(found);
        while (names._open.TryDequeue(out var next))
            names.AddMembers(next.Assembly, next.Type);
        return
        [
            .. names
                ._found.Where(t => IsNameable(t.Assembly, t.Type))
                .GroupBy(t => t.Assembly.Metadata.GetString(t.Assembly.Metadata.GetTypeDefinition(t.Type).Name), StringComparer.OrdinalIgnoreCase)
                .Where(g => g.Count() > 1 || s_taken.Contains(g.Key) || HostParts.IsLikeMember(g.Key))
                .SelectMany(g => g.Select(t => NameOf(t.Assembly, t.Type)))
                .Order(StringComparer.Ordinal),
        ];
    }

    private void Add((AppAssembly, TypeDefinitionHandle) type)
    {
        if (_found.Add(type))
            _open.Enqueue(type);
    }

    private void AddMembers(AppAssembly assembly, TypeDefinitionHandle handle)
    {
        var metadata = assembly.Metadata;
        var type = metadata.GetTypeDefinition(handle);
        IEnumerable<EntityHandle> parts =
        [
            type.BaseType,
            .. type.GetInterfaceImplementations().Select(i => metadata.GetInterfaceImplementation(i).Interface),
            .. type.GetFields().SelectMany(f => metadata.GetFieldDefinition(f).DecodeSignature(TypesInSignature.Instance, null)),
            .. type.GetProperties().SelectMany(p => metadata.GetPropertyDefinition(p).DecodeSignature(TypesInSignature.Instance, null).ReturnType),
        ];
        foreach (var found in parts.SelectMany(p => app.Types(assembly, p)))
            Add(found);
        // Attributes contain derived types as strings.
        foreach (var attribute in type.GetCustomAttributes().Select(metadata.GetCustomAttribute))
            foreach (var text in BlobTexts.In(metadata.GetBlobBytes(attribute.Value)))
                foreach (var found in app.TypesNamed(text.Split(',')[0].Replace('+', '.')))
                    Add(found);
    }

    /// <summary>Whether a host can refer to the type, and a value can be of the type. A generic type has a name for each of its uses.</summary>
    private static bool IsNameable(AppAssembly assembly, TypeDefinitionHandle handle)
    {
        var metadata = assembly.Metadata;
        var type = metadata.GetTypeDefinition(handle);
        if (assembly.IsStaticClass(type) || type.GetGenericParameters().Count > 0)
            return false;
        for (; ; type = metadata.GetTypeDefinition(type.GetDeclaringType()))
        {
            if (
                (type.Attributes & TypeAttributes.VisibilityMask)
                is not (
                    TypeAttributes.Public
                    or TypeAttributes.NestedPublic
                    or TypeAttributes.NotPublic
                    or TypeAttributes.NestedAssembly
                    or TypeAttributes.NestedFamORAssem
                )
            )
                return false;
            if (type.GetDeclaringType().IsNil)
                return !metadata.GetString(type.Name).StartsWith('<');
        }
    }

    private static string NameOf(AppAssembly assembly, TypeDefinitionHandle type) =>
        "global::@" + string.Join(".@", MetadataNames.Of(assembly.Metadata, type).Split('.', '/'));

    [GeneratedRegex(@"global::([\w.@]+)", RegexOptions.CultureInvariant)]
    private static partial Regex GlobalName();
}
