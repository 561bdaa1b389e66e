using System.Text;
using Fusionize.Dashboard.Components;
using Fusionize.Dashboard.Model;

namespace Fusionize.Dashboard.Markdown;

/// <summary>The map of a setup as a Mermaid diagram, which GitHub and GitLab draw: a box for each function, an arrow for each call.</summary>
internal static class MermaidMap
{
    /// <summary>GitHub draws at most 500 edges.</summary>
    private const int MaxEdges = 400;

    public static string Draw(ReportSetup setup)
    {
        var text = new StringBuilder("flowchart LR\n");
        var nodes = new Dictionary<(string Group, string Task), string>();
        for (var g = 0; g < setup.Groups.Length; g++)
        {
            var group = setup.Groups[g];
            text.Append($"  subgraph g{g}[\"{MarkdownText.Label($"{group.Name}, {group.MemoryMB} MB")}\"]\n");
            foreach (var task in group.Tasks)
            {
                var node = nodes[(group.Name, task)] = $"n{nodes.Count}";
                text.Append($"    {node}[\"{MarkdownText.Label(task)}\"]\n");
            }
            text.Append("  end\n");
        }
        foreach (var call in setup.Calls.Take(MaxEdges))
        {
            if (!nodes.TryGetValue((call.Group, call.From), out var from) || NodeOf(call) is not { } to)
                continue;
            text.Append($"  {from} {Arrow(call)}{Label(call)} {to}\n");
        }
        return text.ToString();

        string? NodeOf(ReportCall call)
        {
            var home = call.Where == "local" ? call.Group : setup.Groups.FirstOrDefault(g => g.Entries.Contains(call.To))?.Name;
            return home is not null && nodes.TryGetValue((home, call.To), out var node) ? node : null;
        }
    }

    /// <summary>Thick: the caller waits for another function. Dotted: it doesn't wait. Thin: a local call.</summary>
    private static string Arrow(ReportCall call) =>
        (call.Kind, call.Where) switch
        {
            ("async", _) => "-.->",
            (_, "remote") => "==>",
            _ => "-->",
        };

    private static string Label(ReportCall call)
    {
        if (call.PerRequest is not { } count)
            return "";
        var wait = call is { Where: "remote", WaitMs: > 0 } ? $", {Show.Ms(call.WaitMs)} ms" : "";
        return $"|\"{Show.Number(count)} ×{wait}\"|";
    }
}
