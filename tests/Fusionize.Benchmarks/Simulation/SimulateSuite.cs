using System.Diagnostics;
using Fusionize.Benchmarks.Infrastructure;
using Fusionize.Setups;
using Fusionize.Simulation;

namespace Fusionize.Benchmarks.Simulation;

/// <summary>How many invocations a core simulates in a second.</summary>
internal sealed class SimulateSuite : Suite
{
    private const int Runs = 9;

    public override string Name => "simulate";

    public override string Description => "Simulated invocations per second and core, by CPU time: the best of several runs counts.";

    public override void Run(Report report)
    {
        var tree = AppDescriptionParser.ReadFile(Samples.File("Tree/tree.app.json"));
        var iot = AppDescriptionParser.ReadFile(Samples.File("IoT/iot.app.json"));

        report.Heading("million invocations per CPU second");
        var all = new List<double>
        {
            Measure(report, "Tree, one function per task", tree, "(A)-…"),
            Measure(report, "Tree, (A,B,D,E)@128-(C)@1024-(F)@1536-(G)@1536", tree, "(A,B,D,E)@128-(C)@1024-(F)@1536-(G)@1536"),
            Measure(report, "IoT, one function per task", iot, "(AnalyzeSensor)-…"),
            Measure(
                report,
                "IoT, the papers' final setup",
                iot,
                "(AnalyzeSensor,CheckSensor,StoreEvent)-(CheckSound,CheckSoundAccident,CheckSoundLimits)-(CheckAir,DetectJam)-(ActionSignage)@1650-…"
            ),
        };
        report.Add("all of them (geometric mean)", Math.Exp(all.Average(Math.Log)), "M/s", Target.AtLeast(1));
    }

    private static double Measure(Report report, string name, AppDescription app, string notation)
    {
        var setup = FusionSetup.ParseNotation(notation, app.ToAppModel());
        var load = SimulatedLoad.Parse("rate=100/s,requests=50000");
        var best = 0.0;
        for (var run = 0; run < Runs; run++)
        {
            // The whole process does nothing else; wall time on a busy machine says what the others do.
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            var result = Simulator.Run(app, setup, LambdaModel.Named(app.Model), load, (ulong)run);
            var seconds = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
            best = Math.Max(best, result.Outcome.Invocations / seconds / 1e6);
        }
        report.Add(name, best, "M/s", Target.AtLeast(1));
        return best;
    }
}
