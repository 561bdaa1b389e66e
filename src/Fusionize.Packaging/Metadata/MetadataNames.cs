using System.Reflection.Metadata;

namespace Fusionize.Packaging.Metadata;

/// <summary>Names of types as in metadata: namespace and name, nested ones after <c>/</c>, without assembly.</summary>
internal static class MetadataNames
{
    public static string Of(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer
            ? Of(metadata, outer) + "/" + metadata.GetString(type.Name)
            : Join(metadata, type.Namespace, type.Name);
    }

    public static string Of(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? Of(metadata, (TypeReferenceHandle)type.ResolutionScope) + "/" + metadata.GetString(type.Name)
            : Join(metadata, type.Namespace, type.Name);
    }

    public static string Of(MetadataReader metadata, ExportedTypeHandle handle)
    {
        var type = metadata.GetExportedType(handle);
        return type.Implementation.Kind == HandleKind.ExportedType
            ? Of(metadata, (ExportedTypeHandle)type.Implementation) + "/" + metadata.GetString(type.Name)
            : Join(metadata, type.Namespace, type.Name);
    }

    private static string Join(MetadataReader metadata, StringHandle space, StringHandle name) =>
        space.IsNil ? metadata.GetString(name) : metadata.GetString(space) + "." + metadata.GetString(name);
}
