using Fusionize.Rounds.Load;
using Spectre.Console;

namespace Fusionize.Cli.Terminal;

internal static class LoadView
{
    public static void Print(IAnsiConsole console, LoadSummary summary)
    {
        var planned = $"planned {Texts.Number(summary.PlannedRate)}/s";
        console.MarkupLineInterpolated(
            $"[bold]{summary.Requests}[/] requests in {Texts.Number(summary.Seconds)} s ({planned}), {summary.Errors} errors"
        );
        var percentiles = $"p50 {Texts.Ms(summary.P50)}  p95 {Texts.Ms(summary.P95)}  p99 {Texts.Ms(summary.P99)}";
        console.MarkupLineInterpolated($"latency  {percentiles}  max {Texts.Ms(summary.Max)}  mean {Texts.Ms(summary.Mean)} ms");
        EntriesView.Print(console, summary.Entries);
        foreach (var (kind, count) in summary.ErrorsByKind.OrderByDescending(e => e.Value))
            console.MarkupLineInterpolated($"[red]{count,7}[/]  {kind}");
    }
}
