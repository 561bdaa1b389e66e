using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Fusionize.Packaging.Metadata;

namespace Fusionize.Tests.Infrastructure;

/// <summary>A type of one namespace that names a type of another one.</summary>
internal readonly record struct TypeReference(string From, string FromType, string To, string ToType);

/// <summary>
/// Reads which namespace uses which from a built assembly: base types, interfaces, fields, signatures, attributes and everything that code names.
/// Constants leave no trace in an assembly, so a namespace that uses only another one's constants doesn't count.
/// </summary>
internal sealed class NamespaceReferences
{
    private readonly MetadataReader _metadata;
    private readonly PEReader _file;
    private readonly HashSet<TypeReference> _found = [];

    private NamespaceReferences(PEReader file)
    {
        _file = file;
        _metadata = file.GetMetadataReader();
    }

    /// <summary>The references between the namespaces that begin with <paramref name="prefix"/>; those within one namespace left out.</summary>
    public static IReadOnlySet<TypeReference> In(string assembly, string prefix)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var references = new NamespaceReferences(file);
        foreach (var type in references._metadata.TypeDefinitions)
            references.Read(type);
        return references._found.Where(r => r.From != r.To && IsBelow(r.From, prefix) && IsBelow(r.To, prefix)).ToHashSet();
    }

    private static bool IsBelow(string name, string prefix) => name == prefix || name.StartsWith(prefix + ".", StringComparison.Ordinal);

    private void Read(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        var signatures = new Signatures();
        Use(handle, type.BaseType);
        Use(handle, type.GetCustomAttributes());
        foreach (var implemented in type.GetInterfaceImplementations())
            Use(handle, _metadata.GetInterfaceImplementation(implemented).Interface);
        foreach (var parameter in type.GetGenericParameters())
            Use(handle, parameter);
        foreach (var field in type.GetFields().Select(_metadata.GetFieldDefinition))
        {
            Use(handle, field.DecodeSignature(signatures, null));
            Use(handle, field.GetCustomAttributes());
        }
        foreach (var property in type.GetProperties())
            Use(handle, _metadata.GetPropertyDefinition(property).GetCustomAttributes());
        foreach (var method in type.GetMethods().Select(_metadata.GetMethodDefinition))
        {
            Use(handle, method.DecodeSignature(signatures, null));
            Use(handle, method.GetCustomAttributes());
            foreach (var parameter in method.GetGenericParameters())
                Use(handle, parameter);
            if (method.RelativeVirtualAddress != 0)
                ReadCode(handle, _file.GetMethodBody(method.RelativeVirtualAddress), signatures);
        }
    }

    private void ReadCode(TypeDefinitionHandle from, MethodBodyBlock body, Signatures signatures)
    {
        if (!body.LocalSignature.IsNil)
        {
            foreach (var local in _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(signatures, null))
                Use(from, local);
        }
        foreach (var caught in body.ExceptionRegions.Where(r => r.Kind == ExceptionRegionKind.Catch))
            Use(from, caught.CatchType);
        foreach (var token in IlTokens.In(body.GetILBytes()!))
            Use(from, token);
    }

    private void Use(TypeDefinitionHandle from, GenericParameterHandle parameter)
    {
        foreach (var constraint in _metadata.GetGenericParameter(parameter).GetConstraints())
            Use(from, _metadata.GetGenericParameterConstraint(constraint).Type);
    }

    private void Use(TypeDefinitionHandle from, CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes)
            Use(from, _metadata.GetCustomAttribute(attribute).Constructor);
    }

    private void Use(TypeDefinitionHandle from, MethodSignature<List<EntityHandle>> signature)
    {
        Use(from, signature.ReturnType);
        foreach (var parameter in signature.ParameterTypes)
            Use(from, parameter);
    }

    private void Use(TypeDefinitionHandle from, List<EntityHandle> types)
    {
        foreach (var type in types)
            Use(from, type);
    }

    private void Use(TypeDefinitionHandle from, EntityHandle to)
    {
        if (to.IsNil)
            return;
        switch (to.Kind)
        {
            case HandleKind.TypeDefinition:
                Add(from, Name((TypeDefinitionHandle)to));
                break;
            case HandleKind.TypeReference:
                Add(from, Name((TypeReferenceHandle)to));
                break;
            case HandleKind.TypeSpecification:
                Use(from, _metadata.GetTypeSpecification((TypeSpecificationHandle)to).DecodeSignature(new Signatures(), null));
                break;
            case HandleKind.MethodDefinition:
                Use(from, _metadata.GetMethodDefinition((MethodDefinitionHandle)to).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                Use(from, _metadata.GetFieldDefinition((FieldDefinitionHandle)to).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                Use(from, _metadata.GetMemberReference((MemberReferenceHandle)to).Parent);
                break;
            case HandleKind.MethodSpecification:
                var method = _metadata.GetMethodSpecification((MethodSpecificationHandle)to);
                Use(from, method.Method);
                foreach (var argument in method.DecodeSignature(new Signatures(), null))
                    Use(from, argument);
                break;
        }
    }

    private void Add(TypeDefinitionHandle from, (string Space, string Type) to)
    {
        var (space, type) = Name(from);
        _found.Add(new TypeReference(space, type, to.Space, to.Type));
    }

    /// <summary>A nested type's namespace is that of the outermost one.</summary>
    private (string, string) Name(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
            type = _metadata.GetTypeDefinition(type.GetDeclaringType());
        return (_metadata.GetString(type.Namespace), _metadata.GetString(type.Name));
    }

    private (string, string) Name(TypeReferenceHandle handle)
    {
        var type = _metadata.GetTypeReference(handle);
        while (type.ResolutionScope.Kind == HandleKind.TypeReference)
            type = _metadata.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
        return (_metadata.GetString(type.Namespace), _metadata.GetString(type.Name));
    }

    /// <summary>The types that a signature names.</summary>
    private sealed class Signatures : ISignatureTypeProvider<List<EntityHandle>, object?>
    {
        public List<EntityHandle> GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => [handle];

        public List<EntityHandle> GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => [handle];

        public List<EntityHandle> GetTypeFromSpecification(
            MetadataReader reader,
            object? context,
            TypeSpecificationHandle handle,
            byte rawTypeKind
        ) => reader.GetTypeSpecification(handle).DecodeSignature(this, context);

        public List<EntityHandle> GetGenericInstantiation(List<EntityHandle> type, ImmutableArray<List<EntityHandle>> arguments) =>
            [.. type, .. arguments.SelectMany(a => a)];

        public List<EntityHandle> GetArrayType(List<EntityHandle> element, ArrayShape shape) => element;

        public List<EntityHandle> GetByReferenceType(List<EntityHandle> element) => element;

        public List<EntityHandle> GetFunctionPointerType(MethodSignature<List<EntityHandle>> signature) =>
            [.. signature.ReturnType, .. signature.ParameterTypes.SelectMany(t => t)];

        public List<EntityHandle> GetGenericMethodParameter(object? context, int index) => [];

        public List<EntityHandle> GetGenericTypeParameter(object? context, int index) => [];

        public List<EntityHandle> GetModifiedType(List<EntityHandle> modifier, List<EntityHandle> unmodified, bool isRequired) =>
            [.. modifier, .. unmodified];

        public List<EntityHandle> GetPinnedType(List<EntityHandle> element) => element;

        public List<EntityHandle> GetPointerType(List<EntityHandle> element) => element;

        public List<EntityHandle> GetPrimitiveType(PrimitiveTypeCode code) => [];

        public List<EntityHandle> GetSZArrayType(List<EntityHandle> element) => element;
    }
}
