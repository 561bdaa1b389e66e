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
    /// <param name="framework">The framework's reference assemblies: resolved, never touched.</param>
    /// <param name="kept">Names of assemblies that must stay whole.</param>
    /// <param name="policy">How much may be cut.</param>
    /// <param name="isTrimmable">Whether an assembly declares that it may be cut.</param>
    /// <param name="noWarn">Warnings to leave out.</param>
    /// <param name="switches">Task switches.</param>
    /// <param name="attributes">The file that says which attributes to drop.</param>
    /// <param name="output">Where the linker writes.</param>
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
            // What must stay is a root like the host: all that any part of it needs stays too.
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
        // The framework's code isn't looked at, so what only the framework calls looks unused and what only it creates looks never created:
        // JsonSerializerContext's resolver interface, `catch (Exception e) when (e is SocketException)`.
        Line("--disable-opt", "unusedinterfaces");
        Line("--disable-opt", "unusedtypechecks");
        // The module's id from its content, no time: equal input gives equal bytes.
        Line("--deterministic");
        // Parameter names and the like: what a dependency injection container or an error message may read.
        Line("--keep-metadata", "all");
        // One line per package: its author has to mend it. What the application's own code does is reported call by call.
        Line("--singlewarn");
        foreach (var own in assemblies.Where(a => a.Package is null))
            Line("--singlewarn-", own.Name);
        Line("--singlewarn-", Path.GetFileNameWithoutExtension(host));
        // A package kept whole loses nothing that its warnings could be about.
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
