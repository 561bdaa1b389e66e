using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Fusionize.Packaging.Metadata;

namespace Fusionize.Packaging.Explaining;

/// <summary>The code that some methods reach within a zip.</summary>
/// <param name="Assemblies">Assembly → the chain of calls into it, beginning with the starting method.</param>
/// <param name="Methods">The methods, as (assembly, token).</param>
internal sealed record Reached(IReadOnlyDictionary<ZipAssembly, ImmutableArray<string>> Assemblies, IReadOnlySet<(ZipAssembly, int)> Methods);

/// <summary>
/// Follows calls through a zip's assemblies. The result may be too large (all overrides of a virtual method in created types, all members of
/// generated types), but it contains everything that is called directly. Code that is only used by reflection isn't found.
/// </summary>
internal sealed class Reach(IReadOnlyDictionary<string, ZipAssembly> assemblies)
{
    private readonly HashSet<(ZipAssembly, int)> _methods = [];
    private readonly HashSet<(ZipAssembly, TypeDefinitionHandle)> _types = [];
    private readonly Dictionary<ZipAssembly, ImmutableArray<string>> _found = [];
    private readonly Queue<(ZipAssembly Assembly, MethodDefinitionHandle Method, ImmutableArray<string> Way)> _queue = new();

    public static Reached From(
        IReadOnlyDictionary<string, ZipAssembly> assemblies,
        IEnumerable<(ZipAssembly Assembly, MethodDefinitionHandle Method)> roots
    )
    {
        var reach = new Reach(assemblies);
        foreach (var (assembly, method) in roots)
            reach.Add(assembly, method, []);
        while (reach._queue.TryDequeue(out var next))
            reach.Walk(next.Assembly, next.Method, next.Way);
        return new Reached(reach._found, reach._methods);
    }

    private void Walk(ZipAssembly assembly, MethodDefinitionHandle handle, ImmutableArray<string> way)
    {
        var method = assembly.Metadata.GetMethodDefinition(handle);
        Touch(assembly, method.GetDeclaringType(), way);
        foreach (var token in IlTokens.In(assembly.Code(method)))
            Follow(assembly, token, way);
    }

    private void Follow(ZipAssembly assembly, EntityHandle token, ImmutableArray<string> way)
    {
        var metadata = assembly.Metadata;
        switch (token.Kind)
        {
            case HandleKind.MethodDefinition:
                Add(assembly, (MethodDefinitionHandle)token, way);
                break;
            case HandleKind.FieldDefinition:
                Touch(assembly, metadata.GetFieldDefinition((FieldDefinitionHandle)token).GetDeclaringType(), way);
                break;
            case HandleKind.MethodSpecification:
                var specification = metadata.GetMethodSpecification((MethodSpecificationHandle)token);
                Follow(assembly, specification.Method, way);
                foreach (var argument in specification.DecodeSignature(TypesInSignature.Instance, null).SelectMany(t => t))
                    FollowType(assembly, argument, way);
                break;
            case HandleKind.MemberReference:
                var member = metadata.GetMemberReference((MemberReferenceHandle)token);
                foreach (var (target, type) in Types(assembly, member.Parent))
                {
                    var name = metadata.GetString(member.Name);
                    foreach (var candidate in target.Metadata.GetTypeDefinition(type).GetMethods())
                        if (target.Metadata.StringComparer.Equals(target.Metadata.GetMethodDefinition(candidate).Name, name))
                            Add(target, candidate, way);
                    Touch(target, type, way);
                    break; // the following ones are the generic type's arguments
                }
                break;
            case HandleKind.TypeDefinition or HandleKind.TypeReference or HandleKind.TypeSpecification:
                FollowType(assembly, token, way);
                break;
        }
    }

    private void FollowType(ZipAssembly assembly, EntityHandle token, ImmutableArray<string> way)
    {
        foreach (var (target, type) in Types(assembly, token))
            Touch(target, type, way);
    }

    /// <summary>Using a type may run its static constructor and its overrides. For a compiler-generated type, all members count.</summary>
    private void Touch(ZipAssembly assembly, TypeDefinitionHandle handle, ImmutableArray<string> way)
    {
        if (!_types.Add((assembly, handle)))
            return;
        way = Enter(assembly, way, assembly.FullName(handle).Replace('/', '.'));
        var type = assembly.Metadata.GetTypeDefinition(handle);
        var isGenerated = assembly.Metadata.GetString(type.Name).StartsWith('<');
        foreach (var method in type.GetMethods())
        {
            var definition = assembly.Metadata.GetMethodDefinition(method);
            if (
                isGenerated
                || (definition.Attributes & System.Reflection.MethodAttributes.Virtual) != 0
                || assembly.Metadata.StringComparer.Equals(definition.Name, ".cctor")
            )
                Add(assembly, method, way);
        }
        if (!type.BaseType.IsNil)
            FollowType(assembly, type.BaseType, way);
    }

    private void Add(ZipAssembly assembly, MethodDefinitionHandle method, ImmutableArray<string> way)
    {
        if (!_methods.Add((assembly, MetadataTokens.GetToken(method))))
            return;
        _queue.Enqueue((assembly, method, Enter(assembly, way, assembly.Describe(method))));
    }

    /// <summary>Only the first chain of calls into an assembly is recorded.</summary>
    private ImmutableArray<string> Enter(ZipAssembly assembly, ImmutableArray<string> way, string name)
    {
        if (_found.ContainsKey(assembly))
            return way;
        return _found[assembly] = way.Add(name);
    }

    /// <summary>The zip's types that a token names; for a generic type, the type itself comes first.</summary>
    private IEnumerable<(ZipAssembly, TypeDefinitionHandle)> Types(ZipAssembly assembly, EntityHandle token)
    {
        switch (token.Kind)
        {
            case HandleKind.TypeDefinition:
                return [(assembly, (TypeDefinitionHandle)token)];
            case HandleKind.TypeReference:
                return Resolve(assembly, (TypeReferenceHandle)token) is { } found ? [found] : [];
            case HandleKind.TypeSpecification:
                return assembly
                    .Metadata.GetTypeSpecification((TypeSpecificationHandle)token)
                    .DecodeSignature(TypesInSignature.Instance, null)
                    .SelectMany(t => Types(assembly, t));
            case HandleKind.MethodDefinition:
                return [(assembly, assembly.Metadata.GetMethodDefinition((MethodDefinitionHandle)token).GetDeclaringType())];
            default:
                return [];
        }
    }

    private (ZipAssembly, TypeDefinitionHandle)? Resolve(ZipAssembly assembly, TypeReferenceHandle handle)
    {
        var metadata = assembly.Metadata;
        var type = metadata.GetTypeReference(handle);
        var name = metadata.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
            return
                Resolve(assembly, (TypeReferenceHandle)type.ResolutionScope) is var (target, outer)
                && target.Type(target.FullName(outer) + "/" + name) is { } nested
                ? (target, nested)
                : null;
        if (type.ResolutionScope.Kind != HandleKind.AssemblyReference)
            return null;
        var space = metadata.GetString(type.Namespace);
        var place = metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name);
        return assemblies.TryGetValue(place, out var found) && found.Type(space.Length == 0 ? name : space + "." + name) is { } definition
            ? (found, definition)
            : null;
    }
}
