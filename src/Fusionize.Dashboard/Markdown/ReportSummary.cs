using System.Text;
using Fusionize.Dashboard.Components;
using Fusionize.Dashboard.Model;
using static Fusionize.Dashboard.Markdown.MarkdownText;

namespace Fusionize.Dashboard.Markdown;

/// <summary>
/// The main parts of a report as Markdown, for the summary of a CI job or a comment in a pull request: result, map, rounds, entries, what widened.
/// </summary>
public static class ReportSummary
{
    /// <summary>Limit of the rounds and entries that are shown; the newest rounds are shown.</summary>
    private const int MaxRows = 20;

    /// <summary>Writes the Markdown. It ends with a line end.</summary>
    public static string Write(Report report)
    {
        var text = new StringBuilder();
        text.Append($"## {Escape(report.App)}: fusion setup\n\n");
        Result(text, report);
        Map(text, report);
        Rounds(text, report);
        Entries(text, report);
        Widened(text, report);
        foreach (var missing in report.Missing)
            text.Append($"Not shown: {Escape(missing)}\n\n");
        return text.ToString();
    }

    private static void Result(StringBuilder text, Report report)
    {
        text.Append($"**{Escape(report.Result?.Sentence ?? "Nothing was measured yet.")}**\n\n");
        if (report.Result is not { } result)
            return;
        var (before, after) = (report.Find(result.Before), report.Find(result.After));
        if (before?.Measured is { } a && after?.Measured is { } b && before != after)
            Table(
                text,
                ["", $"first: {before.Name}, {Show.Short(before)}", $"chosen: {after.Name}, {Show.Short(after)}", "change"],
                [
                    ["billed p50, ms", Show.Ms(a.BilledP50Ms), Show.Ms(b.BilledP50Ms), Show.Percent(a.BilledP50Ms, b.BilledP50Ms)],
                    ["billed p95, ms", Show.Ms(a.BilledP95Ms), Show.Ms(b.BilledP95Ms), Show.Percent(a.BilledP95Ms, b.BilledP95Ms)],
                    ["USD/M", Show.Usd(a.UsdPerMillion), Show.Usd(b.UsdPerMillion), Show.Percent(a.UsdPerMillion, b.UsdPerMillion)],
                    ["billed twice, ms per request", Show.Ms(a.DoubleBilledMs), Show.Ms(b.DoubleBilledMs), ""],
                    ["requests, errors", Requests(a), Requests(b), ""],
                ]
            );
        List(text, "What changed", result.Changes);
        List(text, "How sure", result.Certainty);
        if (report.End is { } end)
            text.Append($"{Escape(end)}\n\n");
        if (result.Next is { } next)
            Code(text, "", next);
    }

    private static string Requests(ReportMeasured measured) => $"{Show.Count(measured.Requests)}, {Show.Count(measured.Errors)}";

    private static void Map(StringBuilder text, Report report)
    {
        if (report.Setups.FirstOrDefault(s => s.IsChosen) is not { } setup)
            return;
        text.Append($"### Map of {Escape(setup.Name)}, {Escape(Show.Short(setup))}\n\n");
        Code(text, "mermaid", MermaidMap.Draw(setup).TrimEnd('\n'));
        text.Append("Thick arrow: the caller waits for another function. Dotted: it doesn't wait. Thin: a local call. ");
        text.Append("The number is that of calls per request.\n\n");
        text.Append($"{Escape(setup.Notation)}\n\n");
    }

    private static void Rounds(StringBuilder text, Report report)
    {
        if (report.Rounds.IsEmpty)
            return;
        text.Append("### Rounds\n\n");
        Table(
            text,
            ["round", "setup", "requests", "errors", "billed p50, ms", "predicted", "USD/M", "why"],
            report
                .Rounds.TakeLast(MaxRows)
                .Select(r =>
                    new[]
                    {
                        $"{r.Round}",
                        r.Setup ?? "lost",
                        Show.Count(r.Requests),
                        Show.Count(r.Errors),
                        Show.Ms(r.BilledP50Ms),
                        r.Predicted is { } p ? $"{Show.Ms(p.BilledP50LowMs)}–{Show.Ms(p.BilledP50HighMs)}" : "–",
                        Show.Usd(r.UsdPerMillion),
                        r.Decision + (r.Disturbances.IsEmpty ? "" : $" Disturbed: {string.Join("; ", r.Disturbances)}."),
                    }
                )
        );
    }

    private static void Entries(StringBuilder text, Report report)
    {
        if (report.Entries.DistinctBy(e => e.Task).Count() < 2)
            return;
        text.Append("### Entries\n\n");
        Table(
            text,
            ["entry", "setup", "requests", "errors", "billed p50, ms", "p95, ms", "USD/M"],
            report
                .Entries.Take(MaxRows)
                .Select(e =>
                    new[]
                    {
                        e.Task,
                        e.Setup,
                        Show.Count(e.Requests),
                        Show.Count(e.Errors),
                        Show.Ms(e.BilledP50Ms),
                        Show.Ms(e.BilledP95Ms),
                        Show.Usd(e.Usd),
                    }
                )
        );
    }

    private static void Widened(StringBuilder text, Report report)
    {
        if (report.Widened is not { } widened)
            return;
        text.Append("### What widened\n\n");
        if (widened.Permissions is not { } permissions)
            text.Append("The permissions of tasks are not known: no build was read.\n\n");
        else if (permissions.IsEmpty)
            text.Append("No task has permissions that it doesn't declare.\n\n");
        else
            Table(
                text,
                ["function", "permission", "resource", "declared by", "also for"],
                permissions.Select(p => new[] { p.Group, p.Action, p.Resource, Show.Names(p.DeclaredBy), Show.Names(p.AlsoFor) })
            );
        text.Append($"Clients reach under every setup: {Escape(Show.Names(widened.Public))}\n\n");
        if (widened.ZipsAfter is { } bytes)
            text.Append($"All zips: {(widened.ZipsBefore is { } before ? Show.Bytes(before) + " → " : "")}{Show.Bytes(bytes)}\n\n");
    }

    private static void List(StringBuilder text, string title, IReadOnlyCollection<string> lines)
    {
        if (lines.Count == 0)
            return;
        text.Append($"{title}:\n\n");
        foreach (var line in lines)
            text.Append($"- {Escape(line)}\n");
        text.Append('\n');
    }

    private static void Table(StringBuilder text, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        Row(text, header);
        Row(text, header.Select(_ => "---"), escape: false);
        foreach (var row in rows)
            Row(text, row);
        text.Append('\n');
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells, bool escape = true) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(c => escape ? Escape(c) : c)).Append(" |\n");

    /// <summary>A code block whose fence is longer than any in the text.</summary>
    private static void Code(StringBuilder text, string language, string code)
    {
        var fence = "```";
        while (code.Contains(fence, StringComparison.Ordinal))
            fence += "`";
        text.Append($"{fence}{language}\n{code}\n{fence}\n\n");
    }
}
