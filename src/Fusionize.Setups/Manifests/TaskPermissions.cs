using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Fusionize.Setups.Manifests;

/// <summary>Reads <c>[TaskPermission]</c> from an assembly's metadata. Loads no code.</summary>
internal static class TaskPermissions
{
    private const string Namespace = "Fusionize";
    private const string Attribute = "TaskPermissionAttribute";
    private const string GlobalPrefix = "global::";

    /// <summary>Declaring type (<c>global::</c>-qualified) and method → permissions, in the order of the source.</summary>
    public static ImmutableDictionary<(string Type, string Method), ImmutableArray<TaskPermission>> Read(string file)
    {
        using var stream = File.OpenRead(file);
        using var pe = new PEReader(stream);
        if (!pe.HasMetadata)
            return ImmutableDictionary<(string, string), ImmutableArray<TaskPermission>>.Empty;
        var metadata = pe.GetMetadataReader();
        var found = ImmutableDictionary.CreateBuilder<(string, string), ImmutableArray<TaskPermission>>();
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            var permissions = method
                .GetCustomAttributes()
                .Select(a => Permission(metadata, metadata.GetCustomAttribute(a)))
                .OfType<TaskPermission>()
                .ToImmutableArray();
            if (permissions.IsEmpty)
                continue;
            var key = (GlobalPrefix + FullName(metadata, method.GetDeclaringType()), metadata.GetString(method.Name));
            found[key] = found.TryGetValue(key, out var others) ? [.. others, .. permissions] : permissions;
        }
        return found.ToImmutable();
    }

    private static TaskPermission? Permission(MetadataReader metadata, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
            return null;
        var parent = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        if (parent.Kind != HandleKind.TypeReference)
            return null;
        var type = metadata.GetTypeReference((TypeReferenceHandle)parent);
        if (!metadata.StringComparer.Equals(type.Name, Attribute) || !metadata.StringComparer.Equals(type.Namespace, Namespace))
            return null;
        var value = metadata.GetBlobReader(attribute.Value);
        value.ReadUInt16();
        return new(value.ReadSerializedString() ?? "", value.ReadSerializedString() ?? "");
    }

    private static string FullName(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        var name = metadata.GetString(type.Name);
        if (!type.GetDeclaringType().IsNil)
            return FullName(metadata, type.GetDeclaringType()) + "." + name;
        var space = metadata.GetString(type.Namespace);
        return space.Length == 0 ? name : space + "." + name;
    }
}
