using System.Collections.Immutable;
using Fusionize.Rounds;
using Fusionize.Rounds.Load;
using Spectre.Console;

namespace Fusionize.Cli.Terminal;

/// <summary>The figures of each entry, one a row.</summary>
internal static class EntriesView
{
    /// <summary>Latencies in ms. Prints nothing for a single entry.</summary>
    public static void Print(IAnsiConsole console, ImmutableArray<EntrySummary> entries)
    {
        if (entries.IsEmpty)
            return;
        var width = Width(entries.Select(e => e.Name));
        console.MarkupLineInterpolated($"[bold]  {"entry".PadRight(width)}  requests  errors     p50     p95     p99    mean[/]");
        foreach (var e in entries)
        {
            var figures =
                $"  {e.Name.PadRight(width)}  {e.Requests,8}  {e.Errors,6}  {Texts.Ms(e.P50),6}  {Texts.Ms(e.P95),6}  {Texts.Ms(e.P99),6}"
                + $"  {Texts.Ms(e.Mean),6}";
            console.MarkupLineInterpolated(e.Errors > 0 ? $"[yellow]{figures}[/]" : (FormattableString)$"{figures}");
        }
    }

    /// <summary>The change of each entry's figures from one round to another.</summary>
    public static void PrintChange(IAnsiConsole console, LoopReportRound first, LoopReportRound best)
    {
        if (best.Entries.IsEmpty)
            return;
        var width = Width(best.Entries.Select(e => e.Name));
        console.MarkupLineInterpolated(
            $"[bold]  {"entry".PadRight(width)}  {"requests",8}  {"p50 ms",24}  {"p95 ms",24}  {"USD per million",24}[/]"
        );
        foreach (var to in best.Entries)
            if (first.Entries.FirstOrDefault(e => e.Name == to.Name) is { } from)
                console.MarkupLineInterpolated($"{Row(from, to, width)}");
    }

    private static string Row(LoopReportEntry from, LoopReportEntry to, int width)
    {
        var cost = from.CostPerMillion is { } was && to.CostPerMillion is { } now ? Change(was, now, Texts.Usd) : "";
        var (p50, p95) = (Change(from.P50, to.P50, Texts.Ms), Change(from.P95, to.P95, Texts.Ms));
        return $"  {to.Name.PadRight(width)}  {to.Requests,8}  {p50,24}  {p95,24}  {cost,24}";
    }

    private static string Change(double from, double to, Func<double, string> text) => $"{text(from)} → {text(to)} ({Texts.Change(from, to)})";

    private static int Width(IEnumerable<string> names) => names.Max(n => Math.Max("entry".Length, n.Length));
}
