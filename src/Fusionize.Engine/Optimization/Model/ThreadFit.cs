using System.Collections.Immutable;
using Fusionize.Engine.Feedback;
using Fusionize.Engine.Setups;
using Fusionize.Engine.Simulation;
using Fusionize.Engine.Simulation.Prediction;

namespace Fusionize.Engine.Optimization.Model;

/// <summary>
/// How many threads tasks compute on: what explains best how long the functions with more than one vCPU took, whatever ran in them together.
/// Below one vCPU, any number of threads takes equally long.
/// </summary>
internal sealed class ThreadFit
{
    private const int LeastSamples = 3;
    private const int MostTasks = 40;

    /// <summary>An explanation that is better by less than this is none.</summary>
    private const double Clear = 0.015;

    private static readonly int[] s_threads = [1, 2, 3, 4, 6];

    private readonly AppEstimate _estimate;
    private readonly List<(FusionSetup Setup, Dictionary<(string Group, string Task), double> Ms)> _measured = [];

    private ThreadFit(AppEstimate estimate, ImmutableArray<MeasuredSetup> history)
    {
        _estimate = estimate;
        foreach (var measured in history)
        {
            var fast = measured.Setup.Groups.Where(g => g.MemoryMB > estimate.Platform.MemoryPerCpuMB * 1.1).Select(g => g.Name).ToHashSet();
            var ms = measured.Records.Where(r => !r.IsCold && r.Error is null && r.SetupId == measured.Setup.Id && fast.Contains(r.Group))
                .GroupBy(r => (r.Group, r.Task), r => r.DurationMs + estimate.Platform.RuntimeMs)
                .Where(g => g.Count() >= LeastSamples).ToDictionary(g => g.Key, g => Statistics.Median(g));
            if (ms.Count > 0)
                _measured.Add((measured.Setup, ms));
        }
    }

    /// <summary>The estimate with the threads that were found; tasks that no such function shows stay as they are.</summary>
    public static AppEstimate Apply(AppEstimate estimate, ImmutableArray<MeasuredSetup> history)
    {
        var fit = new ThreadFit(estimate, history);
        return fit._measured.Count == 0 ? estimate : fit.Find();
    }

    private AppEstimate Find()
    {
        var app = _estimate.App;
        var known = _estimate.KnownThreads.ToBuilder();
        var shown = _measured.SelectMany(m => m.Setup.Groups.Where(g => m.Ms.Keys.Any(k => k.Group == g.Name)).SelectMany(g => g.Tasks)).ToHashSet();
        var tasks = _estimate.Tasks.Where(t => t.CpuMs >= 1 && shown.Contains(t.Task)).OrderByDescending(t => t.CpuMs).Take(MostTasks).Select(t => t.Task).ToList();
        // Twice: what the first tasks were taken for depends on the others.
        for (var pass = 0; pass < 2; pass++)
        {
            foreach (var task in tasks)
            {
                var off = s_threads.Select(threads => (Threads: threads, Off: Off(With(app, task, threads)))).ToList();
                // Fewer threads explain as well as more where the difference is small.
                var least = off.Min(o => o.Off);
                if (off.Max(o => o.Off) - least < Clear)
                    continue;
                app = With(app, task, off.First(o => o.Off <= least + Clear / 2).Threads);
                known.Add(task);
            }
        }
        return _estimate with
        {
            App = app,
            KnownThreads = known.ToImmutable(),
            Tasks = [.. _estimate.Tasks.Select(t => t with { Threads = ThreadsOf(app.Find(t.Task)!.Steps) ?? t.Threads })],
        };
    }

    private double Off(AppDescription app)
    {
        var predictor = new SetupPredictor(app, _estimate.Platform);
        return _measured.Sum(m => predictor.PredictWarm(m.Setup).Where(p => m.Ms.ContainsKey((p.Group, p.Task)))
            .Sum(p => Math.Abs(Math.Log(p.TypicalMs / m.Ms[(p.Group, p.Task)]))));
    }

    private static int? ThreadsOf(ImmutableArray<Step> steps) => steps.OfType<CpuStep>().Select(c => (int?)c.Threads).FirstOrDefault();

    private static AppDescription With(AppDescription app, string task, int threads)
        => app with { Tasks = [.. app.Tasks.Select(t => t.Id == task ? t with { Steps = [.. t.Steps.Select(s => s is CpuStep { Probability: >= 1 } cpu ? cpu with { Threads = threads } : s)] } : t)] };
}
