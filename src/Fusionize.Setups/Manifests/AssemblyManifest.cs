using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Fusionize.Shared;

namespace Fusionize.Setups.Manifests;

/// <summary>Reads the manifest that the compiler plug-in wrote into an assembly's metadata. Loads no code.</summary>
internal static class AssemblyManifest
{
    /// <summary>The manifest; null for an assembly that has none, or for a file that isn't a managed assembly.</summary>
    public static Manifest? Read(string file)
    {
        using var stream = File.OpenRead(file);
        using var pe = new PEReader(stream);
        if (!pe.HasMetadata)
            return null;
        return Of(pe.GetMetadataReader(), file);
    }

    /// <inheritdoc cref="Read"/>
    public static Manifest? Of(MetadataReader metadata, string file)
    {
        if (!metadata.IsAssembly || MetadataValue(metadata, Names.ManifestKey) is not { } text)
            return null;
        try
        {
            return ManifestText.Parse(text);
        }
        catch (FormatException e)
        {
            throw new FusionizeException(
                PackagingCodes.BadManifest,
                file,
                $"The manifest in '{Path.GetFileName(file)}' was written by another version of Fusionize.Build: {e.Message}"
            );
        }
    }

    /// <summary>Whether the file is a managed assembly.</summary>
    public static bool IsManaged(string file)
    {
        using var stream = File.OpenRead(file);
        using var pe = new PEReader(stream);
        try
        {
            return pe.HasMetadata && pe.GetMetadataReader().IsAssembly;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    /// <summary>Names of the assemblies that an assembly refers to.</summary>
    public static List<string> References(string file)
    {
        using var stream = File.OpenRead(file);
        using var pe = new PEReader(stream);
        var metadata = pe.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(r => metadata.GetString(metadata.GetAssemblyReference(r).Name))];
    }

    /// <summary>Whether an assembly's code refers to a type of another assembly; false for files that aren't managed assemblies.</summary>
    public static bool RefersTo(string file, string type)
    {
        using var stream = File.OpenRead(file);
        using var pe = new PEReader(stream);
        if (!pe.HasMetadata)
            return false;
        var metadata = pe.GetMetadataReader();
        var dot = type.LastIndexOf('.');
        return metadata
            .TypeReferences.Select(metadata.GetTypeReference)
            .Any(t => metadata.StringComparer.Equals(t.Name, type[(dot + 1)..]) && metadata.StringComparer.Equals(t.Namespace, type[..dot]));
    }

    /// <summary>The value of <c>[assembly: AssemblyMetadata(key, value)]</c>.</summary>
    public static string? MetadataValue(MetadataReader metadata, string key)
    {
        foreach (var handle in metadata.GetAssemblyDefinition().GetCustomAttributes())
        {
            var attribute = metadata.GetCustomAttribute(handle);
            if (!IsAssemblyMetadata(metadata, attribute))
                continue;
            var value = metadata.GetBlobReader(attribute.Value);
            value.ReadUInt16();
            if (value.ReadSerializedString() == key)
                return value.ReadSerializedString();
        }
        return null;
    }

    private static bool IsAssemblyMetadata(MetadataReader metadata, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
            return false;
        var parent = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        if (parent.Kind != HandleKind.TypeReference)
            return false;
        var type = metadata.GetTypeReference((TypeReferenceHandle)parent);
        return metadata.StringComparer.Equals(type.Name, "AssemblyMetadataAttribute")
            && metadata.StringComparer.Equals(type.Namespace, "System.Reflection");
    }
}
