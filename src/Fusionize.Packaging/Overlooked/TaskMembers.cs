using System.Collections.Immutable;
using System.Reflection.Metadata;
using Fusionize.Packaging.Metadata;

namespace Fusionize.Packaging.Overlooked;

/// <summary>The methods of all tasks, and the interface members that they implement.</summary>
internal sealed class TaskMembers
{
    private readonly ImmutableArray<ScannedAssembly> _assemblies;
    private readonly Dictionary<(string Assembly, string Type), (ScannedAssembly Assembly, TypeDefinitionHandle Type)> _types = [];

    // Assembly, type, name and signature → the task's id.
    private readonly Dictionary<(string Assembly, string Type, string Member), string> _members = [];
    private readonly HashSet<string> _owners = new(StringComparer.Ordinal);

    public TaskMembers(ImmutableArray<ScannedAssembly> assemblies)
    {
        _assemblies = assemblies;
        var tasks = assemblies.SelectMany(a => a.ListedTasks().Select(t => (Assembly: a, t.Method, t.Id))).ToList();
        foreach (var (assembly, method, id) in tasks)
            Add(assembly, assembly.Metadata.GetMethodDefinition(method).GetDeclaringType(), method, id);
        AddInterfaces(tasks);
    }

    public bool IsEmpty => _members.Count == 0;

    public bool MayBeUsedIn(ScannedAssembly assembly) => _owners.Contains(assembly.Name) || assembly.References.Overlaps(_owners);

    /// <summary>The tokens of the members in an assembly's code.</summary>
    public Dictionary<EntityHandle, string> TokensIn(ScannedAssembly assembly)
    {
        var metadata = assembly.Metadata;
        var found = new Dictionary<EntityHandle, string>();
        if (_owners.Contains(assembly.Name))
            foreach (var handle in metadata.MethodDefinitions)
                if (
                    _members.TryGetValue(
                        (
                            assembly.Name,
                            MetadataNames.Of(metadata, metadata.GetMethodDefinition(handle).GetDeclaringType()),
                            assembly.Text.Key(handle)
                        ),
                        out var own
                    )
                )
                    found[handle] = own;
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (
                member.GetKind() == MemberReferenceKind.Method
                && TypeOf(assembly, member.Parent) is { } type
                && _owners.Contains(type.Assembly)
                && _members.TryGetValue((type.Assembly, type.Type, KeyOf(assembly, member)), out var task)
            )
                found[handle] = task;
        }
        return found;
    }

    private static string KeyOf(ScannedAssembly assembly, MemberReference member) =>
        assembly.Metadata.GetString(member.Name) + assembly.Text.Of(member.DecodeMethodSignature(assembly.Text, null));

    private void Add(ScannedAssembly assembly, TypeDefinitionHandle type, MethodDefinitionHandle method, string id)
    {
        _members[(assembly.Name, MetadataNames.Of(assembly.Metadata, type), assembly.Text.Key(method))] = id;
        _owners.Add(assembly.Name);
    }

    /// <summary>
    /// Members of the application's interfaces only, since too much code calls those of the framework. Inherited members count. Implementations are
    /// matched by name and number of parameters, since the signature of a generic interface differs from that of its implementation.
    /// </summary>
    private void AddInterfaces(List<(ScannedAssembly Assembly, MethodDefinitionHandle Method, string Id)> tasks)
    {
        var byType = tasks.ToLookup(t =>
            (t.Assembly.Name, MetadataNames.Of(t.Assembly.Metadata, t.Assembly.Metadata.GetMethodDefinition(t.Method).GetDeclaringType()))
        );
        var owners = tasks.Select(static t => t.Assembly.Name).ToHashSet(StringComparer.Ordinal);
        var candidates = _assemblies.Where(a => owners.Contains(a.Name) || a.References.Overlaps(owners)).ToList();
        if (candidates.Count == 0)
            return;
        foreach (var assembly in _assemblies)
            foreach (var type in assembly.Metadata.TypeDefinitions)
                _types.TryAdd((assembly.Name, MetadataNames.Of(assembly.Metadata, type)), (assembly, type));
        foreach (var assembly in candidates)
            foreach (var type in assembly.Metadata.TypeDefinitions)
                if (InterfacesOf(assembly, type) is { Count: > 0 } interfaces)
                    foreach (var task in TasksOf(assembly, type, byType))
                        foreach (var declaring in interfaces)
                            AddImplemented(declaring, task);
    }

    private void AddImplemented(
        (ScannedAssembly Assembly, TypeDefinitionHandle Type) declaring,
        (ScannedAssembly Assembly, MethodDefinitionHandle Method, string Id) task
    )
    {
        var method = task.Assembly.Metadata.GetMethodDefinition(task.Method);
        var name = task.Assembly.Metadata.GetString(method.Name);
        var parameters = method.DecodeSignature(task.Assembly.Text, null).ParameterTypes.Length;
        var metadata = declaring.Assembly.Metadata;
        foreach (var handle in metadata.GetTypeDefinition(declaring.Type).GetMethods())
        {
            var member = metadata.GetMethodDefinition(handle);
            if (
                metadata.StringComparer.Equals(member.Name, name)
                && member.DecodeSignature(declaring.Assembly.Text, null).ParameterTypes.Length == parameters
            )
                Add(declaring.Assembly, declaring.Type, handle, task.Id);
        }
    }

    private IEnumerable<(ScannedAssembly Assembly, MethodDefinitionHandle Method, string Id)> TasksOf(
        ScannedAssembly assembly,
        TypeDefinitionHandle type,
        ILookup<(string, string), (ScannedAssembly Assembly, MethodDefinitionHandle Method, string Id)> byType
    )
    {
        (ScannedAssembly Assembly, TypeDefinitionHandle Type)? declaring = (assembly, type);
        while (declaring is var (owner, handle))
        {
            foreach (var task in byType[(owner.Name, MetadataNames.Of(owner.Metadata, handle))])
                yield return task;
            declaring = Definition(owner, owner.Metadata.GetTypeDefinition(handle).BaseType);
        }
    }

    private List<(ScannedAssembly Assembly, TypeDefinitionHandle Type)> InterfacesOf(ScannedAssembly assembly, TypeDefinitionHandle type)
    {
        var found = new List<(ScannedAssembly Assembly, TypeDefinitionHandle Type)>();
        Collect(assembly, type);
        return found;

        void Collect(ScannedAssembly from, TypeDefinitionHandle of)
        {
            foreach (var handle in from.Metadata.GetTypeDefinition(of).GetInterfaceImplementations())
                if (Definition(from, from.Metadata.GetInterfaceImplementation(handle).Interface) is { } declaring && !found.Contains(declaring))
                {
                    found.Add(declaring);
                    Collect(declaring.Assembly, declaring.Type);
                }
        }
    }

    private (ScannedAssembly Assembly, TypeDefinitionHandle Type)? Definition(ScannedAssembly from, EntityHandle handle) =>
        TypeOf(from, handle) is { } type && _types.TryGetValue((type.Assembly, type.Type), out var found) ? found : null;

    /// <summary>The assembly and the name of a type; for a generic type, those of its definition.</summary>
    private static (string Assembly, string Type)? TypeOf(ScannedAssembly from, EntityHandle handle)
    {
        var metadata = from.Metadata;
        if (handle.IsNil)
            return null;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                return (from.Name, MetadataNames.Of(metadata, (TypeDefinitionHandle)handle));
            case HandleKind.TypeReference:
                EntityHandle scope = handle;
                while (scope.Kind == HandleKind.TypeReference)
                    scope = metadata.GetTypeReference((TypeReferenceHandle)scope).ResolutionScope;
                return scope.Kind == HandleKind.AssemblyReference
                    ? (
                        metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name),
                        MetadataNames.Of(metadata, (TypeReferenceHandle)handle)
                    )
                    : null;
            case HandleKind.TypeSpecification:
                var signature = metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)handle).Signature);
                if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
                    return null;
                signature.ReadByte(); // class or value type
                return TypeOf(from, signature.ReadTypeHandle());
            default:
                return null;
        }
    }
}
