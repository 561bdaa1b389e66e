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
/// The linker takes module id and time stamp over from its input, so what it cuts away would still show: two functions with the same code would
/// differ because something that neither holds has changed. Here both become a hash of the rest.
/// </summary>
public static class LinkedAssembly
{
    /// <summary>The same, but one that the linker only copied stays as it is.</summary>
    public static void Normalize(string linked, string original)
    {
        if (!File.ReadAllBytes(linked).AsSpan().SequenceEqual(File.ReadAllBytes(original)))
            Normalize(linked);
    }

    /// <summary>Makes the assembly's identity from its content, and takes out what doesn't compress.</summary>
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
        // The high bit says that it is no time, as the compiler does it.
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(timestamp), BinaryPrimitives.ReadUInt32LittleEndian(hash.AsSpan(16)) | 0x80000000);
        File.WriteAllBytes(linked, bytes);
    }

    /// <summary>
    /// The compiler names the data of each literal by a hash of it, and nothing looks it up by that name: 64 random digits in every zip. Their ends
    /// stay, since a short name may be stored as the end of a longer one.
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
                // Numbered, since names within a type differ.
                var number = index++.ToString(CultureInfo.InvariantCulture).PadLeft(text.Length - Kept, '0');
                Encoding.ASCII.GetBytes(number, bytes.AsSpan(strings + MetadataTokens.GetHeapOffset(name)));
            }
    }

    /// <summary>Removes the properties that Windows shows of a file, such as its version.</summary>
    internal static void DropResources(byte[] bytes)
    {
        using var pe = new PEReader(new MemoryStream([.. bytes], writable: false));
        var headers = pe.PEHeaders;
        if (!headers.TryGetDirectoryOffset(headers.PEHeader!.ResourceTableDirectory, out var offset))
            return;
        bytes.AsSpan(offset, headers.PEHeader.ResourceTableDirectory.Size).Clear();
        // The third of the directories, at the end of the optional header.
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
