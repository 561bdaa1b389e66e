using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Fusionize.Engine.Packaging;

/// <summary>
/// System.Runtime as the linker gets it: its sealed types without their interfaces. The linker looks for default implementations of every member of every interface of every type in
/// an assembly that it touches; with the numbers' thirty interfaces each, that was two thirds of the time of linking a group. Nothing can derive from these types and nothing
/// of the framework is ever cut or written, so what they implement changes no decision about the application's code.
/// </summary>
internal static class LinkFramework
{
    public const string FileName = "System.Runtime.dll";

    /// <summary>The references with the light assembly instead of the framework's own.</summary>
    public static IEnumerable<string> Replace(IEnumerable<string> framework, string light) =>
        framework.Select(f => Path.GetFileName(f) == FileName ? light : f);

    /// <summary>Writes the light assembly. Anything in it that isn't as expected gives an unchanged copy: slow, never wrong.</summary>
    public static void Write(IEnumerable<string> framework, string light)
    {
        if (framework.FirstOrDefault(f => Path.GetFileName(f) == FileName) is { } original)
            WholeFile.WriteIfChanged(light, Lighten(File.ReadAllBytes(original)));
    }

    internal static byte[] Lighten(byte[] assembly)
    {
        var bytes = (byte[])assembly.Clone();
        using var pe = new PEReader(new MemoryStream(assembly, writable: false));
        var metadata = pe.GetMetadataReader();
        // Rows name their type in their first column: two bytes, as long as there are fewer than 2^16 types.
        if (metadata.GetTableRowCount(TableIndex.TypeDef) > ushort.MaxValue)
            return bytes;
        Clear(TableIndex.InterfaceImpl, wholeRow: false);
        // Explicit implementations name the interface's member.
        Clear(TableIndex.MethodImpl, wholeRow: true);
        return bytes;

        void Clear(TableIndex table, bool wholeRow)
        {
            var size = metadata.GetTableRowSize(table);
            var rows = bytes.AsSpan(pe.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(table), size * metadata.GetTableRowCount(table));
            for (; !rows.IsEmpty; rows = rows[size..])
            {
                var type = metadata.GetTypeDefinition(MetadataTokens.TypeDefinitionHandle(BinaryPrimitives.ReadUInt16LittleEndian(rows)));
                if ((type.Attributes & TypeAttributes.Sealed) != 0)
                    rows[..(wholeRow ? size : sizeof(ushort))].Clear();
            }
        }
    }
}
