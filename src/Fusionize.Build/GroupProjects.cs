using System.Text;
using System.Xml.Linq;
using Fusionize.Packaging.Fusing;
using Fusionize.Setups.Files;
using Microsoft.Build.Framework;

namespace Fusionize.Build;

/// <summary>
/// Writes the small projects for build steps after linking (ReadyToRun, a runtime of their own): one per group, so that MSBuild runs them in
/// parallel, and a shared part. They import no SDK, because evaluating it for each of them would take longer than the work.
/// </summary>
internal sealed class GroupProjects(string directory, string groupTargets)
{
    private const string SharedFile = "hosts.props";

    public void WriteShared(string targetFramework, IEnumerable<ITaskItem> properties) =>
        Save(
            Path.Combine(directory, SharedFile),
            new XElement(
                "PropertyGroup",
                Property("TargetFramework", targetFramework),
                properties.Select(p => Property(p.ItemSpec, p.GetMetadata("Value")))
            )
        );

    /// <summary>Returns the project's path.</summary>
    public string Write(PlannedGroup group)
    {
        var file = Path.Combine(group.Directory, group.Name + ".proj");
        Save(
            file,
            Import(Path.Combine("..", SharedFile)),
            new XElement("PropertyGroup", Property("FusionizeGroup", group.Name), Property("FusionizeGroupDirectory", group.Directory)),
            Import(groupTargets)
        );
        return file;
    }

    private static void Save(string file, params object[] content) => WholeFile.WriteIfChanged(file, new XElement("Project", content) + "\n");

    private static XElement Import(string project) => new("Import", new XAttribute("Project", Escape(project)));

    private static XElement Property(string name, string value) => new(name, Escape(value));

    /// <summary>A value as text, with MSBuild's special characters escaped.</summary>
    internal static string Escape(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var c in value)
            _ = c is '%' or '$' or '@' or '\'' or ';' or '?' or '*' or '(' or ')'
                ? text.Append('%').Append(((int)c).ToString("X2", null))
                : text.Append(c);
        return text.ToString();
    }
}
