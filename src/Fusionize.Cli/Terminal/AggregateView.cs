using Fusionize.Aws;
using Fusionize.Records;
using Spectre.Console;

namespace Fusionize.Cli.Terminal;

/// <summary>Figures that the log service computed, as tables and as JSON.</summary>
internal static class AggregateView
{
    public static void Print(Screen screen, LogAggregate figures, bool json)
    {
        if (json)
        {
            screen.WriteJson(
                new
                {
                    figures.Invocations,
                    figures.CostUsd,
                    figures.BytesScanned,
                    queryCostUsd = QueryCost(figures),
                    // Whether each line was checked against the START line of its request.
                    verified = false,
                    figures.Functions,
                    tasks = figures.Tasks.Select(t => new
                    {
                        t.Function,
                        t.Version,
                        t.SetupId,
                        t.Task,
                        t.MemoryMB,
                        t.Invocations,
                        t.ColdStarts,
                        t.Errors,
                        durationP50 = Known(t.DurationP50),
                        durationP95 = Known(t.DurationP95),
                        t.BilledMs,
                        t.MaxMemoryUsedMB,
                        t.CostUsd,
                    }),
                }
            );
            return;
        }
        var console = screen.Out;
        var scanned = $"{Texts.Bytes(figures.BytesScanned)} scanned for about {Texts.SmallUsd(QueryCost(figures))} USD";
        console.MarkupLineInterpolated($"{figures.Invocations} invocations for {Texts.SmallUsd(figures.CostUsd)} USD; {scanned}");
        if (figures.Invocations == 0)
            return;
        console.MarkupLine(
            "[dim]Not verified: every line of these forms counts, also one that a task printed. "
                + "Without --aggregate each line is checked against the START line of its request.[/]"
        );
        console.Write(
            Grids.Of(
                ["function", ">version", "setup", ">memory", ">invocations", ">cold", ">errors", ">billed p50", ">p95", ">billed", ">used", ">USD"],
                figures.Functions.Select(f =>
                    (string[])
                        [
                            f.Function,
                            f.Version,
                            f.SetupId ?? "–",
                            $"{f.MemoryMB} MB",
                            Texts.Number(f.Invocations),
                            Texts.Number(f.ColdStarts),
                            Texts.Number(f.Errors),
                            Texts.Ms(f.BilledP50),
                            Texts.Ms(f.BilledP95),
                            Texts.Ms(f.BilledMs),
                            $"{f.MaxMemoryUsedMB} MB",
                            Texts.SmallUsd(f.CostUsd),
                        ]
                )
            )
        );
        console.Write(
            Grids.Of(
                ["function", ">version", "task", ">invocations", ">cold", ">errors", ">p50", ">p95", ">billed", ">used", ">USD"],
                figures.Tasks.Select(t =>
                    (string[])
                        [
                            t.Function,
                            t.Version,
                            t.Task.Length == 0 ? "(died)" : t.Task,
                            Texts.Number(t.Invocations),
                            Texts.Number(t.ColdStarts),
                            Texts.Number(t.Errors),
                            Texts.Ms(Known(t.DurationP50) ?? 0),
                            Texts.Ms(Known(t.DurationP95) ?? 0),
                            Texts.Ms(t.BilledMs),
                            $"{t.MaxMemoryUsedMB} MB",
                            Texts.SmallUsd(t.CostUsd),
                        ]
                )
            )
        );
    }

    private static double QueryCost(LogAggregate figures) => LogInsights.Cost(figures.BytesScanned);

    private static double? Known(double value) => double.IsNaN(value) ? null : value;
}
