using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Fusionize.Packaging.Explaining;

/// <summary>An assembly in a zip.</summary>
internal sealed class ZipAssembly : IDisposable
{
    private readonly PEReader _pe;
    private readonly Dictionary<string, TypeDefinitionHandle> _types = new(StringComparer.Ordinal);

    private ZipAssembly(string file, PEReader pe)
    {
        (File, _pe, Metadata) = (file, pe, pe.GetMetadataReader());
        Name = Metadata.GetString(Metadata.GetAssemblyDefinition().Name);
        foreach (var type in Metadata.TypeDefinitions)
            _types.TryAdd(FullName(type), type);
    }

    /// <summary>Its name in the zip.</summary>
    public string File { get; }

    public string Name { get; }

    public MetadataReader Metadata { get; }

    /// <summary>Null for a file that isn't a managed assembly.</summary>
    public static ZipAssembly? TryOpen(string file, byte[] content)
    {
        var pe = new PEReader(new MemoryStream(content, writable: false));
        try
        {
            if (pe.HasMetadata && pe.GetMetadataReader().IsAssembly)
                return new ZipAssembly(file, pe);
        }
        catch (BadImageFormatException) { }
        pe.Dispose();
        return null;
    }

    public TypeDefinitionHandle? Type(string fullName) => _types.TryGetValue(fullName, out var type) ? type : null;

    /// <summary>Namespace and names, nested ones after <c>/</c>.</summary>
    public string FullName(TypeDefinitionHandle handle)
    {
        var type = Metadata.GetTypeDefinition(handle);
        var name = Metadata.GetString(type.Name);
        if (type.GetDeclaringType() is { IsNil: false } outer)
            return FullName(outer) + "/" + name;
        var space = Metadata.GetString(type.Namespace);
        return space.Length == 0 ? name : space + "." + name;
    }

    /// <summary>The name in C# notation.</summary>
    public string Describe(MethodDefinitionHandle handle)
    {
        var method = Metadata.GetMethodDefinition(handle);
        return FullName(method.GetDeclaringType()).Replace('/', '.') + "." + Metadata.GetString(method.Name);
    }

    public byte[] Code(MethodDefinition method)
    {
        if (method.RelativeVirtualAddress == 0 || (method.ImplAttributes & MethodImplAttributes.CodeTypeMask) != MethodImplAttributes.IL)
            return [];
        return _pe.GetMethodBody(method.RelativeVirtualAddress).GetILBytes() ?? [];
    }

    /// <summary>The task methods with their ids from <c>[FusionTask]</c>; the linker keeps that attribute.</summary>
    public IEnumerable<(MethodDefinitionHandle Method, string Name)> Tasks()
    {
        foreach (var handle in Metadata.MethodDefinitions)
            foreach (var attribute in Metadata.GetMethodDefinition(handle).GetCustomAttributes())
                if (IsTask(Metadata.GetCustomAttribute(attribute)))
                    yield return (
                        handle,
                        TaskName(Metadata.GetCustomAttribute(attribute)) ?? Metadata.GetString(Metadata.GetMethodDefinition(handle).Name)
                    );
    }

    public void Dispose() => _pe.Dispose();

    private bool IsTask(CustomAttribute attribute)
    {
        if (
            attribute.Constructor.Kind != HandleKind.MemberReference
            || Metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is not { Kind: HandleKind.TypeReference } parent
        )
            return false;
        var type = Metadata.GetTypeReference((TypeReferenceHandle)parent);
        return Metadata.StringComparer.Equals(type.Name, "FusionTaskAttribute") && Metadata.StringComparer.Equals(type.Namespace, "Fusionize");
    }

    private string? TaskName(CustomAttribute attribute)
    {
        var value = Metadata.GetBlobReader(attribute.Value);
        value.ReadUInt16();
        for (var left = value.ReadUInt16(); left > 0; left--)
        {
            value.ReadByte(); // a property
            var isText = value.ReadByte() == (byte)SerializationTypeCode.String;
            var name = value.ReadSerializedString();
            if (!isText)
                value.ReadBoolean();
            else if (value.ReadSerializedString() is { } text && name == "Name")
                return text;
        }
        return null;
    }
}
