using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Fusionize.Packaging.Metadata;

/// <summary>The base types and interfaces of types, by name.</summary>
internal static class BaseTypes
{
    /// <summary>Base types and interfaces of all types in an assembly.</summary>
    public static IEnumerable<string> Of(string file)
    {
        using var pe = new PEReader(File.OpenRead(file));
        var metadata = pe.GetMetadataReader();
        return metadata.TypeDefinitions.SelectMany(t => Of(metadata, t)).Distinct().ToList();
    }

    /// <summary>
    /// The given types and those types of the assemblies that they derive from or implement. Types are matched by name, so a name includes all types
    /// that have it.
    /// </summary>
    public static IReadOnlySet<string> Closure(IEnumerable<string> names, IEnumerable<byte[]> assemblies)
    {
        var types = new Dictionary<string, List<(MetadataReader, TypeDefinitionHandle)>>(StringComparer.Ordinal);
        var opened = assemblies.Select(a => new PEReader(new MemoryStream(a, writable: false))).ToList();
        try
        {
            foreach (var metadata in opened.Select(pe => pe.GetMetadataReader()))
                foreach (var type in metadata.TypeDefinitions)
                {
                    if (!types.TryGetValue(MetadataNames.Of(metadata, type), out var same))
                        types.Add(MetadataNames.Of(metadata, type), same = []);
                    same.Add((metadata, type));
                }
            var found = new HashSet<string>(StringComparer.Ordinal);
            var queue = new Queue<string>(names);
            while (queue.TryDequeue(out var name))
                if (found.Add(name) && types.TryGetValue(name, out var definitions))
                    foreach (var more in definitions.SelectMany(d => Of(d.Item1, d.Item2)))
                        queue.Enqueue(more);
            return found;
        }
        finally
        {
            opened.ForEach(pe => pe.Dispose());
        }
    }

    private static IEnumerable<string> Of(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return type.GetInterfaceImplementations()
            .Select(i => metadata.GetInterfaceImplementation(i).Interface)
            .Prepend(type.BaseType)
            .Where(b => !b.IsNil)
            .Select(b => Of(metadata, b));
    }

    private static string Of(MetadataReader metadata, EntityHandle type) =>
        type.Kind switch
        {
            HandleKind.TypeDefinition => MetadataNames.Of(metadata, (TypeDefinitionHandle)type),
            HandleKind.TypeReference => MetadataNames.Of(metadata, (TypeReferenceHandle)type),
            // For a generic type, the type itself comes first.
            _ => Of(metadata, metadata.GetTypeSpecification((TypeSpecificationHandle)type).DecodeSignature(TypesInSignature.Instance, null)[0]),
        };
}
