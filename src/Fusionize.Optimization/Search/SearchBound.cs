using System.Collections.Immutable;
using Fusionize.Optimization.Predictor;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Search;

/// <summary>
/// Lower bounds of every setup's predicted latency and cost. Latency: every call local, every thread on a whole vCPU. Cost: every ms of CPU time at
/// the price of a vCPU that is never idle, and one invocation per request. They tell how far a search that doesn't try everything may be from the
/// optimum.
/// </summary>
internal sealed class SearchBound
{
    private readonly BehaviorGraph _graph;
    private readonly bool _isTypical;
    private readonly double?[] _shortest;

    private SearchBound(BehaviorGraph graph, bool isTypical)
    {
        (_graph, _isTypical) = (graph, isTypical);
        _shortest = new double?[graph.Count];
    }

    public static (double P50, double CostPerMillion) Of(SetupPredictor predictor, SearchConstraints constraints)
    {
        var (graph, model) = (predictor.Graph, predictor.Model);
        // Recursions are predicted with one call only, so there is no tighter bound.
        if (Enumerable.Range(0, graph.Count).Any(t => graph.Calls[t].Any(c => graph.Reach[c.To].Contains(t))))
            return (0.5, model.Prices.PerRequest * 1e6);
        var typical = model.RuntimeMs + new SearchBound(graph, isTypical: true).Shortest();
        var mean = model.RuntimeMs + new SearchBound(graph, isTypical: false).Shortest();
        var price = constraints.Architectures.Min(a => model.Prices.Compute(1, 1, a));
        var cpuMs = Enumerable.Range(0, graph.Count).Sum(t => graph.Rates[t] * CpuMs(graph.Tasks[t].Steps));
        // An invocation may compute a little more than its share, from the scheduler's quota: at most half of BurstMs, with one vCPU.
        var burst = price * model.MemoryPerCpuMB * model.BurstMs / 2;
        var perInvocation = model.Prices.PerRequest - burst;
        var busy = price * model.MemoryPerCpuMB * cpuMs + perInvocation * (perInvocation >= 0 ? 1 : graph.Rates.Sum());
        var waiting = model.Prices.PerRequest + price * constraints.AllowedSizes.Min() * (mean + 0.5);
        return (typical + 0.5, Math.Max(busy, waiting) * 1e6);
    }

    private double Shortest() => _graph.EntryShares.Sum(e => e.Share * Shortest(e.Task));

    private double Shortest(int task) => _shortest[task] ??= Shortest(_graph.Tasks[task].Steps);

    private double Shortest(ImmutableArray<Step> steps)
    {
        var sum = 0.0;
        foreach (var step in steps)
        {
            var part = _isTypical
                ? step.Probability >= 0.5
                    ? 1
                    : 0
                : step.Probability;
            if (part > 0)
                sum += part * Shortest(step);
        }
        return sum;
    }

    private double Shortest(Step step) =>
        step switch
        {
            CpuStep cpu => cpu.CpuMs / Math.Max(1, cpu.Threads),
            WaitStep wait => wait.WaitMs,
            OperationStep operation => operation.Count * (operation.WaitMs + operation.CpuMs),
            // An asynchronous call may end before the rest.
            CallStep { Kind: CallKind.Sync } call => call.Count * Shortest(_graph.NumberOf(call.To)),
            ParallelStep { Branches.Length: > 0 } parallel => parallel.Branches.Max(b => Shortest(b)),
            _ => 0,
        };

    private static double CpuMs(ImmutableArray<Step> steps) =>
        steps.Sum(s =>
            s.Probability
            * s switch
            {
                CpuStep cpu => cpu.CpuMs,
                OperationStep operation => operation.Count * operation.CpuMs,
                ParallelStep parallel => parallel.Branches.Sum(CpuMs),
                _ => 0,
            }
        );
}
