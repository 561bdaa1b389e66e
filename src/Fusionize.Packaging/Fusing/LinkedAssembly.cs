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
    /// names. They become numbers, because the names in a type must differ.
    /// </summary>
    private static void BlankHashes(byte[] bytes)
    {
        const int Digits = 6;
        using var pe = new PEReader(new MemoryStream([.. bytes], writable: false));
        var metadata = pe.GetMetadataReader();
        var strings = pe.PEHeaders.MetadataStartOffset + metadata.GetHeapMetadataOffset(HeapIndex.String);
        var names = metadata
            .TypeDefinitions.Select(metadata.GetTypeDefinition)
            .Where(t => metadata.StringComparer.Equals(t.Name, "<PrivateImplementationDetails>"))
            .SelectMany(t => t.GetFields())
            .Select(f => metadata.GetFieldDefinition(f).Name)
            .Where(n => IsHash(metadata.GetString(n)))
            .ToList();
        // A short name may be stored as the end of a longer one, and that end stays.
        var kept = NameHeap.Used(metadata).Except(names).Select(MetadataTokens.GetHeapOffset).Order().ToList();
        for (var i = 0; i < names.Count; i++)
        {
            var start = MetadataTokens.GetHeapOffset(names[i]);
            var next = kept.BinarySearch(start);
            next = next < 0 ? ~next : next;
            var length = Math.Min(metadata.GetString(names[i]).Length, next < kept.Count ? kept[next] - start : int.MaxValue);
            if (length < Digits)
                continue;
            var number = i.ToString(CultureInfo.InvariantCulture).PadLeft(Digits, '0').PadRight(length, '0');
            Encoding.ASCII.GetBytes(number.AsSpan(0, length), bytes.AsSpan(strings + start));
        }
    }

    private static bool IsHash(string name) => name.Length is >= 64 and <= 66 && name.All(char.IsAsciiHexDigitUpper);

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
