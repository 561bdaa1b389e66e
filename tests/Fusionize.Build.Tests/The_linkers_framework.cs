using System.Collections.Frozen;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Fusionize.Build.Fusing;
using Fusionize.Build.Tests.Infrastructure;
using Fusionize.Packaging;
using Fusionize.Packaging.Fusing;
using Fusionize.Packaging.Metadata;
using Fusionize.Setups.Files;

namespace Fusionize.Build.Tests;

public sealed class The_linkers_framework(Shop shop) : IClassFixture<Shop>
{
    private static readonly string[] Reference = Directory.GetFiles(
        Directory
            .GetDirectories(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"))
            .Max()! + "/ref/net10.0",
        "*.dll"
    );

    [Fact]
    public void Has_every_member_and_interfaces_where_the_application_derives_from_a_type()
    {
        var original = File.ReadAllBytes(Reference.Single(f => Path.GetFileName(f) == "System.Runtime.dll"));
        var kept = BaseTypes.Closure(["System.Collections.ObjectModel.KeyedCollection`2"], Reference.Select(File.ReadAllBytes));
        Assert.Contains("System.Collections.ObjectModel.Collection`1", kept);
        Assert.Contains("System.Collections.Generic.IEnumerable`1", kept);
        Assert.DoesNotContain("System.IO.Stream", kept);
        var light = LinkFramework.Lighten(original, kept);

        using var pe = new PEReader(new MemoryStream(original));
        var metadata = pe.GetMetadataReader();
        var (stay, removed) = (0, 0);
        foreach (var offset in Rows(TableIndex.InterfaceImpl))
        {
            var isKept = kept.Contains(MetadataNames.Of(metadata, MetadataTokens.TypeDefinitionHandle(BitConverter.ToUInt16(original, offset))));
            Assert.Equal(isKept ? BitConverter.ToUInt16(original, offset) : 0, BitConverter.ToUInt16(light, offset));
            _ = isKept ? stay++ : removed++;
        }
        Assert.True(stay > 10 && removed > 1000, $"{stay} kept, {removed} removed");

        // Beside these two tables not a byte differs.
        var tables = Rows(TableIndex.InterfaceImpl).Concat(Rows(TableIndex.MethodImpl)).ToHashSet();
        var size = Math.Max(metadata.GetTableRowSize(TableIndex.InterfaceImpl), metadata.GetTableRowSize(TableIndex.MethodImpl));
        Assert.Equal(original.Length, light.Length);
        Assert.All(Enumerable.Range(0, original.Length).Where(i => original[i] != light[i]), i =>
            Assert.True(Enumerable.Range(0, size).Any(back => tables.Contains(i - back)), $"byte {i}")
        );

        IEnumerable<int> Rows(TableIndex table) =>
            Enumerable
                .Range(0, metadata.GetTableRowCount(table))
                .Select(row => pe.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(table) + row * metadata.GetTableRowSize(table));
    }

    /// <summary>Types whose members only the framework calls, by interfaces and base classes that the linker has to know.</summary>
    [Fact]
    public void Gives_the_bytes_that_the_frameworks_own_assemblies_give()
    {
        var app = shop.Create("Shop")
            .Write(
                "Tasks/Kinds.cs",
                """
                using System.Collections;
                using System.Collections.ObjectModel;
                using System.Numerics;
                using System.Text.Json;
                using System.Text.Json.Serialization;
                using Fusionize;

                namespace Shop;

                public sealed class Codes : KeyedCollection<string, Code>
                {
                    protected override string GetKeyForItem(Code item) => item.Id;
                }

                [JsonConverter(typeof(CodeConverter))]
                public sealed record Code(string Id) : IComparable<Code>, IFormattable
                {
                    public int CompareTo(Code? other) => string.CompareOrdinal(Id, other?.Id);
                    public string ToString(string? format, IFormatProvider? provider) => Id;
                }

                public sealed class CodeConverter : JsonConverter<Code>
                {
                    public override Code Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(reader.GetString()!);
                    public override void Write(Utf8JsonWriter writer, Code value, JsonSerializerOptions options) => writer.WriteStringValue(value.Id);
                }

                public interface IPages : IReadOnlyList<int>;

                public sealed class Pages(int count) : IPages
                {
                    public int this[int index] => index;
                    public int Count => count;
                    public IEnumerator<int> GetEnumerator() => Enumerable.Range(0, count).GetEnumerator();
                    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
                }

                public readonly struct Money(int cents) : IAdditionOperators<Money, Money, Money>, IAdditiveIdentity<Money, Money>,
                    IUtf8SpanFormattable
                {
                    public int Cents => cents;
                    public static Money AdditiveIdentity => default;
                    public static Money operator +(Money left, Money right) => new(left.Cents + right.Cents);
                    public bool TryFormat(Span<byte> to, out int written, ReadOnlySpan<char> format, IFormatProvider? provider) =>
                        cents.TryFormat(to, out written);
                }

                public sealed class Counting : Stream
                {
                    public override bool CanRead => false;
                    public override bool CanSeek => false;
                    public override bool CanWrite => true;
                    public override long Length => Position;
                    public override long Position { get; set; }
                    public override void Flush() { }
                    public override int Read(byte[] buffer, int offset, int count) => 0;
                    public override long Seek(long offset, SeekOrigin origin) => 0;
                    public override void SetLength(long value) { }
                    public override void Write(byte[] buffer, int offset, int count) => Position += count;
                }

                public sealed class Retry : DelegatingHandler
                {
                    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct) =>
                        base.SendAsync(request, ct);
                }

                public static class Kinds
                {
                    private static T Sum<T>(IEnumerable<T> all) where T : IAdditionOperators<T, T, T>, IAdditiveIdentity<T, T> =>
                        all.Aggregate(T.AdditiveIdentity, (a, b) => a + b);

                    [FusionTask(Entry = true)]
                    public static async Task<string> Use(Code code, CancellationToken ct)
                    {
                        var codes = new Codes { code, new("b") };
                        var counting = new Counting();
                        await using (var writer = new StreamWriter(counting, leaveOpen: true))
                            await writer.WriteAsync($"{code:x}{codes.Order().Count()}{Sum([new Money(1), new Money(2)]).Cents}");
                        using var http = new HttpClient(new Retry());
                        return $"{string.Concat(new Pages(3).Select(p => p))}{counting.Length}{http.Timeout}";
                    }
                }
                """
            );
        app.MustBuild();
        var use = Path.Combine(app.Groups, "Use");
        var light = Path.Combine(app.Groups, LinkFramework.FolderName) + Path.DirectorySeparatorChar;
        Assert.Equal(Reference.Length, Directory.GetFiles(light, "*.dll").Length);
        var expected = Linked(use);

        var link = Path.Combine(use, FusePlan.LinkFile);
        var arguments = File.ReadAllText(link);
        Assert.Contains(light, arguments, StringComparison.Ordinal);
        var whole = Path.GetDirectoryName(Reference[0]) + Path.DirectorySeparatorChar;
        File.WriteAllText(link, arguments.Replace(light, whole, StringComparison.Ordinal));
        var linker = new Linker(Path.Combine(AppContext.BaseDirectory, "illink", "illink.dll"));
        Assert.Empty(linker.Link(PackRecipe.Read(Path.Combine(use, FusePlan.RecipeFile)), use).Errors);
        Assert.Equal(expected, Linked(use));
        Assert.Contains("TryFormat", app.Methods("Use", "Shop.dll", "Money"));
    }

    private static FrozenDictionary<string, string> Linked(string group) =>
        Directory.GetFiles(Path.Combine(group, "linked")).ToFrozenDictionary(f => Path.GetFileName(f), WholeFile.Hash);
}
