using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Fusionize.Packaging.Metadata;
using Fusionize.Setups.Files;

namespace Fusionize.Packaging.Fusing;

/// <summary>
/// The framework's reference assemblies as the linker gets them: without the interfaces of types that no type of the application derives from or
/// implements. In each assembly that the linker reads, it searches for default implementations of all members of all interfaces of all types, which
/// took most of the time of linking a group. The framework is never trimmed or written, so the interfaces of such types don't affect the
/// application's code.
/// </summary>
internal static class LinkFramework
{
    public const string FolderName = ".framework";

    /// <summary>The file with the inputs that a folder was written for. It is written last, so that an interrupted build leaves none.</summary>
    private const string StampFile = "stamp.txt";

    /// <summary>The references with the reduced assemblies instead of the framework's own.</summary>
    public static IEnumerable<string> Replace(IEnumerable<string> framework, string folder) =>
        framework.Select(f => Path.Combine(folder, Path.GetFileName(f)));

    /// <summary>
    /// Writes the reduced assemblies. If anything in an assembly isn't as expected, it is copied unchanged: linking is slower then, but correct.
    /// </summary>
    /// <param name="framework">The framework's reference assemblies.</param>
    /// <param name="application">All assemblies that will be linked.</param>
    /// <param name="folder">The folder for the reduced assemblies.</param>
    public static void Write(IReadOnlyCollection<string> framework, IEnumerable<string> application, string folder)
    {
        var bases = new SortedSet<string>(application.SelectMany(BaseTypes.Of), StringComparer.Ordinal);
        var stamp = string.Join('\n', framework.Concat(bases));
        var stampFile = Path.Combine(folder, StampFile);
        if (File.Exists(stampFile) && File.ReadAllText(stampFile) == stamp)
            return;
        Directory.CreateDirectory(folder);
        File.Delete(stampFile);
        var assemblies = framework.AsParallel().Select(f => (Name: Path.GetFileName(f), Bytes: File.ReadAllBytes(f))).ToList();
        var kept = BaseTypes.Closure(bases, assemblies.Select(a => a.Bytes));
        assemblies.AsParallel().ForAll(a => WholeFile.WriteIfChanged(Path.Combine(folder, a.Name), Lighten(a.Bytes, kept)));
        WholeFile.Write(stampFile, System.Text.Encoding.UTF8.GetBytes(stamp));
    }

    /// <param name="assembly">A reference assembly.</param>
    /// <param name="kept">The types whose interfaces stay.</param>
    internal static byte[] Lighten(byte[] assembly, IReadOnlySet<string> kept)
    {
        using var pe = new PEReader(new MemoryStream(assembly, writable: false));
        var metadata = pe.GetMetadataReader();
        // The first column of a row is its type: two bytes if there are fewer than 2^16 types.
        if (metadata.GetTableRowCount(TableIndex.InterfaceImpl) == 0 || metadata.GetTableRowCount(TableIndex.TypeDef) > ushort.MaxValue)
            return assembly;
        var bytes = (byte[])assembly.Clone();
        var isKept = metadata.TypeDefinitions.Select(t => kept.Contains(MetadataNames.Of(metadata, t))).ToArray();
        Clear(TableIndex.InterfaceImpl, wholeRow: false);
        // Explicit implementations refer to the interface's member.
        Clear(TableIndex.MethodImpl, wholeRow: true);
        return bytes;

        void Clear(TableIndex table, bool wholeRow)
        {
            var size = metadata.GetTableRowSize(table);
            var rows = bytes.AsSpan(
                pe.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(table),
                size * metadata.GetTableRowCount(table)
            );
            for (; !rows.IsEmpty; rows = rows[size..])
                if (!isKept[BinaryPrimitives.ReadUInt16LittleEndian(rows) - 1])
                    rows[..(wholeRow ? size : sizeof(ushort))].Clear();
        }
    }
}
