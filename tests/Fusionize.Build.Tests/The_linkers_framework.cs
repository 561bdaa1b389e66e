using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Fusionize.Engine.Packaging;

namespace Fusionize.Build.Tests;

public sealed class The_linkers_framework
{
    [Fact]
    public void Has_every_member_and_no_interfaces_on_types_that_nothing_can_derive_from()
    {
        var packs = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref");
        var original = File.ReadAllBytes(Directory.GetFiles(packs, LinkFramework.FileName, SearchOption.AllDirectories)[0]);
        var light = LinkFramework.Lighten(original);

        using var pe = new PEReader(new MemoryStream(original));
        var metadata = pe.GetMetadataReader();
        var (kept, removed) = (0, 0);
        foreach (var offset in Rows(TableIndex.InterfaceImpl))
        {
            var type = metadata.GetTypeDefinition(MetadataTokens.TypeDefinitionHandle(BitConverter.ToUInt16(original, offset)));
            var isSealed = (type.Attributes & TypeAttributes.Sealed) != 0;
            Assert.Equal(isSealed ? 0 : BitConverter.ToUInt16(original, offset), BitConverter.ToUInt16(light, offset));
            _ = isSealed ? removed++ : kept++;
        }
        Assert.True(kept > 400 && removed > 700, $"{kept} kept, {removed} removed");

        // Beside these two tables not a byte differs.
        var tables = Rows(TableIndex.InterfaceImpl).Concat(Rows(TableIndex.MethodImpl)).ToHashSet();
        var size = Math.Max(metadata.GetTableRowSize(TableIndex.InterfaceImpl), metadata.GetTableRowSize(TableIndex.MethodImpl));
        Assert.Equal(original.Length, light.Length);
        Assert.All(Enumerable.Range(0, original.Length).Where(i => original[i] != light[i]), i => Assert.True(Enumerable.Range(0, size).Any(back => tables.Contains(i - back)), $"byte {i}"));

        IEnumerable<int> Rows(TableIndex table) => Enumerable.Range(0, metadata.GetTableRowCount(table))
            .Select(row => pe.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(table) + row * metadata.GetTableRowSize(table));
    }
}
