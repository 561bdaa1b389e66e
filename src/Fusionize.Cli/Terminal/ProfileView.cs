using Fusionize.Records;
using Spectre.Console;
using Profile = Fusionize.Records.Profile;

namespace Fusionize.Cli.Terminal;

/// <summary>A profile as tables and as JSON.</summary>
internal static class ProfileView
{
    public static IEnumerable<object> Functions(Profile profile) =>
        profile.Functions.Select(f => new
        {
            setup = f.Key.SetupId,
            f.Key.Group,
            f.Key.MemoryMB,
            f.Value.Invocations,
            f.Value.ColdStarts,
            f.Value.Errors,
            billedP50 = Quantile(f.Value.BilledMs, 0.5),
            billedP95 = Quantile(f.Value.BilledMs, 0.95),
            cpuP50 = Quantile(f.Value.CpuMs, 0.5),
            f.Value.MaxMemoryUsedMB,
        });

    public static IEnumerable<object> Calls(Profile profile) =>
        profile.Edges.Select(e => new
        {
            e.Key.From,
            e.Key.To,
            kind = Word(e.Key.Kind),
            where = e.Key.Where.ToString().ToLowerInvariant(),
            e.Value.Ms.Count,
            e.Value.Errors,
            p50 = Quantile(e.Value.Ms, 0.5),
            p95 = Quantile(e.Value.Ms, 0.95),
        });

    public static void Print(IAnsiConsole console, long lines, int records, IEnumerable<(string Id, SetupOutcome Outcome)> setups, Profile profile)
    {
        console.MarkupLineInterpolated($"{records} invocations in {lines} lines");
        if (records == 0)
            return;
        console.Write(
            Grids.Of(
                ["setup", ">requests", ">errors", ">billed p50", ">p95", ">p99", ">USD/M", ">cold", ">invocations"],
                setups.Select(s =>
                    (string[])
                        [
                            s.Id,
                            Texts.Number(s.Outcome.Requests),
                            Texts.Number(s.Outcome.Errors),
                            Texts.Ms(s.Outcome.P50),
                            Texts.Ms(s.Outcome.P95),
                            Texts.Ms(s.Outcome.P99),
                            Texts.Usd(s.Outcome.CostPerMillion),
                            Texts.Number(s.Outcome.ColdStarts),
                            Texts.Number(s.Outcome.InvocationsPerRequest),
                        ]
                )
            )
        );
        console.Write(
            Grids.Of(
                ["function", ">memory", ">invocations", ">cold", ">errors", ">billed p50", ">p95", ">CPU p50", ">init p50", ">used"],
                profile.Functions.Select(f =>
                    (string[])
                        [
                            f.Key.Group,
                            $"{f.Key.MemoryMB} MB",
                            Texts.Number(f.Value.Invocations),
                            Texts.Number(f.Value.ColdStarts),
                            Texts.Number(f.Value.Errors),
                            Texts.Ms(Quantile(f.Value.BilledMs, 0.5)),
                            Texts.Ms(Quantile(f.Value.BilledMs, 0.95)),
                            Texts.Ms(Quantile(f.Value.CpuMs, 0.5)),
                            Texts.Ms(Quantile(f.Value.InitMs, 0.5)),
                            $"{f.Value.MaxMemoryUsedMB} MB",
                        ]
                )
            )
        );
        console.Write(
            Grids.Of(
                ["call", "to", "kind", "where", ">calls", ">errors", ">p50", ">p95"],
                profile.Edges.Select(e =>
                    (string[])
                        [
                            e.Key.From,
                            e.Key.To,
                            Word(e.Key.Kind),
                            e.Key.Where.ToString().ToLowerInvariant(),
                            Texts.Number(e.Value.Ms.Count),
                            Texts.Number(e.Value.Errors),
                            Texts.Ms(Quantile(e.Value.Ms, 0.5)),
                            Texts.Ms(Quantile(e.Value.Ms, 0.95)),
                        ]
                )
            )
        );
    }

    private static double Quantile(DDSketch sketch, double p) => sketch.Count == 0 ? 0 : sketch.Quantile(p);

    private static string Word(CallKind kind) => kind == CallKind.Sync ? "sync" : "async";
}
