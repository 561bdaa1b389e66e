using System.Collections.Immutable;
using System.Reflection.Metadata;
using Fusionize.Packaging.Metadata;

namespace Fusionize.Packaging.Reaching;

/// <summary>The meaning of a token as text, independent of its number.</summary>
/// <param name="metadata">The metadata that contains the tokens.</param>
/// <param name="withAssemblies">Whether names of types in other assemblies include the assembly, which the linker may change.</param>
internal sealed class MetadataText(MetadataReader metadata, bool withAssemblies) : ISignatureTypeProvider<string, object?>
{
    public string Of(EntityHandle handle) =>
        handle.IsNil
            ? ""
            : handle.Kind switch
            {
                HandleKind.TypeDefinition => MetadataNames.Of(metadata, (TypeDefinitionHandle)handle),
                HandleKind.TypeReference => Of((TypeReferenceHandle)handle),
                HandleKind.TypeSpecification => metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null),
                HandleKind.MethodDefinition => Of((MethodDefinitionHandle)handle),
                HandleKind.FieldDefinition => Of((FieldDefinitionHandle)handle),
                HandleKind.MemberReference => Of(metadata.GetMemberReference((MemberReferenceHandle)handle)),
                HandleKind.MethodSpecification => Of(metadata.GetMethodSpecification((MethodSpecificationHandle)handle)),
                HandleKind.StandaloneSignature => Of(metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle)),
                HandleKind.AssemblyReference => Of(metadata.GetAssemblyReference((AssemblyReferenceHandle)handle)),
                HandleKind.ModuleReference => "module " + metadata.GetString(metadata.GetModuleReference((ModuleReferenceHandle)handle).Name),
                HandleKind.AssemblyFile => "file " + metadata.GetString(metadata.GetAssemblyFile((AssemblyFileHandle)handle).Name),
                HandleKind.ExportedType => MetadataNames.Of(metadata, (ExportedTypeHandle)handle),
                _ => throw new BadImageFormatException($"A token of kind {handle.Kind} where a member was expected."),
            };

    /// <summary>Name and signature, which identify a method of a type.</summary>
    public string Key(MethodDefinitionHandle handle)
    {
        var method = metadata.GetMethodDefinition(handle);
        return metadata.GetString(method.Name) + Of(method.DecodeSignature(this, null));
    }

    public string Of(MethodSignature<string> signature) =>
        $" {signature.Header.RawValue}`{signature.GenericParameterCount} "
            + $"{signature.ReturnType}({string.Join(',', signature.ParameterTypes)}){signature.RequiredParameterCount}";

    private string Of(TypeReferenceHandle handle)
    {
        var name = MetadataNames.Of(metadata, handle);
        if (!withAssemblies)
            return name;
        EntityHandle scope = handle;
        while (scope.Kind == HandleKind.TypeReference)
            scope = metadata.GetTypeReference((TypeReferenceHandle)scope).ResolutionScope;
        return scope.Kind == HandleKind.AssemblyReference
            ? $"[{metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name)}]{name}"
            : name;
    }

    private string Of(MethodDefinitionHandle handle) => Of(metadata.GetMethodDefinition(handle).GetDeclaringType()) + "::" + Key(handle);

    private string Of(FieldDefinitionHandle handle)
    {
        var field = metadata.GetFieldDefinition(handle);
        return $"{Of(field.GetDeclaringType())}::{metadata.GetString(field.Name)} {field.DecodeSignature(this, null)}";
    }

    private string Of(MemberReference member) =>
        $"{Of(member.Parent)}::{metadata.GetString(member.Name)}"
        + (
            member.GetKind() == MemberReferenceKind.Method
                ? Of(member.DecodeMethodSignature(this, null))
                : " " + member.DecodeFieldSignature(this, null)
        );

    private string Of(MethodSpecification method) => $"{Of(method.Method)}<{string.Join(',', method.DecodeSignature(this, null))}>";

    private string Of(StandaloneSignature signature) =>
        signature.GetKind() == StandaloneSignatureKind.LocalVariables
            ? string.Join(',', signature.DecodeLocalSignature(this, null))
            : Of(signature.DecodeMethodSignature(this, null));

    private string Of(AssemblyReference assembly) =>
        $"{metadata.GetString(assembly.Name)} {assembly.Version} {metadata.GetString(assembly.Culture)} {(int)assembly.Flags} "
            + $"{Convert.ToHexString(metadata.GetBlobBytes(assembly.PublicKeyOrToken))}";

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        Kind(rawTypeKind) + Of((EntityHandle)handle);

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => Kind(rawTypeKind) + Of(handle);

    public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        Kind(rawTypeKind) + Of((EntityHandle)handle);

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
        $"{genericType}<{string.Join(',', typeArguments)}>";

    public string GetArrayType(string elementType, ArrayShape shape) =>
        $"{elementType}[{shape.Rank};{string.Join(',', shape.Sizes)};{string.Join(',', shape.LowerBounds)}]";

    public string GetByReferenceType(string elementType) => elementType + "&";

    public string GetFunctionPointerType(MethodSignature<string> signature) => "*" + Of(signature);

    public string GetGenericMethodParameter(object? genericContext, int index) => "!!" + index;

    public string GetGenericTypeParameter(object? genericContext, int index) => "!" + index;

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) =>
        $"{(isRequired ? "modreq" : "modopt")}({modifier}) {unmodifiedType}";

    public string GetPinnedType(string elementType) => "pinned " + elementType;

    public string GetPointerType(string elementType) => elementType + "*";

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

    public string GetSZArrayType(string elementType) => elementType + "[]";

    private static string Kind(byte rawTypeKind) => rawTypeKind == (byte)SignatureTypeKind.ValueType ? "value " : "";
}
