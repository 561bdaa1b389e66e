using System.Buffers.Binary;
using System.Globalization;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using System.Text;
using Fusionize.Shared;

namespace Fusionize.Packaging.Fusing;

/// <summary>
/// Replaces the module id and the time stamp of a linked assembly by a hash of the rest. The linker copies both from its input, so they would depend
/// on code that it has removed: two functions with the same code would differ.
/// </summary>
public static class LinkedAssembly
{
    /// <summary>Normalizes an assembly unless the linker only copied it.</summary>
    public static void Normalize(string linked, string original)
    {
        if (!File.ReadAllBytes(linked).AsSpan().SequenceEqual(File.ReadAllBytes(original)))
            Normalize(linked);
    }

    /// <summary>Derives the assembly's identity from its content, and removes data that doesn't compress.</summary>
    public static void Normalize(string linked)
    {
        var bytes = File.ReadAllBytes(linked);
        BlankHashes(bytes);
        if (Path.GetFileNameWithoutExtension(linked) is "Fusionize" or Names.HostAssembly)
        {
            DropResources(bytes);
            OwnMetadata.Trim(bytes);
        }
        var (timestamp, moduleId) = Find(bytes);
        bytes.AsSpan(timestamp, sizeof(uint)).Clear();
        bytes.AsSpan(moduleId, 16).Clear();
        var hash = SHA256.HashData(bytes);
        hash.AsSpan(0, 16).CopyTo(bytes.AsSpan(moduleId));
        // As in the compiler's output, the high bit means that the value isn't a time.
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(timestamp), BinaryPrimitives.ReadUInt32LittleEndian(hash.AsSpan(16)) | 0x80000000);
        File.WriteAllBytes(linked, bytes);
    }

    /// <summary>
    /// Replaces the names of the data of literals. The compiler uses a hash as the name, 64 random digits that don't compress, but nothing uses these
    /// names. The ends of the names stay, because a short name may be stored as the end of a longer one.
    /// </summary>
    private static void BlankHashes(byte[] bytes)
    {
        const int Kept = 10;
        using var pe = new PEReader(new MemoryStream([.. bytes], writable: false));
        var metadata = pe.GetMetadataReader();
        var strings = pe.PEHeaders.MetadataStartOffset + metadata.GetHeapMetadataOffset(HeapIndex.String);
        var index = 0;
        foreach (
            var type in metadata
                .TypeDefinitions.Select(metadata.GetTypeDefinition)
                .Where(t => metadata.StringComparer.Equals(t.Name, "<PrivateImplementationDetails>"))
        )
            foreach (var handle in type.GetFields())
            {
                var name = metadata.GetFieldDefinition(handle).Name;
                var text = metadata.GetString(name);
                if (text.Length is < 64 or > 66 || !text.All(char.IsAsciiHexDigitUpper))
                    continue;
                // Numbered, because the names in a type must differ.
                var number = index++.ToString(CultureInfo.InvariantCulture).PadLeft(text.Length - Kept, '0');
                Encoding.ASCII.GetBytes(number, bytes.AsSpan(strings + MetadataTokens.GetHeapOffset(name)));
            }
    }

    /// <summary>Removes the file properties that Windows shows, such as the version.</summary>
    internal static void DropResources(byte[] bytes)
    {
        using var pe = new PEReader(new MemoryStream([.. bytes], writable: false));
        var headers = pe.PEHeaders;
        if (!headers.TryGetDirectoryOffset(headers.PEHeader!.ResourceTableDirectory, out var offset))
            return;
        bytes.AsSpan(offset, headers.PEHeader.ResourceTableDirectory.Size).Clear();
        // The third one of the directories at the end of the optional header.
        const int Directories = 16,
            Resources = 2,
            DirectorySize = 8;
        var end = headers.PEHeaderStartOffset + headers.CoffHeader.SizeOfOptionalHeader;
        bytes.AsSpan(end - ((Directories - Resources) * DirectorySize), DirectorySize).Clear();
    }

    private static (int Timestamp, int ModuleId) Find(byte[] bytes)
    {
        using var pe = new PEReader(new MemoryStream(bytes, writable: false));
        var metadata = pe.GetMetadataReader();
        var guids = pe.PEHeaders.MetadataStartOffset + metadata.GetHeapMetadataOffset(HeapIndex.Guid);
        var index = MetadataTokens.GetHeapOffset(metadata.GetModuleDefinition().Mvid);
        // The COFF header begins with machine and number of sections, two bytes each.
        return (pe.PEHeaders.CoffHeaderStartOffset + 4, guids + (index - 1) * 16);
    }
}
