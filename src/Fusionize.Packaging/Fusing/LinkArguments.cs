using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using Fusionize.Setups.Manifests;

namespace Fusionize.Packaging.Fusing;

/// <summary>Writes the linker's response file for one group.</summary>
internal static class LinkArguments
{
    /// <param name="host">The group's compiled host.</param>
    /// <param name="assemblies">The application's assemblies, packages included.</param>
    /// <param name="framework">The framework's reference assemblies. They are resolved, but never changed.</param>
    /// <param name="kept">Names of assemblies that must stay whole.</param>
    /// <param name="policy">How much may be trimmed.</param>
    /// <param name="isTrimmable">Whether an assembly declares that it is trimmable.</param>
    /// <param name="noWarn">Warnings to suppress.</param>
    /// <param name="switches">Task switches.</param>
    /// <param name="attributes">The file with the attributes to remove.</param>
    /// <param name="output">The linker's output folder.</param>
    public static string Write(
        string host,
        IEnumerable<AppFile> assemblies,
        IEnumerable<string> framework,
        IReadOnlySet<string> kept,
        LinkPolicy policy,
        Func<string, bool> isTrimmable,
        IEnumerable<string> noWarn,
        IReadOnlyDictionary<string, bool> switches,
        string attributes,
        string output
    )
    {
        var text = new StringBuilder();
        void Line(string option, params ReadOnlySpan<string> values)
        {
            text.Append(option);
            foreach (var value in values)
                text.Append(' ').Append(Quote(value));
            text.Append('\n');
        }

        Line("-a", host, "EntryPoint");
        Line("-out", output);
        Line("--action", "link", Path.GetFileNameWithoutExtension(host));
        foreach (var assembly in assemblies)
        {
            // An assembly that must stay whole is a root like the host: everything that any part of it needs stays, too.
            if (kept.Contains(assembly.Name))
                Line("-a", assembly.Path, "all");
            else
                Line("-reference", assembly.Path);
            Line("--action", Action(assembly, kept, policy, isTrimmable), assembly.Name);
        }
        foreach (var reference in framework)
        {
            Line("-reference", reference);
            Line("--action", "skip", Path.GetFileNameWithoutExtension(reference));
        }
        foreach (var (name, value) in switches)
            Line("--feature", name, value ? "true" : "false");
        Line("--link-attributes", attributes);
        // The linker doesn't read the framework's code, so members that only the framework calls seem unused, and types that only the framework
        // creates seem never created: JsonSerializerContext's resolver interface, `catch (Exception e) when (e is SocketException)`.
        Line("--disable-opt", "unusedinterfaces");
        Line("--disable-opt", "unusedtypechecks");
        // The module's id is a hash of the content, and there is no time stamp, so that equal input results in equal bytes.
        Line("--deterministic");
        // Keeps parameter names and similar metadata, which dependency injection containers and error messages may read.
        Line("--keep-metadata", "all");
        // One warning per package, because only its author can fix it. Warnings about the application's own code are reported one by one.
        Line("--singlewarn");
        foreach (var own in assemblies.Where(a => a.Package is null))
            Line("--singlewarn-", own.Name);
        Line("--singlewarn-", Path.GetFileNameWithoutExtension(host));
        // A package that is kept whole loses nothing, so its warnings don't matter.
        Line("--nowarn", string.Join(';', noWarn.Prepend("IL2121").Prepend("IL2104")));
        return text.ToString();
    }

    private static string Action(AppFile assembly, IReadOnlySet<string> kept, LinkPolicy policy, Func<string, bool> isTrimmable)
    {
        if (kept.Contains(assembly.Name))
            return "copy";
        return policy == LinkPolicy.All || assembly.Package is null || isTrimmable(assembly.Path) ? "link" : "copyused";
    }

    public static bool IsTrimmable(string file)
    {
        using var stream = File.OpenRead(file);
        using var pe = new PEReader(stream);
        return AssemblyManifest.MetadataValue(pe.GetMetadataReader(), "IsTrimmable") is { } value
            && bool.TryParse(value, out var trimmable)
            && trimmable;
    }

    private static string Quote(string value) =>
        '"' + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';
}
