using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;

namespace Fusionize.Packaging.Reaching;

/// <summary>The content of an assembly's definitions as text or hash, independent of their token numbers.</summary>
internal sealed class AppContent(AppAssembly assembly)
{
    private readonly Dictionary<EntityHandle, string> _declarations = [];
    private readonly Dictionary<MethodDefinitionHandle, MethodContent> _bodies = [];

    private MetadataReader Metadata => assembly.Metadata;

    /// <summary>The assembly itself: names, attributes, resources, headers, without the parts that the linker always drops.</summary>
    /// <param name="isKept">Whether a reference to an assembly of that name is kept by the linker.</param>
    public string Assembly(Func<string, bool> isKept)
    {
        var definition = Metadata.GetAssemblyDefinition();
        var headers = assembly.Headers;
        var hash = new ContentHash()
            .Add(Metadata.GetString(definition.Name))
            .Add(definition.Version.ToString())
            .Add(Metadata.GetString(definition.Culture))
            .Add((int)definition.Flags)
            .Add((int)definition.HashAlgorithm)
            .Add(Metadata.GetBlobContent(definition.PublicKey))
            .Add(Metadata.GetString(Metadata.GetModuleDefinition().Name))
            .Add(Metadata.MetadataVersion)
            .Add((int)headers.CorHeader!.Flags)
            .Add((int)headers.CoffHeader.Machine)
            .Add((int)headers.CoffHeader.Characteristics)
            .Add((int)headers.PEHeader!.Subsystem)
            .Add((int)headers.PEHeader.DllCharacteristics)
            .AddAll(Attributes(definition.GetCustomAttributes().Where(a => !IsAssemblyMetadata(assembly, Metadata.GetCustomAttribute(a)))))
            .AddAll(Attributes(Metadata.GetModuleDefinition().GetCustomAttributes()))
            .AddAll(Securities(definition.GetDeclarativeSecurityAttributes()))
            .AddAll(
                Metadata
                    .AssemblyReferences.Where(r => isKept(Metadata.GetString(Metadata.GetAssemblyReference(r).Name)))
                    .Select(r => assembly.Text.Of(r))
            );
        foreach (var handle in Metadata.ExportedTypes)
        {
            var type = Metadata.GetExportedType(handle);
            hash.Add(assembly.Text.Of(handle))
                .Add((int)type.Attributes)
                .Add(assembly.Text.Of(type.Implementation))
                .AddAll(Attributes(type.GetCustomAttributes()));
        }
        foreach (var handle in Metadata.ManifestResources)
        {
            var resource = Metadata.GetManifestResource(handle);
            hash.Add(Metadata.GetString(resource.Name))
                .Add((int)resource.Attributes)
                .Add(assembly.Text.Of(resource.Implementation))
                .AddAll(Attributes(resource.GetCustomAttributes()));
            if (resource.Implementation.IsNil)
                hash.Add(assembly.Resource(resource));
        }
        return hash.ToString();
    }

    /// <summary>A type without its members.</summary>
    public string Type(TypeDefinitionHandle handle) => Remember(handle, () =>
        {
            var type = Metadata.GetTypeDefinition(handle);
            var layout = type.GetLayout();
            var hash = new ContentHash()
                .Add(assembly.Text.Of(handle))
                .Add((int)type.Attributes)
                .Add(assembly.Text.Of(type.BaseType))
                .Add(layout.PackingSize)
                .Add(layout.Size)
                .AddAll(GenericParameters(type.GetGenericParameters()))
                .AddAll(Attributes(type.GetCustomAttributes()))
                .AddAll(Securities(type.GetDeclarativeSecurityAttributes()));
            foreach (var implementation in type.GetInterfaceImplementations().Select(Metadata.GetInterfaceImplementation))
                hash.Add(assembly.Text.Of(implementation.Interface)).AddAll(Attributes(implementation.GetCustomAttributes()));
            foreach (var implementation in type.GetMethodImplementations().Select(Metadata.GetMethodImplementation))
                hash.Add(assembly.Text.Of(implementation.MethodBody)).Add(assembly.Text.Of(implementation.MethodDeclaration));
            return hash;
        });

    /// <summary>A method without its code.</summary>
    public string Method(MethodDefinitionHandle handle) => Remember(handle, () =>
        {
            var method = Metadata.GetMethodDefinition(handle);
            var hash = new ContentHash()
                .Add(assembly.Text.Of(handle))
                .Add((int)method.Attributes)
                .Add((int)method.ImplAttributes)
                .AddAll(GenericParameters(method.GetGenericParameters()))
                .AddAll(Attributes(method.GetCustomAttributes()))
                .AddAll(Securities(method.GetDeclarativeSecurityAttributes()));
            if ((method.Attributes & MethodAttributes.PinvokeImpl) != 0 && method.GetImport() is var import)
                hash.Add((int)import.Attributes).Add(Metadata.GetString(import.Name)).Add(assembly.Text.Of(import.Module));
            foreach (var parameter in method.GetParameters().Select(Metadata.GetParameter))
                hash.Add(parameter.SequenceNumber)
                    .Add(Metadata.GetString(parameter.Name))
                    .Add((int)parameter.Attributes)
                    .Add(Constant(parameter.GetDefaultValue()))
                    .Add(Blob(parameter.GetMarshallingDescriptor()))
                    .AddAll(Attributes(parameter.GetCustomAttributes()));
            return hash;
        });

    public string Field(FieldDefinitionHandle handle) => Remember(handle, () =>
        {
            var field = Metadata.GetFieldDefinition(handle);
            var hash = new ContentHash()
                .Add(assembly.Text.Of(handle))
                .Add((int)field.Attributes)
                .Add(field.GetOffset())
                .Add(Constant(field.GetDefaultValue()))
                .Add(Blob(field.GetMarshallingDescriptor()))
                .AddAll(Attributes(field.GetCustomAttributes()));
            if (field.GetRelativeVirtualAddress() is not 0 and var address)
                hash.Add(assembly.Data(address, SizeOf(field)));
            return hash;
        });

    public string Property(PropertyDefinitionHandle handle) => Remember(handle, () =>
        {
            var property = Metadata.GetPropertyDefinition(handle);
            var accessors = property.GetAccessors();
            return new ContentHash()
                .Add(Metadata.GetString(property.Name))
                .Add((int)property.Attributes)
                .Add(assembly.Text.Of(property.DecodeSignature(assembly.Text, null)))
                .Add(Constant(property.GetDefaultValue()))
                .Add(Name(accessors.Getter))
                .Add(Name(accessors.Setter))
                .AddAll(accessors.Others.Select(Name))
                .AddAll(Attributes(property.GetCustomAttributes()));
        });

    public string Event(EventDefinitionHandle handle) => Remember(handle, () =>
        {
            var @event = Metadata.GetEventDefinition(handle);
            var accessors = @event.GetAccessors();
            return new ContentHash()
                .Add(Metadata.GetString(@event.Name))
                .Add((int)@event.Attributes)
                .Add(assembly.Text.Of(@event.Type))
                .Add(Name(accessors.Adder))
                .Add(Name(accessors.Remover))
                .Add(Name(accessors.Raiser))
                .AddAll(accessors.Others.Select(Name))
                .AddAll(Attributes(@event.GetCustomAttributes()));
        });

    /// <summary>A method's code.</summary>
    public MethodContent Body(MethodDefinitionHandle handle)
    {
        if (!_bodies.TryGetValue(handle, out var content))
            _bodies[handle] = content = MethodContent.Read(assembly, Metadata.GetMethodDefinition(handle));
        return content;
    }

    /// <summary>Attributes by constructor and value, in their order.</summary>
    public IEnumerable<string> Attributes(IEnumerable<CustomAttributeHandle> attributes) =>
        attributes
            .Select(Metadata.GetCustomAttribute)
            .Select(a => assembly.Text.Of(a.Constructor) + " " + Convert.ToHexString(Metadata.GetBlobBytes(a.Value)));

    private string Remember(EntityHandle handle, Func<ContentHash> hash)
    {
        if (!_declarations.TryGetValue(handle, out var found))
            _declarations[handle] = found = hash().ToString();
        return found;
    }

    private IEnumerable<string> GenericParameters(IEnumerable<GenericParameterHandle> parameters)
    {
        foreach (var parameter in parameters.Select(Metadata.GetGenericParameter))
        {
            yield return $"{parameter.Index} {(int)parameter.Attributes} {Metadata.GetString(parameter.Name)}";
            foreach (var attribute in Attributes(parameter.GetCustomAttributes()))
                yield return attribute;
            foreach (var constraint in parameter.GetConstraints().Select(Metadata.GetGenericParameterConstraint))
            {
                yield return assembly.Text.Of(constraint.Type);
                foreach (var attribute in Attributes(constraint.GetCustomAttributes()))
                    yield return attribute;
            }
        }
    }

    private IEnumerable<string> Securities(IEnumerable<DeclarativeSecurityAttributeHandle> securities) =>
        securities
            .Select(Metadata.GetDeclarativeSecurityAttribute)
            .Select(s => $"{(int)s.Action} {Convert.ToHexString(Metadata.GetBlobBytes(s.PermissionSet))}");

    private string Constant(ConstantHandle handle) =>
        handle.IsNil ? ""
        : Metadata.GetConstant(handle) is var constant ? $"{constant.TypeCode} {Convert.ToHexString(Metadata.GetBlobBytes(constant.Value))}"
        : "";

    private ImmutableArray<byte> Blob(BlobHandle handle) => handle.IsNil ? [] : Metadata.GetBlobContent(handle);

    private string Name(MethodDefinitionHandle accessor) => accessor.IsNil ? "" : Metadata.GetString(Metadata.GetMethodDefinition(accessor).Name);

    /// <summary>Attributes that the linker removes, above all the manifest, because it changes with every edited line.</summary>
    public static bool IsAssemblyMetadata(AppAssembly assembly, CustomAttribute attribute) =>
        assembly.Keys.Of(attribute.Constructor).StartsWith("System.Reflection.AssemblyMetadataAttribute::", StringComparison.Ordinal);

    /// <summary>
    /// The size of data in the assembly is the size of its type. If that is unknown, all following data counts, so that nothing is missed.
    /// </summary>
    private int SizeOf(FieldDefinition field)
    {
        var type = field.DecodeSignature(assembly.Keys, null);
        return type switch
        {
            "Byte" or "SByte" or "Boolean" => 1,
            "Int16" or "UInt16" or "Char" => 2,
            "Int32" or "UInt32" or "Single" => 4,
            "Int64" or "UInt64" or "Double" => 8,
            _ when type.StartsWith("value ", StringComparison.Ordinal)
                    && assembly.Types.TryGetValue(type["value ".Length..], out var size)
                    && Metadata.GetTypeDefinition(size).GetLayout() is { IsDefault: false, Size: > 0 } layout => layout.Size,
            _ => int.MaxValue,
        };
    }
}
