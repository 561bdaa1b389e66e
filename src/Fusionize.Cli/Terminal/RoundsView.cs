using Fusionize.Optimization.Monitoring;
using Fusionize.Rounds;
using Spectre.Console;

namespace Fusionize.Cli.Terminal;

/// <summary>Rounds as rows, each with its setup and its reason below the figures.</summary>
internal static class RoundsView
{
    private const string Header =
        "  #  requests  errors     p50     p95     p99  billed p50     p95     p99    USD/M  cold     memory     zips   build";

    public static void PrintHeader(IAnsiConsole console)
    {
        console.MarkupLine("[dim]latency of the client and billed duration of the root in ms; cost in USD per million requests[/]");
        console.MarkupLineInterpolated($"[bold]{Header}[/]");
    }

    /// <summary>A whole loop.</summary>
    public static void Print(IAnsiConsole console, LoopReport report)
    {
        PrintHeader(console);
        foreach (var round in report.Rounds)
            PrintRow(console, round);
        PrintEnd(console, report);
    }

    public static void PrintRow(IAnsiConsole console, LoopReportRound round)
    {
        var figures =
            $"{round.Round,3}  {round.Requests,8}  {round.Errors,6}  {Texts.Ms(round.P50),6}  {Texts.Ms(round.P95),6}  {Texts.Ms(round.P99),6}"
            + $"  {Texts.Ms(round.Billed.P50),10}  {Texts.Ms(round.Billed.P95),6}  {Texts.Ms(round.Billed.P99),6}"
            + $"  {Texts.Usd(round.CostPerMillion),7}  {round.ColdStarts,4}  {Memory(round),9}  {Texts.Bytes(round.Groups.Sum(g => g.ZipBytes)),7}  "
            + $"{Texts.Seconds(TimeSpan.FromSeconds(round.BuildSeconds)),6}";
        console.MarkupLineInterpolated(round.Errors > 0 ? $"[yellow]{figures}[/]" : (FormattableString)$"{figures}");
        if (round.Conditions is { } conditions && conditions.IsDisturbed())
            Lines.Print(console, 5, $"disturbed, so these figures count less: {string.Join("; ", conditions.Disturbances)}", "yellow");
        Lines.Print(console, 5, round.Notation, "cyan");
        Lines.Print(console, 5, round.Decision);
        if (round.Expected is { } expected)
            Lines.Print(console, 5, Beside(expected, round));
        Lines.Print(console, 5, string.Join(", ", round.Groups.Select(g => $"{g.Name} {g.MemoryMB} MB {Texts.Bytes(g.ZipBytes)}")), "dim");
    }

    private static string Beside(LoopReportExpected e, LoopReportRound round) =>
        $"predicted billed p50 {Texts.Ms(e.P50)} ms ± {Texts.Percent(e.P50Within)}, measured {Texts.Ms(round.Billed.P50)}: {Texts.Off(e.P50Off)}; "
        + $"{Texts.Usd(e.CostPerMillion)} USD/M ± {Texts.Percent(e.CostWithin)}, measured {Texts.Usd(round.CostPerMillion)}: {Texts.Off(e.CostOff)}"
        + (e is { SteadyP50: { } p50, SteadyCostPerMillion: { } cost } ? $"; in the long run {Texts.Ms(p50)} ms and {Texts.Usd(cost)} USD/M" : "");

    /// <summary>The result of a loop, below its rounds.</summary>
    public static void PrintEnd(IAnsiConsole console, LoopReport report)
    {
        if (report.End is { } end)
        {
            console.WriteLine();
            Lines.Print(console, 0, end);
        }
        PrintChange(console, report);
        if (!report.WithoutLoad.IsDefaultOrEmpty)
            Lines.Print(
                console,
                2,
                $"No request went to {string.Join(", ", report.WithoutLoad)}, so nothing was measured there. --mix loads several entries.",
                "yellow"
            );
        if (report.Cheapest is { } cheapest)
            Lines.Print(console, 2, Against(cheapest));
        if (report.Watch is { } watch)
            Lines.Print(
                console,
                2,
                $"watched {watch.Requests} requests, {watch.Traced} of them traced; optimized again {Texts.Times(watch.Changes.Length)}. "
                    + $"{watch.State}"
            );
        if (report.Monitoring is { } monitoring)
            Lines.Print(console, 2, TracingView.Text(monitoring, SamplingPlan.Begin(report.App).WithCost(monitoring)));
    }

    private static string Against(CheapestAtLatency cheapest) =>
        $"The best setup costs {Texts.Usd(cheapest.BestCostPerMillion)} USD per million requests at {Texts.Ms(cheapest.BestP50Ms)} ms, "
        + $"{Texts.Percent(cheapest.More)} more than the cheapest setup that was measured or is predicted to be as fast"
        + $" ({(cheapest.IsExhaustive ? "all groupings searched" : "searched, not exhaustively")}"
        + $"{(cheapest.More < 0.0005 ? "" : $": {Texts.Usd(cheapest.CostPerMillion)}, {cheapest.Setup}")})";

    private static void PrintChange(IAnsiConsole console, LoopReport report)
    {
        if (report is not { Rounds: [var first, ..], Best: { } best })
            return;
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]first → best[/]  round {first.Round} → {best.Round}");
        Lines.Print(console, 2, best.Notation, "cyan");
        Lines.Print(console, 2, string.Join(", ", best.Groups.Select(g => $"{g.Name} {g.MemoryMB} MB")), "dim");
        Line("p50", first.P50, best.P50, Texts.Ms, "ms");
        Line("p95", first.P95, best.P95, Texts.Ms, "ms");
        Line("p99", first.P99, best.P99, Texts.Ms, "ms");
        Line("billed p50", first.Billed.P50, best.Billed.P50, Texts.Ms, "ms");
        Line("cost", first.CostPerMillion, best.CostPerMillion, Texts.Usd, "USD per million requests");
        Line("double billed", first.DoubleBilledMs, best.DoubleBilledMs, Texts.Ms, "ms per request");
        Line("invocations", first.InvocationsPerRequest, best.InvocationsPerRequest, Texts.Number, "per request");
        Line("cold starts", first.ColdStarts, best.ColdStarts, Texts.Number, "");
        Line("zips", first.Groups.Sum(g => g.ZipBytes), best.Groups.Sum(g => g.ZipBytes), bytes => Texts.Bytes((long)bytes), "");
        EntriesView.PrintChange(console, first, best);

        void Line(string what, double from, double to, Func<double, string> text, string unit)
        {
            var style =
                to < from ? "green"
                : to > from ? "yellow"
                : "dim";
            console.MarkupLine(
                $"  {what,-13}{Markup.Escape($"{text(from),8} → {text(to),-8} {unit,-24}")} [{style}]{Texts.Change(from, to),7}[/]"
            );
        }
    }

    private static string Memory(LoopReportRound round)
    {
        var (least, most) = (round.Groups.Min(g => g.MemoryMB), round.Groups.Max(g => g.MemoryMB));
        return least == most ? $"{least} MB" : $"{least}–{most}";
    }
}
