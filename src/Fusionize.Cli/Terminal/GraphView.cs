using System.Text;
using Fusionize.Packaging;
using Spectre.Console;

namespace Fusionize.Cli.Terminal;

/// <summary>An application's call sites, as a table or as a Mermaid diagram.</summary>
internal static class GraphView
{
    private const string Helper = "a helper";

    public static void Print(IAnsiConsole console, FusionManifest manifest)
    {
        console.MarkupLineInterpolated($"[bold]{manifest.App}[/] {manifest.Tasks.Length} tasks, {manifest.Calls.Length} call sites");
        console.WriteLine();
        console.Write(
            Grids.Of(
                ["from", "to", "kind", "how often", "where"],
                manifest.Calls.Select(c => (string[])[c.From ?? Helper, c.To, c.Kind, c.Multiplicity, c.Location])
            )
        );
        var called = manifest.Calls.Select(c => c.To).ToHashSet(StringComparer.Ordinal);
        Note(console, "entries", manifest.Tasks.Where(t => t.Entry));
        Note(console, "never called", manifest.Tasks.Where(t => !t.Entry && !called.Contains(t.Id)));
    }

    /// <summary>One arrow per caller, callee and kind: solid for an awaited call, dotted for an asynchronous one. A rounded box is an
    /// entry.</summary>
    public static string Mermaid(FusionManifest manifest)
    {
        var text = new StringBuilder("flowchart LR\n");
        var nodes = manifest.Tasks.Select((t, i) => (t.Id, Node: $"t{i}")).ToDictionary(t => t.Id, t => t.Node, StringComparer.Ordinal);
        foreach (var task in manifest.Tasks)
            text.Append("    ").Append(nodes[task.Id]).Append(task.Entry ? $"([\"{task.Id}\"])" : $"[\"{task.Id}\"]").Append('\n');
        if (manifest.Calls.Any(c => c.From is null))
            text.Append("    helper{{\"").Append(Helper).Append("\"}}\n");
        foreach (var calls in manifest.Calls.Where(c => nodes.ContainsKey(c.To)).GroupBy(c => (c.From, c.To, c.Kind)))
        {
            // A call that is made once at most is the usual one, and needs no label.
            var often = string.Join(", ", calls.Select(c => c.Multiplicity).Distinct().Where(m => m != "once"));
            text.Append("    ")
                .Append(calls.Key.From is { } from ? nodes.GetValueOrDefault(from, "helper") : "helper")
                .Append(calls.Key.Kind == "async" ? " -.->" : " -->")
                .Append(often.Length > 0 ? $"|{often}|" : "")
                .Append(' ')
                .Append(nodes[calls.Key.To])
                .Append('\n');
        }
        return text.ToString();
    }

    private static void Note(IAnsiConsole console, string what, IEnumerable<ManifestTaskInfo> tasks)
    {
        var ids = string.Join(' ', tasks.Select(t => t.Id));
        if (ids.Length > 0)
            console.MarkupLineInterpolated($"{what}: {ids}");
    }
}
