using System.Collections.Frozen;
using System.Text;
using Fusionize.Packaging.Fusing;
using Mono.Cecil;

namespace Fusionize.Build.Fusing;

/// <summary>
/// Removes the version from the application's own assemblies if nothing in a group reads it. In CI each build has another version, which would change
/// every zip.
/// </summary>
internal static class VersionStripping
{
    private static readonly Version s_none = new(0, 0, 0, 0);

    private static readonly FrozenSet<string> s_attributes = new[]
    {
        "System.Reflection.AssemblyFileVersionAttribute",
        "System.Reflection.AssemblyInformationalVersionAttribute",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Members through which code reads a version.</summary>
    private static readonly FrozenSet<string> s_readers = new[]
    {
        "System.Reflection.Assembly::GetName",
        "System.Reflection.Assembly::get_FullName",
        "System.Reflection.Assembly::ToString",
        "System.Reflection.Assembly::GetCustomAttributes",
        "System.Reflection.Assembly::GetCustomAttributesData",
        "System.Reflection.Assembly::get_CustomAttributes",
        "System.Reflection.AssemblyName::get_Version",
        "System.Reflection.AssemblyName::GetAssemblyName",
        "System.Reflection.AssemblyFileVersionAttribute::get_Version",
        "System.Reflection.AssemblyInformationalVersionAttribute::get_InformationalVersion",
        "System.Type::get_AssemblyQualifiedName",
        "System.Diagnostics.FileVersionInfo::GetVersionInfo",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <param name="own">The application's own assemblies after linking.</param>
    /// <param name="host">The group's host.</param>
    public static void Apply(IReadOnlyCollection<string> own, string host)
    {
        var names = own.Select(f => Path.GetFileNameWithoutExtension(f)).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        var modules = own.Append(host).ToDictionary(f => f, Read);
        try
        {
            if (own.Any(f => Reads(modules[f], File.ReadAllBytes(f), names)))
                return;
            foreach (var (file, module) in modules)
            {
                if (names.Contains(module.Assembly.Name.Name))
                    Strip(module.Assembly);
                foreach (var reference in module.AssemblyReferences.Where(r => names.Contains(r.Name)))
                    reference.Version = s_none;
                module.Write(file, new WriterParameters { DeterministicMvid = true });
            }
        }
        finally
        {
            foreach (var module in modules.Values)
                module.Dispose();
        }
    }

    private static ModuleDefinition Read(string file)
    {
        var image = File.ReadAllBytes(file);
        // The Windows file properties contain the version.
        LinkedAssembly.DropResources(image);
        return ModuleDefinition.ReadModule(new MemoryStream(image));
    }

    private static void Strip(AssemblyDefinition assembly)
    {
        assembly.Name.Version = s_none;
        foreach (var attribute in assembly.CustomAttributes.Where(a => s_attributes.Contains(a.AttributeType.FullName)).ToList())
            assembly.CustomAttributes.Remove(attribute);
    }

    private static bool Reads(ModuleDefinition module, byte[] image, IEnumerable<string> names) =>
        module.GetMemberReferences().Any(m => s_readers.Contains($"{m.DeclaringType.FullName}::{m.Name}"))
        // An assembly-qualified type name in an attribute or a string.
        || names.Any(n =>
            image.AsSpan().IndexOf(Encoding.UTF8.GetBytes(n + ", Version=")) >= 0
            || image.AsSpan().IndexOf(Encoding.Unicode.GetBytes(n + ", Version=")) >= 0
        );
}
