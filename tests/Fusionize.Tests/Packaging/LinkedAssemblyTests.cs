using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Security.Cryptography;
using System.Text;
using Fusionize.Packaging.Fusing;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Packaging;

/// <summary>What a zip has of the runtime's metadata.</summary>
public sealed class LinkedAssemblyTests : IDisposable
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly TemporaryFolder _folder = new("fusionize-linked-");
    private readonly string _original = Path.Combine(Repository.Output("Fusionize", "net10.0"), "Fusionize.dll");
    private readonly string _file;

    public LinkedAssemblyTests()
    {
        _file = Path.Combine(_folder.Path, "Fusionize.dll");
        File.Copy(_original, _file);
        LinkedAssembly.Normalize(_file);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_runtime_loses_what_only_compilers_and_reflection_read()
    {
        var (before, after) = (Contents.Of(_original), Contents.Of(_file));
        Assert.Contains("NullableAttribute", before.Attributes);
        Assert.DoesNotContain("NullableAttribute", after.Attributes);
        Assert.Contains("IsByRefLikeAttribute", after.Attributes); // the runtime's own
        Assert.NotEmpty(before.Parameters);
        Assert.Empty(after.Parameters);
        Assert.NotEqual(0, before.Properties);
        Assert.Equal(0, after.Properties);
        Assert.Equal(before.Names, after.Names);
        Assert.InRange(after.Compressed, 1, before.Compressed * 95 / 100);
    }

    [Fact]
    public void All_of_it_still_compiles_and_does_not_change_again()
    {
        var context = new AssemblyLoadContext(null, isCollectible: true);
        using (var stream = File.OpenRead(_file))
        {
            var methods = context
                .LoadFromStream(stream)
                .GetTypes()
                .Where(t => !t.IsGenericTypeDefinition && !t.IsInterface)
                .SelectMany(t => t.GetMethods(Declared).Cast<MethodBase>().Concat(t.GetConstructors(Declared)))
                .Where(m => !m.IsAbstract && !m.IsGenericMethodDefinition)
                .ToList();
            Assert.True(methods.Count > 300, $"{methods.Count} methods");
            Assert.All(methods, m => RuntimeHelpers.PrepareMethod(m.MethodHandle));
        }
        context.Unload();
        var once = File.ReadAllBytes(_file);
        LinkedAssembly.Normalize(_file);
        Assert.Equal(once, File.ReadAllBytes(_file));
    }

    [Fact]
    public void Literals_are_numbered_and_a_name_that_is_stored_as_the_end_of_a_hash_stays()
    {
        const string Zeros = "0000000000000000000000000000000000000000000000000000000000";
        string[] hashes = [.. new[] { "first", "second", "third" }.Select(t => Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(t))))];
        var shared = hashes[1][^2..];
        var file = Path.Combine(_folder.Path, "Literals.dll");
        WriteModule(file, [.. hashes, hashes[0] + "4"], type: shared);
        LinkedAssembly.Normalize(file);
        using var pe = new PEReader(File.OpenRead(file));
        var metadata = pe.GetMetadataReader();
        Assert.Equal(
            ["000000" + Zeros, "000001" + Zeros[2..] + shared, "000002" + Zeros, "000003" + Zeros + "0"],
            metadata.FieldDefinitions.Select(f => metadata.GetString(metadata.GetFieldDefinition(f).Name))
        );
        Assert.Equal(shared, metadata.GetString(metadata.GetTypeDefinition(metadata.TypeDefinitions.Last()).Name));
    }

    /// <summary>A module whose type for literals has these fields, and an empty type of this name.</summary>
    private static void WriteModule(string file, string[] literals, string type)
    {
        var metadata = new MetadataBuilder();
        metadata.AddModule(0, metadata.GetOrAddString("Literals"), metadata.GetOrAddGuid(Guid.NewGuid()), default, default);
        var signature = new BlobBuilder();
        new BlobEncoder(signature).Field().Type().Int32();
        var fields = literals
            .Select(l => metadata.AddFieldDefinition(FieldAttributes.Static, metadata.GetOrAddString(l), metadata.GetOrAddBlob(signature)))
            .ToList();
        var noMethods = MetadataTokens.MethodDefinitionHandle(1);
        foreach (var (name, first) in new[] { ("<Module>", 0), ("<PrivateImplementationDetails>", 0), (type, fields.Count) })
            metadata.AddTypeDefinition(
                default,
                default,
                metadata.GetOrAddString(name),
                default,
                MetadataTokens.FieldDefinitionHandle(first + 1),
                noMethods
            );
        var bytes = new BlobBuilder();
        new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(metadata), new BlobBuilder()).Serialize(bytes);
        File.WriteAllBytes(file, bytes.ToArray());
    }

    private sealed record Contents(HashSet<string> Attributes, List<string> Parameters, int Properties, List<string> Names, long Compressed)
    {
        public static Contents Of(string file)
        {
            using var pe = new PEReader(File.OpenRead(file));
            var metadata = pe.GetMetadataReader();
            var compressed = new MemoryStream();
            using (var deflate = new DeflateStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
                deflate.Write(File.ReadAllBytes(file));
            return new(
                [.. metadata.CustomAttributes.Select(a => TypeOf(metadata, metadata.GetCustomAttribute(a).Constructor))],
                [
                    .. metadata
                        .MethodDefinitions.SelectMany(m => metadata.GetMethodDefinition(m).GetParameters())
                        .Select(p => metadata.GetString(metadata.GetParameter(p).Name))
                        .Where(n => n.Length > 0),
                ],
                metadata.PropertyDefinitions.Count,
                [
                    .. metadata.TypeDefinitions.Select(t => metadata.GetString(metadata.GetTypeDefinition(t).Name)),
                    .. metadata.MethodDefinitions.Select(m => metadata.GetString(metadata.GetMethodDefinition(m).Name)),
                    .. metadata.MemberReferences.Select(m => metadata.GetString(metadata.GetMemberReference(m).Name)),
                    // Names of literals' data are numbered anew.
                    .. metadata.FieldDefinitions.Select(f => metadata.GetString(metadata.GetFieldDefinition(f).Name)).Where(n => n.Length < 64),
                ],
                compressed.Length
            );
        }

        private static string TypeOf(MetadataReader metadata, EntityHandle constructor) =>
            constructor.Kind == HandleKind.MemberReference
            && metadata.GetMemberReference((MemberReferenceHandle)constructor).Parent is { Kind: HandleKind.TypeReference } type
                ? metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)type).Name)
                : "";
    }
}
