using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Fusionize.Packaging.Fusing;

/// <summary>What refers to an assembly's heap of names.</summary>
internal static class NameHeap
{
    /// <summary>All columns of all tables that contain a name.</summary>
    public static IEnumerable<StringHandle> Used(MetadataReader metadata) =>
        [
            metadata.GetModuleDefinition().Name,
            .. metadata.IsAssembly ? [metadata.GetAssemblyDefinition().Name, metadata.GetAssemblyDefinition().Culture] : Array.Empty<StringHandle>(),
            .. metadata.AssemblyReferences.Select(metadata.GetAssemblyReference).SelectMany(r => new[] { r.Name, r.Culture }),
            .. metadata.TypeReferences.Select(metadata.GetTypeReference).SelectMany(t => new[] { t.Namespace, t.Name }),
            .. metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).SelectMany(t => new[] { t.Namespace, t.Name }),
            .. metadata.FieldDefinitions.Select(f => metadata.GetFieldDefinition(f).Name),
            .. metadata.MethodDefinitions.Select(m => metadata.GetMethodDefinition(m).Name),
            .. metadata.MethodDefinitions.Select(m => metadata.GetMethodDefinition(m).GetImport()).Where(i => !i.Module.IsNil).Select(i => i.Name),
            .. Rows(metadata, TableIndex.Param).Select(row => metadata.GetParameter(MetadataTokens.ParameterHandle(row)).Name),
            .. metadata.MemberReferences.Select(m => metadata.GetMemberReference(m).Name),
            .. metadata.EventDefinitions.Select(e => metadata.GetEventDefinition(e).Name),
            .. metadata.PropertyDefinitions.Select(p => metadata.GetPropertyDefinition(p).Name),
            .. Rows(metadata, TableIndex.ModuleRef).Select(row => metadata.GetModuleReference(MetadataTokens.ModuleReferenceHandle(row)).Name),
            .. metadata.ManifestResources.Select(r => metadata.GetManifestResource(r).Name),
            .. metadata.ExportedTypes.Select(metadata.GetExportedType).SelectMany(t => new[] { t.Namespace, t.Name }),
            .. metadata.AssemblyFiles.Select(f => metadata.GetAssemblyFile(f).Name),
            .. Rows(metadata, TableIndex.GenericParam).Select(row => metadata.GetGenericParameter(MetadataTokens.GenericParameterHandle(row)).Name),
        ];

    private static IEnumerable<int> Rows(MetadataReader metadata, TableIndex table) => Enumerable.Range(1, metadata.GetTableRowCount(table));
}
