using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;

namespace Fusionize.Engine.Packaging;

/// <summary>
/// The linker takes module id and time stamp over from its input, so what it cuts away would still show: two functions with the same code would differ
/// because something that neither holds has changed. Here both become a hash of the rest.
/// </summary>
public static class LinkedAssembly
{
    /// <summary>The same, but one that the linker only copied stays as it is.</summary>
    public static void Normalize(string linked, string original)
    {
        if (!File.ReadAllBytes(linked).AsSpan().SequenceEqual(File.ReadAllBytes(original)))
            Normalize(linked);
    }

    /// <summary>Makes the assembly's identity from its content.</summary>
    public static void Normalize(string linked)
    {
        var bytes = File.ReadAllBytes(linked);
        var (timestamp, moduleId) = Find(bytes);
        bytes.AsSpan(timestamp, sizeof(uint)).Clear();
        bytes.AsSpan(moduleId, 16).Clear();
        var hash = SHA256.HashData(bytes);
        hash.AsSpan(0, 16).CopyTo(bytes.AsSpan(moduleId));
        // The high bit says that it is no time, as the compiler does it.
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(timestamp), BinaryPrimitives.ReadUInt32LittleEndian(hash.AsSpan(16)) | 0x80000000);
        File.WriteAllBytes(linked, bytes);
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
