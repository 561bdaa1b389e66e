using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Fusionize.Packaging.Metadata;
using Fusionize.Packaging.Reaching;
using Fusionize.Setups.Manifests;
using Fusionize.Shared;

namespace Fusionize.Packaging.Overlooked;

/// <summary>An assembly with the tasks in its metadata.</summary>
internal sealed class ScannedAssembly : IDisposable
{
    private const string Library = "Fusionize";
    private const string Interceptors = "__Calls";

    private readonly PEReader _pe;
    private readonly Lazy<Manifest?> _manifest;

    private ScannedAssembly(string file, PEReader pe)
    {
        (File, _pe, Metadata) = (file, pe, pe.GetMetadataReader());
        Name = Metadata.GetString(Metadata.GetAssemblyDefinition().Name);
        References = [.. Metadata.AssemblyReferences.Select(r => Metadata.GetString(Metadata.GetAssemblyReference(r).Name))];
        Text = new MetadataText(Metadata, withAssemblies: false);
        _manifest = new(() => References.Contains(Library) ? AssemblyManifest.Of(Metadata, File) : null);
    }

    public string File { get; }

    public string Name { get; }

    public MetadataReader Metadata { get; }

    public ImmutableHashSet<string> References { get; }

    public MetadataText Text { get; }

    /// <summary>Null if it isn't a managed assembly.</summary>
    public static ScannedAssembly? TryOpen(string file)
    {
        var pe = new PEReader(System.IO.File.OpenRead(file));
        try
        {
            if (pe.HasMetadata && pe.GetMetadataReader() is { IsAssembly: true })
                return new ScannedAssembly(file, pe);
        }
        catch (BadImageFormatException)
        {
            // A native library.
        }
        pe.Dispose();
        return null;
    }

    /// <summary>The methods that a manifest lists, with their ids.</summary>
    public IEnumerable<(MethodDefinitionHandle Method, string Id)> ListedTasks() => Pair().Where(static t => t.Id is not null)!;

    public IEnumerable<MethodDefinitionHandle> UnlistedTasks() => Pair().Where(static t => t.Id is null).Select(static t => t.Method);

    public byte[]? CodeOf(MethodDefinitionHandle handle)
    {
        var method = Metadata.GetMethodDefinition(handle);
        return method.RelativeVirtualAddress == 0 || (method.ImplAttributes & MethodImplAttributes.CodeTypeMask) != MethodImplAttributes.IL
            ? null
            : _pe.GetMethodBody(method.RelativeVirtualAddress).GetILBytes();
    }

    /// <summary>Whether the code belongs to an interceptor, or to a lambda in one.</summary>
    public bool IsGenerated(MethodDefinitionHandle handle)
    {
        var type = Metadata.GetTypeDefinition(Outermost(Metadata.GetMethodDefinition(handle).GetDeclaringType()));
        return Metadata.StringComparer.Equals(type.Namespace, Names.GeneratedNamespace)
            && Metadata.GetString(type.Name).EndsWith(Interceptors, StringComparison.Ordinal);
    }

    /// <summary>The source method of the code: for a lambda or a state machine, the enclosing method.</summary>
    public string PlaceOf(MethodDefinitionHandle handle)
    {
        var method = Metadata.GetMethodDefinition(handle);
        var name = Metadata.GetString(method.Name);
        var type = method.GetDeclaringType();
        name = CompilerNames.MethodIn(name) ?? name;
        while (
            Metadata.GetTypeDefinition(type) is var definition
            && !definition.GetDeclaringType().IsNil
            && CompilerNames.IsMade(Metadata.GetString(definition.Name))
        )
        {
            name = CompilerNames.MethodIn(Metadata.GetString(definition.Name)) ?? name;
            type = definition.GetDeclaringType();
        }
        return $"{CompilerNames.Plain(MetadataNames.Of(Metadata, type))}.{name}";
    }

    public void Dispose() => _pe.Dispose();

    private TypeDefinitionHandle Outermost(TypeDefinitionHandle type)
    {
        while (Metadata.GetTypeDefinition(type).GetDeclaringType() is { IsNil: false } outer)
            type = outer;
        return type;
    }

    /// <summary>Matches marked methods with the manifest. Overloads differ by the number of their parameters, or by their order, which is the same as
    /// in the manifest.</summary>
    private IEnumerable<(MethodDefinitionHandle Method, string? Id)> Pair()
    {
        if (!References.Contains(Library))
            yield break;
        var listed = (_manifest.Value?.Tasks ?? [])
            .GroupBy(Key)
            .ToDictionary(static g => g.Key, static g => new Queue<string>(g.Select(static t => t.Id)));
        foreach (var method in Marked().Order(Comparer<MethodDefinitionHandle>.Create(static (x, y) => MetadataOrder(x).CompareTo(MetadataOrder(y)))))
            yield return (method, listed.TryGetValue(Key(method), out var ids) && ids.TryDequeue(out var id) ? id : null);
    }

    private static int MetadataOrder(MethodDefinitionHandle handle) => System.Reflection.Metadata.Ecma335.MetadataTokens.GetRowNumber(handle);

    private IEnumerable<MethodDefinitionHandle> Marked()
    {
        foreach (var handle in Metadata.CustomAttributes)
        {
            var attribute = Metadata.GetCustomAttribute(handle);
            if (attribute.Parent.Kind == HandleKind.MethodDefinition && IsMark(attribute))
                yield return (MethodDefinitionHandle)attribute.Parent;
        }
    }

    private bool IsMark(CustomAttribute attribute)
    {
        if (
            attribute.Constructor.Kind != HandleKind.MemberReference
            || Metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is not { Kind: HandleKind.TypeReference } parent
        )
            return false;
        var type = Metadata.GetTypeReference((TypeReferenceHandle)parent);
        return Metadata.StringComparer.Equals(type.Name, "FusionTaskAttribute") && Metadata.StringComparer.Equals(type.Namespace, Library);
    }

    private (string Type, string Method, int Parameters) Key(MethodDefinitionHandle handle)
    {
        var method = Metadata.GetMethodDefinition(handle);
        return (
            MetadataNames.Of(Metadata, method.GetDeclaringType()).Replace('/', '.'),
            Metadata.GetString(method.Name),
            method.DecodeSignature(Text, null).ParameterTypes.Length
        );
    }

    private static (string Type, string Method, int Parameters) Key(ManifestTask task) =>
        (
            task.DeclaringType.Replace("global::", "", StringComparison.Ordinal).Replace("@", "", StringComparison.Ordinal),
            task.Method,
            task.Parameters.Count + (task.CancellationIndex < 0 ? 0 : 1)
        );
}
