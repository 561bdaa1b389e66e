using System.Text;
using System.Xml.Linq;
using Fusionize.Engine.Packaging;
using Microsoft.Build.Framework;

namespace Fusionize.Build;

/// <summary>
/// Writes the small projects that build the groups: one per group, so that MSBuild runs them in parallel, and a shared part. They import no SDK: a host has no packages,
/// no resources and no references beyond the application's, and evaluating the SDK for each of them would cost more than compiling them.
/// </summary>
internal sealed class GroupProjects(string directory, string groupTargets, string hostAssembly)
{
    private const string SharedFile = "hosts.props";

    public void WriteShared(
        string appAssembly, IEnumerable<ITaskItem> references, IEnumerable<ITaskItem> analyzers, string targetFramework, string frameworkMoniker,
        IEnumerable<ITaskItem> properties)
    {
        var configuration = Path.Combine(directory, "host.globalconfig");
        var assemblyInfo = Path.Combine(directory, "HostInfo.cs");
        WholeFile.WriteIfChanged(configuration, "is_global = true\nbuild_property.FusionizeHost = true\n");
        WholeFile.WriteIfChanged(assemblyInfo, $"[assembly: global::System.Runtime.Versioning.TargetFramework(\"{frameworkMoniker}\")]\n");
        Save(Path.Combine(directory, SharedFile),
            new XElement("PropertyGroup",
                Property("FusionizeHostAssembly", hostAssembly),
                Property("TargetFramework", targetFramework),
                properties.Select(p => Property(p.ItemSpec, p.GetMetadata("Value")))),
            new XElement("ItemGroup",
                references.Select(r => Item("Reference", r.GetMetadata("FullPath"))),
                Item("Reference", appAssembly),
                analyzers.Select(a => Item("Analyzer", a.GetMetadata("FullPath"))),
                Item("EditorConfigFiles", configuration),
                Item("Compile", assemblyInfo)));
    }

    /// <summary>Gives the project's path.</summary>
    public string Write(PlannedGroup group)
    {
        var file = Path.Combine(group.Directory, group.Name + ".proj");
        Save(file,
            Import(Path.Combine("..", SharedFile)),
            new XElement("PropertyGroup", Property("FusionizeGroup", group.Name), Property("FusionizeGroupDirectory", group.Directory)),
            Import(groupTargets));
        return file;
    }

    private static void Save(string file, params object[] content) =>
        WholeFile.WriteIfChanged(file, new XElement("Project", content) + "\n");

    private static XElement Import(string project) => new("Import", new XAttribute("Project", Escape(project)));

    private static XElement Property(string name, string value) => new(name, Escape(value));

    private static XElement Item(string type, string include) => new(type, new XAttribute("Include", Escape(include)));

    /// <summary>A value as text, whatever it means to MSBuild.</summary>
    private static string Escape(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var c in value)
            _ = c is '%' or '$' or '@' or '\'' or ';' or '?' or '*' or '(' or ')' ? text.Append('%').Append(((int)c).ToString("X2", null)) : text.Append(c);
        return text.ToString();
    }
}
