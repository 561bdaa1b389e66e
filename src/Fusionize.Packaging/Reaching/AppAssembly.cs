using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Fusionize.Packaging.Metadata;

namespace Fusionize.Packaging.Reaching;

/// <summary>An assembly of the application, as the compiler or as the linker wrote it.</summary>
internal sealed class AppAssembly : IDisposable
{
    private readonly PEReader _pe;
    private readonly Dictionary<string, TypeDefinitionHandle> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<TypeDefinitionHandle, ILookup<string, MethodDefinitionHandle>> _methods = [];
    private readonly Lazy<Dictionary<MethodDefinitionHandle, PropertyDefinitionHandle>> _properties;

    public AppAssembly(string file)
    {
        FileName = Path.GetFileName(file);
        _pe = new PEReader(ImmutableArray.Create(File.ReadAllBytes(file)));
        Metadata = _pe.GetMetadataReader();
        Name = Metadata.GetString(Metadata.GetAssemblyDefinition().Name);
        Text = new MetadataText(Metadata, withAssemblies: true);
        Keys = new MetadataText(Metadata, withAssemblies: false);
        foreach (var type in Metadata.TypeDefinitions)
            HasAmbiguousNames |= !_types.TryAdd(MetadataNames.Of(Metadata, type), type);
        _properties = new(() =>
        {
            var properties = new Dictionary<MethodDefinitionHandle, PropertyDefinitionHandle>();
            foreach (var property in Metadata.PropertyDefinitions)
                if (Metadata.GetPropertyDefinition(property).GetAccessors().Getter is { IsNil: false } getter)
                    properties[getter] = property;
            return properties;
        });
    }

    public string FileName { get; }

    public string Name { get; }

    public MetadataReader Metadata { get; }

    public PEHeaders Headers => _pe.PEHeaders;

    /// <summary>The meaning of tokens, with the assemblies of types in other assemblies.</summary>
    public MetadataText Text { get; }

    /// <summary>The same without assemblies, as after linking.</summary>
    public MetadataText Keys { get; }

    public bool HasAmbiguousNames { get; }

    public IReadOnlyDictionary<string, TypeDefinitionHandle> Types => _types;

    /// <summary>A type's methods by name and signature.</summary>
    public ILookup<string, MethodDefinitionHandle> Methods(TypeDefinitionHandle type)
    {
        if (!_methods.TryGetValue(type, out var methods))
            _methods[type] = methods = Metadata.GetTypeDefinition(type).GetMethods().ToLookup(Keys.Key, StringComparer.Ordinal);
        return methods;
    }

    public PropertyDefinitionHandle? PropertyOf(MethodDefinitionHandle getter) =>
        _properties.Value.TryGetValue(getter, out var property) ? property : null;

    public MethodBodyBlock? Body(MethodDefinition method) =>
        method.RelativeVirtualAddress == 0 || (method.ImplAttributes & MethodImplAttributes.CodeTypeMask) != MethodImplAttributes.IL
            ? null
            : _pe.GetMethodBody(method.RelativeVirtualAddress);

    /// <summary>The data at an address, up to this many bytes.</summary>
    public ImmutableArray<byte> Data(int address, int length)
    {
        var section = _pe.GetSectionData(address);
        return section.GetContent(0, Math.Min(length, section.Length));
    }

    public ImmutableArray<byte> Resource(ManifestResource resource)
    {
        var section = _pe.GetSectionData(Headers.CorHeader!.ResourcesDirectory.RelativeVirtualAddress);
        var start = (int)resource.Offset;
        var length = section.GetReader(start, sizeof(int)).ReadInt32();
        return section.GetContent(start + sizeof(int), length);
    }

    /// <summary>Whether the type is a static class. Only its used members count, because it has no overrides, instances or layout.</summary>
    public bool IsStaticClass(TypeDefinition type) =>
        (type.Attributes & (TypeAttributes.Abstract | TypeAttributes.Sealed)) == (TypeAttributes.Abstract | TypeAttributes.Sealed)
            && type.GetInterfaceImplementations().Count == 0
        || Metadata.StringComparer.StartsWith(type.Name, "<PrivateImplementationDetails>") && type.GetDeclaringType().IsNil;

    public void Dispose() => _pe.Dispose();
}
