using System.Xml.Linq;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests;

/// <summary>Keeps the map of docs/architecture.md true: which project may use which.</summary>
public class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["Fusionize"] = [],
        ["Fusionize.Generators"] = [],
        ["Fusionize.CodeFixes"] = ["Fusionize.Generators"],
        ["Fusionize.Engine"] = ["Fusionize"],
        ["Fusionize.Local"] = ["Fusionize.Engine"],
        ["Fusionize.Build"] = ["Fusionize", "Fusionize.Engine", "Fusionize.Generators", "Fusionize.CodeFixes"],
        ["Fusionize.Testing"] = ["Fusionize", "Fusionize.Engine"],
        ["Fusionize.Cli"] = ["Fusionize.Engine", "Fusionize.Local"],
        ["Fusionize.Templates"] = [],
    };

    [Fact]
    public void Projects_use_only_what_the_map_allows()
    {
        // Below them lie only the projects of templates.
        var projects = Directory.GetDirectories(Path.Combine(Repository.Root, "src")).SelectMany(d => Directory.GetFiles(d, "*.csproj")).ToList();
        Assert.Equal(s_allowed.Keys.Order(StringComparer.Ordinal), projects.Select(p => Path.GetFileNameWithoutExtension(p)).Order(StringComparer.Ordinal));
        Assert.Empty(projects.SelectMany(p => Violations(Path.GetFileNameWithoutExtension(p), XDocument.Load(p))));
    }

    [Fact]
    public void A_wrong_direction_is_noticed()
    {
        var project = XDocument.Parse("""<Project><ItemGroup><ProjectReference Include="../Fusionize.Engine/Fusionize.Engine.csproj" /></ItemGroup></Project>""");
        Assert.Equal(["Fusionize uses Fusionize.Engine"], Violations("Fusionize", project));
    }

    private static IEnumerable<string> Violations(string name, XDocument project)
        => project.Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value))
            .Where(used => !s_allowed[name].Contains(used))
            .Select(used => $"{name} uses {used}");
}
