using System.Buffers.Binary;
using System.Collections;
using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Fusionize.Packaging.Fusing;

/// <summary>
/// Removes metadata from this product's own assemblies, which are in every zip, if only compilers, debuggers and reflection read it. The linker could
/// only do this for all assemblies, but an application may read its own metadata.
/// </summary>
/// <remarks>It works in place. The removed parts become zeros, which compress to almost nothing. Names of types, methods and fields stay: stack
/// traces and the runtime need them.</remarks>
internal static class OwnMetadata
{
    /// <summary>Up to this number of rows, all references to rows of a table take two bytes.</summary>
    private const int MaxRowsOfSmallReferences = 2047;

    private static readonly ImmutableHashSet<string> s_unread =
    [
        "CompilerFeatureRequiredAttribute",
        "CompilerGeneratedAttribute",
        "EditorBrowsableAttribute",
        "FeatureSwitchDefinitionAttribute",
        "GeneratedCodeAttribute",
        "IsReadOnlyAttribute",
        "NullableAttribute",
        "NullableContextAttribute",
        "NullablePublicOnlyAttribute",
        "ObsoleteAttribute",
        "RequiredMemberAttribute",
        "UnconditionalSuppressMessageAttribute",
    ];

    /// <param name="bytes">The assembly.</param>
    public static void Trim(byte[] bytes)
    {
        using (var pe = Open(bytes))
        {
            var metadata = pe.GetMetadataReader();
            if (Tables(metadata).Any(t => metadata.GetTableRowCount(t) > MaxRowsOfSmallReferences))
                return;
            ForgetParameterNames(pe, bytes);
            ClearValues(pe, bytes);
            Remove(pe, bytes, TableIndex.CustomAttribute, Unread(metadata));
        }
        // Accessors are methods like others.
        foreach (var table in new[] { TableIndex.MethodSemantics, TableIndex.Property, TableIndex.PropertyMap })
        {
            using var pe = Open(bytes);
            Remove(pe, bytes, table, Enumerable.Repeat(true, pe.GetMetadataReader().GetTableRowCount(table)).ToList());
        }
        using var trimmed = Open(bytes);
        BlankUnusedNames(trimmed, bytes);
    }

    private static PEReader Open(byte[] bytes) => new(new MemoryStream([.. bytes], writable: false));

    private static List<TableIndex> Tables(MetadataReader metadata) =>
        [.. Enum.GetValues<TableIndex>().Where(t => t <= TableIndex.GenericParamConstraint && metadata.GetTableRowCount(t) > 0)];

    private static void ForgetParameterNames(PEReader pe, byte[] bytes)
    {
        const int NameOffset = 4; // after the attributes and the number
        var metadata = pe.GetMetadataReader();
        var size = metadata.GetTableRowSize(TableIndex.Param);
        var start = pe.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.Param);
        for (var row = 0; row < metadata.GetTableRowCount(TableIndex.Param); row++)
            bytes.AsSpan(start + (row * size) + NameOffset, size - NameOffset).Clear();
    }

    /// <summary>For each attribute, whether it is removed: nothing reads it, or its property is removed.</summary>
    private static List<bool> Unread(MetadataReader metadata) =>
        [
            .. metadata
                .CustomAttributes.Select(metadata.GetCustomAttribute)
                .Select(a =>
                    a.Parent.Kind == HandleKind.PropertyDefinition
                    || (
                        s_unread.Contains(NameOf(metadata, a.Constructor))
                        // A stack trace names the method of such a type instead of the type.
                        && !(a.Parent.Kind == HandleKind.TypeDefinition && NameOf(metadata, a.Constructor) == "CompilerGeneratedAttribute")
                    )
                ),
        ];

    private static string NameOf(MetadataReader metadata, EntityHandle constructor)
    {
        var type =
            constructor.Kind == HandleKind.MethodDefinition
                ? metadata.GetMethodDefinition((MethodDefinitionHandle)constructor).GetDeclaringType()
                : metadata.GetMemberReference((MemberReferenceHandle)constructor).Parent;
        return type.Kind switch
        {
            HandleKind.TypeReference => metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)type).Name),
            HandleKind.TypeDefinition => metadata.GetString(metadata.GetTypeDefinition((TypeDefinitionHandle)type).Name),
            _ => "",
        };
    }

    /// <summary>Clears the values of removed attributes. Equal blobs are stored once, so short values stay: a signature may be the same.</summary>
    private static void ClearValues(PEReader pe, byte[] bytes)
    {
        const int Long = 16,
            TwoBytesOfLength = 0x80;
        var metadata = pe.GetMetadataReader();
        var heap = pe.PEHeaders.MetadataStartOffset + metadata.GetHeapMetadataOffset(HeapIndex.Blob);
        var values = metadata.CustomAttributes.Select(a => metadata.GetCustomAttribute(a).Value).Zip(Unread(metadata)).ToList();
        var kept = values.Where(v => !v.Second).Select(v => v.First).ToHashSet();
        foreach (var (value, _) in values.Where(v => !kept.Contains(v.First)))
        {
            var length = metadata.GetBlobReader(value).Length;
            if (length >= Long)
                bytes.AsSpan(heap + MetadataTokens.GetHeapOffset(value) + (length < TwoBytesOfLength ? 1 : 2), length).Clear();
        }
    }

    /// <summary>Removes rows of a table that no other table refers to. The following rows move up.</summary>
    private static void Remove(PEReader pe, byte[] bytes, TableIndex table, List<bool> isRemoved)
    {
        if (isRemoved.Count == 0)
            return;
        var metadata = pe.GetMetadataReader();
        var tables = bytes.AsSpan(pe.PEHeaders.MetadataStartOffset, End(metadata));
        var size = metadata.GetTableRowSize(table);
        var start = metadata.GetTableMetadataOffset(table);
        var kept = 0;
        for (var row = 0; row < isRemoved.Count; row++)
        {
            if (isRemoved[row])
                continue;
            tables.Slice(start + (row * size), size).CopyTo(tables[(start + (kept++ * size))..]);
        }
        MoveUp(tables, start + (isRemoved.Count * size), (isRemoved.Count - kept) * size);
        SetCount(metadata, tables, table, kept);
    }

    private static int End(MetadataReader metadata)
    {
        var last = Tables(metadata)[^1];
        return metadata.GetTableMetadataOffset(last) + (metadata.GetTableRowCount(last) * metadata.GetTableRowSize(last));
    }

    /// <summary>
    /// The tables' rows follow after a row count for each non-empty table. Before the counts, a bit mask shows which tables these are.
    /// </summary>
    private static void SetCount(MetadataReader metadata, Span<byte> tables, TableIndex table, int count)
    {
        const int ValidTables = 16; // before the counts
        var present = Tables(metadata);
        var counts = metadata.GetTableMetadataOffset(TableIndex.Module) - (present.Count * sizeof(int));
        var place = counts + (present.IndexOf(table) * sizeof(int));
        if (count > 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(tables[place..], count);
            return;
        }
        var valid = tables.Slice(counts - ValidTables, sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(valid, BinaryPrimitives.ReadUInt64LittleEndian(valid) & ~(1UL << (int)table));
        MoveUp(tables, place + sizeof(int), sizeof(int));
    }

    private static void MoveUp(Span<byte> tables, int from, int by)
    {
        tables[from..].CopyTo(tables[(from - by)..]);
        tables[^by..].Clear();
    }

    /// <summary>Clears all bytes of the names' heap that no name uses. A name may be the end of a longer one.</summary>
    private static void BlankUnusedNames(PEReader pe, byte[] bytes)
    {
        var metadata = pe.GetMetadataReader();
        var heap = bytes.AsSpan(
            pe.PEHeaders.MetadataStartOffset + metadata.GetHeapMetadataOffset(HeapIndex.String),
            metadata.GetHeapSize(HeapIndex.String)
        );
        var used = new BitArray(heap.Length);
        foreach (var name in NameHeap.Used(metadata))
        {
            var end = MetadataTokens.GetHeapOffset(name);
            do used[end] = true;
            while (heap[end++] != 0);
        }
        for (var i = 0; i < heap.Length; i++)
        {
            if (!used[i])
                heap[i] = 0;
        }
    }
}
