using System.Text.RegularExpressions;
using Fusionize.Dashboard.Markdown;
using Fusionize.Dashboard.Model;

namespace Fusionize.Dashboard.Tests;

/// <summary>The Markdown of a report, for the page of a CI job.</summary>
public sealed partial class SummaryTests
{
    [Fact]
    public void It_has_the_result_the_map_the_rounds_and_what_widened()
    {
        var report = SimulatedLoop.IoT;

        var text = ReportSummary.Write(report);

        Assert.Contains("**" + report.Result!.Sentence[..20], text, StringComparison.Ordinal);
        Assert.Equal(
            ["## iot: fusion setup", "### Map of", "### Rounds", "### What widened"],
            text.Split('\n').Where(l => l.StartsWith('#')).Select(l => l.StartsWith("### Map of", StringComparison.Ordinal) ? "### Map of" : l)
        );
        Assert.All(report.Rounds, r => Assert.Contains($"| {r.Round} | {r.Setup} | {r.Requests} | {r.Errors} |", text, StringComparison.Ordinal));
        Assert.All(Tables(text), table => Assert.Single(table.Select(row => row.Count(c => c == '|')).Distinct()));
    }

    [Fact]
    public void The_map_has_a_box_for_each_function_and_an_arrow_for_each_call()
    {
        var chosen = SimulatedLoop.IoT.Setups.Single(s => s.IsChosen);

        var map = MermaidMap.Draw(chosen);

        Assert.Equal(chosen.Groups.Length, Subgraph().Count(map));
        Assert.Equal(chosen.Groups.Sum(g => g.Tasks.Length), Node().Count(map));
        Assert.Equal(chosen.Calls.Length, Arrow().Count(map));
        Assert.Equal(chosen.Calls.Count(c => c.Kind == "async"), map.Split("-.->").Length - 1);
        Assert.Equal(chosen.Calls.Count(c => c is { Kind: "sync", Where: "remote" }), map.Split("==>").Length - 1);
    }

    [Fact]
    public void Each_call_begins_and_ends_in_the_function_that_it_belongs_to()
    {
        ReportGroup Group(string name, string[] tasks, string[] entries) => new(name, [.. tasks], [.. entries], 128, "x86_64", null);
        ReportCall Call(string group, string from, string to, string kind, string where) => new(group, from, to, kind, where, 2, 1.5, 1, 0, 0);
        var setup = new ReportSetup
        {
            Name = "S1",
            Id = "0",
            Notation = "",
            Groups = [Group("A", ["A", "B"], ["A"]), Group("B", ["B"], ["B"])],
            Calls = [Call("A", "A", "B", "sync", "local"), Call("B", "B", "A", "async", "remote"), Call("A", "A", "B", "sync", "remote")],
        };

        Assert.Equal(
            """
            flowchart LR
              subgraph g0["A, 128 MB"]
                n0["A"]
                n1["B"]
              end
              subgraph g1["B, 128 MB"]
                n2["B"]
              end
              n0 -->|"2 ×"| n1
              n2 -.->|"2 ×, 1.5 ms"| n0
              n0 ==>|"2 ×, 1.5 ms"| n2

            """.ReplaceLineEndings("\n"),
            MermaidMap.Draw(setup)
        );
    }

    [Theory]
    [InlineData("a|b\nc", "a&#124;b c")]
    [InlineData("<script>@all #1 [x](http://y) www.z", "&#60;script&#62;&#64;all &#35;1 &#91;x&#93;&#40;http\u2236//y&#41; www\u2024z")]
    [InlineData("right\u202Eleft", "right\uFFFDleft")]
    public void Text_from_logs_becomes_no_markup(string text, string escaped)
    {
        Assert.Equal(escaped, MarkdownText.Escape(text));

        var report = SimulatedLoop.Tree with { App = text, End = text, Missing = [text] };
        var written = ReportSummary.Write(report);
        Assert.DoesNotContain(text, written, StringComparison.Ordinal);
        Assert.Contains($"## {escaped}: fusion setup\n", written, StringComparison.Ordinal);
    }

    private static IEnumerable<List<string>> Tables(string text)
    {
        var table = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith('|'))
                table.Add(line);
            else if (table.Count > 0)
            {
                yield return table;
                table = [];
            }
        }
    }

    [GeneratedRegex("^  subgraph ", RegexOptions.Multiline)]
    private static partial Regex Subgraph();

    [GeneratedRegex("^    n\\d+\\[", RegexOptions.Multiline)]
    private static partial Regex Node();

    [GeneratedRegex("^  n\\d+ (-->|==>|-\\.->)", RegexOptions.Multiline)]
    private static partial Regex Arrow();
}
