using Fusionize.Shared;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Fusionize.Build.Fusing;

/// <summary>The members of a host that are kept, in the order in which they were reached.</summary>
internal sealed record KeptMembers(
    IReadOnlyList<TypeDefinition> Types,
    IReadOnlyList<MethodDefinition> Methods,
    IReadOnlyList<FieldDefinition> Fields
);

/// <summary>Finds the members that <c>Main</c> reaches when the properties of <c>Part</c> have a group's values.</summary>
internal sealed class HostReach
{
    private const string Dispatcher = $"{Names.GeneratedNamespace}.GroupDispatcher";
    private const string StateMachine = "System.Runtime.CompilerServices.AsyncStateMachineAttribute";

    private readonly ModuleDefinition _module;
    private readonly GroupParts _parts;
    private readonly ILookup<string, string> _derived;
    private readonly JsonTable? _json;
    private readonly HashSet<string> _jsonTypes = new(StringComparer.Ordinal);
    private readonly Dictionary<MethodDefinition, StaticConstructor> _constructors = [];

    private readonly HashSet<IMetadataTokenProvider> _seen = [];
    private readonly List<TypeDefinition> _types = [];
    private readonly List<MethodDefinition> _methods = [];
    private readonly List<FieldDefinition> _fields = [];
    private readonly Queue<MethodDefinition> _open = new();

    /// <param name="module">The host.</param>
    /// <param name="parts">The group's parts.</param>
    /// <param name="derived">Derived types that JSON values may have, although no code refers to them.</param>
    public HostReach(ModuleDefinition module, GroupParts parts, ILookup<string, string> derived)
    {
        (_module, _parts, _derived) = (module, parts, derived);
        _json = JsonTable.Of(module);
    }

    public KeptMembers Follow()
    {
        Method(_module.EntryPoint);
        while (_open.TryDequeue(out var method))
            Body(method);
        if (_json is not null && _seen.Contains(_json.Method))
            _json.Keep(_jsonTypes);
        foreach (var constructor in _constructors.Values)
            constructor.Write();
        return new KeptMembers(_types, _methods, _fields);
    }

    private void Body(MethodDefinition method)
    {
        Type(method.ReturnType);
        foreach (var parameter in method.Parameters)
            Type(parameter.ParameterType);
        // The attribute contains the type as a string. After the attribute was read, Cecil writes it again with the type's new name.
        foreach (var attribute in method.CustomAttributes.Where(a => a.AttributeType.FullName == StateMachine))
            if (attribute.ConstructorArguments is [{ Value: TypeReference machine }])
                Type(machine);
        if (!method.HasBody || method == _json?.Method || _constructors.ContainsKey(method))
            return;
        PartFolding.Apply(method, _parts);
        if (method.Name == "DispatchAsync" && method.DeclaringType.FullName == Dispatcher)
            DispatchTree.Apply(method);
        foreach (var variable in method.Body.Variables)
            Type(variable.VariableType);
        foreach (var handler in method.Body.ExceptionHandlers)
            Type(handler.CatchType);
        foreach (var instruction in method.Body.Instructions)
            Operand(method, instruction);
    }

    private void Operand(MethodDefinition method, Instruction instruction)
    {
        switch (instruction.Operand)
        {
            case MethodReference called:
                Method(called);
                break;
            case FieldReference field:
                Field(field);
                break;
            case TypeReference type:
                Type(type);
                break;
        }
        if (_json is not null && IsOfContext(method.DeclaringType))
            foreach (var type in JsonTypesIn(instruction.Operand))
                Json(type);
    }

    private void Method(MethodReference method)
    {
        Type(method.DeclaringType);
        if (method is GenericInstanceMethod generic)
            foreach (var argument in generic.GenericArguments)
                Type(argument);
        if (IsOwn(method.DeclaringType) && method.Resolve() is { } own && _seen.Add(own))
        {
            _methods.Add(own);
            _open.Enqueue(own);
        }
    }

    private void Field(FieldReference reference)
    {
        Type(reference.DeclaringType);
        if (!IsOwn(reference.DeclaringType) || reference.Resolve() is not { } field || !_seen.Add(field))
            return;
        _fields.Add(field);
        Type(field.FieldType);
        if (!field.IsStatic || field.DeclaringType.Methods.FirstOrDefault(m => m is { IsConstructor: true, IsStatic: true }) is not { } constructor)
            return;
        if (!_constructors.TryGetValue(constructor, out var statements))
            _constructors[constructor] = statements = new StaticConstructor(constructor);
        Method(constructor);
        foreach (var instruction in statements.Need(field))
            Operand(constructor, instruction);
    }

    private void Type(TypeReference? type)
    {
        switch (type)
        {
            case null or GenericParameter:
                return;
            case GenericInstanceType generic:
                foreach (var argument in generic.GenericArguments)
                    Type(argument);
                Type(generic.ElementType);
                return;
            case TypeSpecification specification:
                Type(specification.ElementType);
                return;
        }
        if (!IsOwn(type) || type.Resolve() is not { } own || !_seen.Add(own))
            return;
        _types.Add(own);
        Type(own.DeclaringType);
        Type(own.BaseType);
        foreach (var implemented in own.Interfaces)
            Type(implemented.InterfaceType);
        if (own.IsValueType)
            foreach (var field in own.Fields.Where(f => !f.IsStatic))
                Field(field);
        foreach (var method in own.Methods.Where(m => m.IsVirtual && !IsIdle(m)))
            Method(method);
    }

    /// <summary>Whether an override has the same effect as the base class's method.</summary>
    private bool IsIdle(MethodDefinition method)
    {
        if (method.DeclaringType.FullName != Dispatcher)
            return false;
        if (method.Name == "ShutDownAsync")
            return !_parts.Has.Contains(HostParts.FunctionObjects);
        if (method.Name is not ("Connect" or "WarmUp" or "RoutesOf" or "TriggersOf"))
            return false;
        PartFolding.Apply(method, _parts);
        return method.Body.Instructions is [{ OpCode.Code: Code.Ret }] or [{ OpCode.Code: Code.Ldnull }, { OpCode.Code: Code.Ret }];
    }

    private void Json(string type)
    {
        if (!_jsonTypes.Add(type))
            return;
        foreach (var maker in _json!.Makers(type))
            Method(maker);
        foreach (var derived in _derived[type])
            Json(derived);
    }

    /// <summary>The types whose metadata the context's code may request: its type arguments and type tokens.</summary>
    private static IEnumerable<string> JsonTypesIn(object? operand) =>
        operand switch
        {
            GenericInstanceMethod method => [.. Parts(method.DeclaringType), .. method.GenericArguments.SelectMany(WithParts), .. ElementOf(method)],
            MethodReference method => Parts(method.DeclaringType),
            TypeReference type => WithParts(type),
            _ => [],
        };

    private static IEnumerable<string> WithParts(TypeReference type) => Parts(type).Prepend(type.FullName);

    private static IEnumerable<string> Parts(TypeReference type) =>
        type switch
        {
            GenericInstanceType generic => generic.GenericArguments.SelectMany(WithParts),
            TypeSpecification specification => WithParts(specification.ElementType),
            _ => [],
        };

    /// <summary>The element type of a collection that isn't generic.</summary>
    private static IEnumerable<string> ElementOf(GenericInstanceMethod method) =>
        method.GenericArguments.Count == 1 && method.Name.StartsWith("CreateI", StringComparison.Ordinal) ? ["System.Object"] : [];

    private static bool IsOfContext(TypeDefinition? type) =>
        type is not null && (type.FullName == JsonTable.Context || IsOfContext(type.DeclaringType));

    private bool IsOwn(TypeReference type) => type.GetElementType().Scope == _module;
}
