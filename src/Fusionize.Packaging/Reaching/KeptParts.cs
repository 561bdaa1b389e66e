using System.Collections.Frozen;

namespace Fusionize.Packaging.Reaching;

/// <summary>The parts of an assembly that the linker kept.</summary>
/// <param name="References">The assemblies that it refers to.</param>
/// <param name="Types">The types' names with their kept members.</param>
internal sealed record KeptParts(FrozenSet<string> References, FrozenDictionary<string, KeptMembers> Types)
{
    public static KeptParts Read(string linked)
    {
        using var assembly = new AppAssembly(linked);
        var metadata = assembly.Metadata;
        return new KeptParts(
            metadata.AssemblyReferences.Select(r => metadata.GetString(metadata.GetAssemblyReference(r).Name)).ToFrozenSet(StringComparer.Ordinal),
            assembly.Types.ToFrozenDictionary(
                t => t.Key,
                t => new KeptMembers(
                    [.. assembly.Methods(t.Value).Select(m => m.Key)],
                    [.. metadata.GetTypeDefinition(t.Value).GetFields().Select(f => metadata.GetString(metadata.GetFieldDefinition(f).Name))]
                )
            )
        );
    }
}

/// <summary>Methods by name and signature, fields by name.</summary>
internal sealed record KeptMembers(HashSet<string> Methods, HashSet<string> Fields);
