using System.Reflection;
using System.Reflection.Metadata;
using System.Text;
using System.Text.RegularExpressions;
using Fusionize.Packaging.Metadata;

namespace Fusionize.Packaging.Reaching;

/// <summary>
/// The parts of the application that a host's compilation depends on: the types that the host or its sources refer to, with all non-private members;
/// all types that these consist of, because serializers are generated from them; and everything that could change the meaning of a name in the host.
/// </summary>
internal sealed partial class HostSurface(AppAssemblies app)
{
    private readonly HashSet<(AppAssembly Assembly, TypeDefinitionHandle Type)> _whole = [];
    private readonly Dictionary<(AppAssembly Assembly, TypeDefinitionHandle Type), SortedSet<string>> _named = [];
    private readonly Queue<(AppAssembly Assembly, TypeDefinitionHandle Type)> _queue = new();

    /// <param name="app">The application's assemblies.</param>
    /// <param name="host">The compiled host, not linked.</param>
    /// <param name="sources">The texts that the host is made from.</param>
    public static string Of(AppAssemblies app, string host, IEnumerable<string> sources)
    {
        var surface = new HostSurface(app);
        using (var assembly = new AppAssembly(host))
            surface.AddNamedBy(assembly);
        foreach (var source in sources)
            foreach (Match name in GlobalName().Matches(source))
                surface.AddNamed(name.Groups[1].Value.Replace("@", "", StringComparison.Ordinal));
        var hash = new ContentHash();
        surface.AddNames(hash);
        // Members of static classes come first. Their types are handled below.
        foreach (var ((assembly, type), names) in surface._named)
            surface.AddMembers(hash, assembly, type, names);
        while (surface._queue.TryDequeue(out var next))
            surface.AddMembers(hash, next.Assembly, next.Type, null);
        return hash.ToString();
    }

    private void AddNamedBy(AppAssembly host)
    {
        var metadata = host.Metadata;
        foreach (var handle in metadata.TypeReferences)
            if (app.Type(host, handle) is { } type)
                AddUsed(type);
        foreach (var member in metadata.MemberReferences.Select(metadata.GetMemberReference))
            if (
                member.Parent.Kind == HandleKind.TypeReference
                && app.Type(host, (TypeReferenceHandle)member.Parent) is { } type
                && _named.TryGetValue(type, out var names)
            )
                names.Add(MemberName(metadata.GetString(member.Name)));
    }

    /// <summary>The application's types in a qualified name; the name after a type is a member.</summary>
    private void AddNamed(string qualifiedName)
    {
        var parts = qualifiedName.Split('.');
        for (var length = 1; length <= parts.Length; length++)
            foreach (var type in app.TypesNamed(string.Join('.', parts[..length])))
            {
                AddUsed(type);
                if (length < parts.Length && _named.TryGetValue(type, out var names))
                    names.Add(parts[length]);
            }
    }

    private void AddUsed((AppAssembly Assembly, TypeDefinitionHandle Handle) type)
    {
        if (!type.Assembly.IsStaticClass(type.Assembly.Metadata.GetTypeDefinition(type.Handle)))
            AddWhole(type);
        else
            _named.TryAdd(type, new SortedSet<string>(StringComparer.Ordinal));
    }

    private void AddWhole((AppAssembly, TypeDefinitionHandle) type)
    {
        if (_whole.Add(type))
            _queue.Enqueue(type);
    }

    /// <summary>Types and namespaces that host code finds by a simple name.</summary>
    private void AddNames(ContentHash hash)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var assembly in app.All)
            foreach (var handle in assembly.Metadata.TypeDefinitions)
            {
                var type = assembly.Metadata.GetTypeDefinition(handle);
                var name = assembly.Metadata.GetString(type.Name);
                if (type.IsNested || name.StartsWith('<'))
                    continue;
                var space = assembly.Metadata.GetString(type.Namespace);
                var root = space.Split('.')[0];
                names.Add(root + ".");
                if (root is "" or "Fusionize" or "System" or "Microsoft")
                    names.Add($"{space}.{name} {(int)type.Attributes}");
            }
        hash.AddAll(names);
    }

    /// <param name="names">The members that count; null for all.</param>
    private void AddMembers(ContentHash hash, AppAssembly assembly, TypeDefinitionHandle handle, SortedSet<string>? names)
    {
        var metadata = assembly.Metadata;
        var type = metadata.GetTypeDefinition(handle);
        var content = app.ContentOf(assembly);
        var isStruct = !type.BaseType.IsNil && assembly.Keys.Of(type.BaseType) is "System.ValueType" or "System.Enum";
        hash.Add(content.Type(handle));
        AddAttributes(assembly, type.GetCustomAttributes());
        AddReferenced(assembly, type.BaseType);
        foreach (var implementation in type.GetInterfaceImplementations())
            AddReferenced(assembly, metadata.GetInterfaceImplementation(implementation).Interface);
        foreach (var constraint in type.GetGenericParameters().SelectMany(p => metadata.GetGenericParameter(p).GetConstraints()))
            AddReferenced(assembly, metadata.GetGenericParameterConstraint(constraint).Type);

        foreach (var member in type.GetMethods())
        {
            var method = metadata.GetMethodDefinition(member);
            // The compiler doesn't use private members except for explicit implementations, but attributes may make serializers use one.
            if (
                !Counts(MemberName(metadata.GetString(method.Name)))
                || (
                    IsPrivate(method.Attributes)
                    && !isStruct
                    && (method.Attributes & MethodAttributes.Virtual) == 0
                    && method.GetCustomAttributes().Count == 0
                )
            )
                continue;
            hash.Add(content.Method(member));
            AddSignature(assembly, method.DecodeSignature(TypesInSignature.Instance, null));
            AddAttributes(assembly, method.GetCustomAttributes());
            foreach (var constraint in method.GetGenericParameters().SelectMany(p => metadata.GetGenericParameter(p).GetConstraints()))
                AddReferenced(assembly, metadata.GetGenericParameterConstraint(constraint).Type);
        }
        foreach (var member in type.GetFields())
        {
            var field = metadata.GetFieldDefinition(member);
            if (
                !Counts(metadata.GetString(field.Name))
                || (
                    (field.Attributes & FieldAttributes.FieldAccessMask) == FieldAttributes.Private
                    && !isStruct
                    && field.GetCustomAttributes().Count == 0
                )
            )
                continue;
            hash.Add(content.Field(member));
            foreach (var part in field.DecodeSignature(TypesInSignature.Instance, null))
                AddReferenced(assembly, part);
            AddAttributes(assembly, field.GetCustomAttributes());
        }
        foreach (var member in type.GetProperties())
            if (Counts(metadata.GetString(metadata.GetPropertyDefinition(member).Name)))
            {
                hash.Add(content.Property(member));
                AddSignature(assembly, metadata.GetPropertyDefinition(member).DecodeSignature(TypesInSignature.Instance, null));
                AddAttributes(assembly, metadata.GetPropertyDefinition(member).GetCustomAttributes());
            }
        foreach (var member in type.GetEvents())
            if (Counts(metadata.GetString(metadata.GetEventDefinition(member).Name)))
                hash.Add(content.Event(member));
        foreach (var nested in type.GetNestedTypes())
            if (metadata.GetString(metadata.GetTypeDefinition(nested).Name) is var name && !name.StartsWith('<') && Counts(name))
                hash.Add(content.Type(nested));

        bool Counts(string name) => names is null || names.Contains(name);
    }

    private void AddSignature(AppAssembly assembly, MethodSignature<System.Collections.Immutable.ImmutableArray<EntityHandle>> signature)
    {
        foreach (var part in signature.ParameterTypes.SelectMany(p => p).Concat(signature.ReturnType))
            AddReferenced(assembly, part);
    }

    private void AddReferenced(AppAssembly assembly, EntityHandle handle)
    {
        foreach (var type in app.Types(assembly, handle))
            AddWhole(type);
    }

    /// <summary>An attribute's value contains types as strings.</summary>
    private void AddAttributes(AppAssembly assembly, CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes.Select(assembly.Metadata.GetCustomAttribute))
        {
            foreach (var text in BlobTexts.In(assembly.Metadata.GetBlobBytes(attribute.Value)))
                foreach (var type in app.TypesNamed(text.Split(',')[0].Replace('+', '.')))
                    AddWhole(type);
        }
    }

    private static bool IsPrivate(MethodAttributes attributes) =>
        (attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Private or MethodAttributes.PrivateScope;

    /// <summary>The member that an accessor belongs to.</summary>
    private static string MemberName(string method) =>
        method.StartsWith("get_", StringComparison.Ordinal)
        || method.StartsWith("set_", StringComparison.Ordinal)
        || method.StartsWith("add_", StringComparison.Ordinal)
            ? method[4..]
        : method.StartsWith("remove_", StringComparison.Ordinal) ? method[7..]
        : method;

    [GeneratedRegex(@"global::([\w.@]+)", RegexOptions.CultureInvariant)]
    private static partial Regex GlobalName();
}

/// <summary>
/// The strings in an attribute's value, found without the types of its arguments: everything that could be a string, so possibly too many.
/// </summary>
internal static class BlobTexts
{
    public static IEnumerable<string> In(byte[] blob)
    {
        for (var at = 2; at < blob.Length; at++)
        {
            // The length has one, two or four bytes. Its high bits show how many.
            var (length, start) =
                (blob[at] & 0x80) == 0 ? (blob[at], at + 1)
                : (blob[at] & 0x40) == 0 && at + 1 < blob.Length ? ((blob[at] & 0x3F) << 8 | blob[at + 1], at + 2)
                : (0, at);
            if (
                length > 0
                && start + length <= blob.Length
                && char.IsLetter((char)blob[start]) | blob[start] is (byte)'_' or >= 0x80
                && blob.AsSpan(start, length).IndexOfAnyInRange((byte)0, (byte)31) < 0
            )
                yield return Encoding.UTF8.GetString(blob, start, length);
        }
    }
}
