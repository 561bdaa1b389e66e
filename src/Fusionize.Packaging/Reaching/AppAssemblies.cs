using System.Reflection.Metadata;
using Fusionize.Packaging.Metadata;

namespace Fusionize.Packaging.Reaching;

/// <summary>The application's own assemblies, as the compiler wrote them.</summary>
internal sealed class AppAssemblies : IDisposable
{
    private readonly Dictionary<string, AppAssembly> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<AppAssembly, AppContent> _contents = [];
    private readonly Lazy<ILookup<string, (AppAssembly, TypeDefinitionHandle)>> _types;

    public AppAssemblies(IEnumerable<string> files)
    {
        All = [.. files.Select(f => new AppAssembly(f))];
        foreach (var assembly in All)
            IsAmbiguous |= assembly.HasAmbiguousNames || !_byName.TryAdd(assembly.Name, assembly);
        _types = new(() =>
            All.SelectMany(a => a.Types.Select(t => (Name: PlainName(t.Key), Type: (a, t.Value))))
                .ToLookup(t => t.Name, t => t.Type, StringComparer.Ordinal)
        );
    }

    public IReadOnlyList<AppAssembly> All { get; }

    /// <summary>Whether a name may be ambiguous.</summary>
    public bool IsAmbiguous { get; }

    public AppContent ContentOf(AppAssembly assembly)
    {
        if (!_contents.TryGetValue(assembly, out var content))
            _contents[assembly] = content = new AppContent(assembly);
        return content;
    }

    /// <summary>Types by the name that C# or reflection has for them, without the number of type parameters.</summary>
    public IEnumerable<(AppAssembly Assembly, TypeDefinitionHandle Type)> TypesNamed(string name) => _types.Value[name];

    /// <summary>The application's type that a reference in one of its assemblies or in a host refers to.</summary>
    public (AppAssembly Assembly, TypeDefinitionHandle Type)? Type(AppAssembly from, TypeReferenceHandle handle)
    {
        EntityHandle scope = handle;
        while (scope.Kind == HandleKind.TypeReference)
            scope = from.Metadata.GetTypeReference((TypeReferenceHandle)scope).ResolutionScope;
        if (scope.Kind != HandleKind.AssemblyReference)
            return null;
        var name = from.Metadata.GetString(from.Metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name);
        return _byName.TryGetValue(name, out var assembly) && assembly.Types.TryGetValue(MetadataNames.Of(from.Metadata, handle), out var type)
            ? (assembly, type)
            : null;
    }

    /// <summary>The application's types that a token names.</summary>
    public IEnumerable<(AppAssembly Assembly, TypeDefinitionHandle Type)> Types(AppAssembly from, EntityHandle handle) =>
        handle.IsNil
            ? []
            : handle.Kind switch
            {
                HandleKind.TypeDefinition => [(from, (TypeDefinitionHandle)handle)],
                HandleKind.TypeReference => Type(from, (TypeReferenceHandle)handle) is { } type ? [type] : [],
                HandleKind.TypeSpecification => from
                    .Metadata.GetTypeSpecification((TypeSpecificationHandle)handle)
                    .DecodeSignature(TypesInSignature.Instance, null)
                    .SelectMany(t => Types(from, t)),
                _ => [],
            };

    /// <summary>The application's methods that a call may reach.</summary>
    public IEnumerable<(AppAssembly Assembly, MethodDefinitionHandle Method)> Methods(AppAssembly from, EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodDefinition:
                return [(from, (MethodDefinitionHandle)handle)];
            case HandleKind.MethodSpecification:
                return Methods(from, from.Metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method);
            case HandleKind.MemberReference:
                var member = from.Metadata.GetMemberReference((MemberReferenceHandle)handle);
                if (member.GetKind() != MemberReferenceKind.Method)
                    return [];
                if (member.Parent.Kind == HandleKind.MethodDefinition)
                    return [(from, (MethodDefinitionHandle)member.Parent)];
                var name = from.Metadata.GetString(member.Name);
                // For a generic type, the first one is the type itself. All overloads count.
                return Types(from, member.Parent)
                    .Take(1)
                    .SelectMany(t =>
                        t.Assembly.Metadata.GetTypeDefinition(t.Type)
                            .GetMethods()
                            .Where(m => t.Assembly.Metadata.StringComparer.Equals(t.Assembly.Metadata.GetMethodDefinition(m).Name, name))
                            .Select(m => (t.Assembly, m))
                    );
            default:
                return [];
        }
    }

    public void Dispose()
    {
        foreach (var assembly in All)
            assembly.Dispose();
    }

    private static string PlainName(string name)
    {
        var plain = name.Replace('/', '.');
        return plain.Contains('`', StringComparison.Ordinal) ? System.Text.RegularExpressions.Regex.Replace(plain, "`[0-9]+", "") : plain;
    }
}
