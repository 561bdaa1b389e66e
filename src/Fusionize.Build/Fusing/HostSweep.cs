using System.Collections.Frozen;
using System.Globalization;
using Fusionize.Shared;
using Mono.Cecil;
using Mono.Collections.Generic;

namespace Fusionize.Build.Fusing;

/// <summary>Removes the members of a host that aren't kept. The others get an order and names that don't depend on the removed members.</summary>
internal static class HostSweep
{
    private const string Literals = "<PrivateImplementationDetails>";

    private const string Nulls = $"{Names.GeneratedNamespace}.{HostParts.Nulls}";

    /// <summary>Attributes that only the compiler and its generators read. They name types of the whole application.</summary>
    private static readonly FrozenSet<string> s_unread = new[]
    {
        "JsonSerializableAttribute",
        "JsonSourceGenerationOptionsAttribute",
        "GeneratedCodeAttribute",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static void Apply(ModuleDefinition module, KeptMembers kept)
    {
        var types = kept.Types.ToLookup(t => t.DeclaringType);
        var methods = kept.Methods.ToLookup(m => m.DeclaringType);
        var fields = kept.Fields.ToLookup(f => f.DeclaringType);
        Replace(module.Types, module.Types.Where(t => t.Name == "<Module>").Concat(kept.Types.Where(t => t.DeclaringType is null)).ToList());
        foreach (var type in kept.Types)
        {
            foreach (var attribute in type.CustomAttributes.Where(a => s_unread.Contains(a.AttributeType.Name)).ToList())
                type.CustomAttributes.Remove(attribute);
            type.Properties.Clear();
            type.Events.Clear();
            Replace(type.NestedTypes, types[type].ToList());
            Replace(type.Methods, methods[type].ToList());
            // All fields of a struct are kept, because they are its layout.
            Replace(type.Fields, type.IsValueType ? type.Fields.ToList() : fields[type].ToList());
        }
        foreach (var type in kept.Types)
            Rename(type);
    }

    private static void Replace<T>(Collection<T> all, List<T> kept)
    {
        all.Clear();
        foreach (var item in kept)
            all.Add(item);
    }

    private static void Rename(TypeDefinition type)
    {
        if (type.FullName.StartsWith(Literals, StringComparison.Ordinal))
            return;
        var number = 0;
        // The compiler numbers the types of lambdas and asynchronous methods over the whole application.
        foreach (var nested in type.NestedTypes.Where(t => t.Name.StartsWith('<')))
            nested.Name =
                nested.IsValueType && nested.Name.LastIndexOf("__", StringComparison.Ordinal) is var end and > 0
                    ? string.Create(CultureInfo.InvariantCulture, $"{nested.Name[..end]}__{number++}")
                    : string.Create(CultureInfo.InvariantCulture, $"<>{number++}");
        var isNumbered = type.FullName is JsonTable.Context or Nulls;
        if (!isNumbered && !(type.Name.StartsWith('<') && !type.IsValueType))
        {
            foreach (var method in type.Methods.Where(m => m.Name.StartsWith('<') && m.Name.Contains(">g__", StringComparison.Ordinal)))
                method.Name = string.Create(CultureInfo.InvariantCulture, $"{method.Name[..method.Name.LastIndexOf('|')]}|{number++}");
            return;
        }
        // Methods without a body and overrides are matched by their names.
        foreach (var method in type.Methods.Where(m => m is { IsConstructor: false, HasBody: true } && (!m.IsVirtual || m.HasOverrides)))
            method.Name = Short(number++);
        foreach (var field in type.Fields)
            field.Name = Short(number++);
    }

    private static string Short(int number) => string.Create(CultureInfo.InvariantCulture, $"_{number}");
}
