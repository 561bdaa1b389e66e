using Fusionize.Records;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Estimation;

/// <summary>CPU time that a new instance needs in addition to that of its later invocations.</summary>
/// <param name="PerInstance">Of every instance.</param>
/// <param name="PerRemoteCall">Of the first remote call.</param>
/// <param name="PerTask">Of each task's first execution, as far as tasks ran alone in their functions.</param>
/// <param name="Overlap">The part of the tasks' first costs that tasks in one function share: libraries, clients.</param>
internal sealed record FirstExecutions(double PerInstance, double PerRemoteCall, IReadOnlyDictionary<string, double> PerTask, double Overlap)
{
    // Standard deviation of the prior of first costs, ms.
    private const double RemoteError = 20;
    private const double TaskError = 25;

    /// <summary>The prior of the overlap, and its weight in shared ms.</summary>
    private const double UsualOverlap = 0.7;
    private const double OverlapWeightMs = 20;
    private const int MinSettled = 3;

    public static FirstExecutions Of(MeasuredTasks tasks, CpuShares cpu, SelfTimes times, LambdaModel prior)
    {
        var first = WithoutOverlap(tasks, cpu, times, prior);
        return first with { Overlap = OverlapOf(first, tasks, cpu) };
    }

    private static FirstExecutions WithoutOverlap(MeasuredTasks tasks, CpuShares cpu, SelfTimes times, LambdaModel prior)
    {
        var functions = new List<(string Task, double Extra, bool IsRemote, int Count)>();
        foreach (var (task, samples) in tasks.ByTask)
        {
            foreach (var function in samples.Where(s => s.Record.IsCold && s.CpuMs is not null).GroupBy(s => (s.Record.SetupId, s.Record.Group)))
            {
                var isRemote = function.Any(s => s.RemoteCalls > 0);
                var extra = Statistics.Median(function.Select(times.CpuAlone)) - cpu.Of(task) - cpu.PerInvocation - Young(cpu, isRemote);
                functions.Add((task, Math.Max(0, extra), isRemote, function.Count()));
            }
        }
        if (functions.Count == 0)
            return new(prior.FirstInvocationCpuMs, prior.FirstRemoteCpuMs, new Dictionary<string, double>(), 0);
        // Costs that all functions have belong to the instance; costs that all calling functions have belong to the first call.
        var least = functions.Min(f => f.Extra);
        var index = functions.Select(f => f.Task).Distinct().Select((t, i) => (t, i)).ToDictionary(x => x.t, x => x.i);
        var solver = new LeastSquares(index.Count + 1);
        solver.Expect(index.Count, prior.FirstRemoteCpuMs, 1 / (RemoteError * RemoteError));
        for (var i = 0; i < index.Count; i++)
            solver.Expect(i, 0, 1 / (TaskError * TaskError));
        foreach (var (task, extra, isRemote, count) in functions)
        {
            var factors = new double[index.Count + 1];
            factors[index[task]] = 1;
            factors[^1] = isRemote ? 1 : 0;
            var error = 1 + 0.2 * extra / Math.Sqrt(count);
            solver.Add(factors, extra - least, 1 / (error * error));
        }
        var solution = solver.Solve();
        return new(least, solution[^1], index.ToDictionary(x => x.Key, x => solution[x.Value], StringComparer.Ordinal), 0);
    }

    private static double Young(CpuShares cpu, bool callsRemotely) => cpu.PerYoung + (callsRemotely ? cpu.PerYoungRemote : 0);

    /// <summary>Functions with several tasks show the overlap.</summary>
    private static double OverlapOf(FirstExecutions first, MeasuredTasks measured, CpuShares cpu)
    {
        var (shared, all) = (UsualOverlap * OverlapWeightMs, OverlapWeightMs);
        foreach (var function in measured.Records.GroupBy(r => (r.SetupId, r.Group, r.Task)))
        {
            var (cold, settled) = (function.Where(r => r.IsCold).ToList(), function.Where(measured.Ages.IsSettled).Select(r => r.CpuMs).ToArray());
            var tasks = cold.SelectMany(r => r.Calls.Where(c => c.Where == CallSite.Local).Select(c => c.To))
                .Append(function.Key.Task)
                .Distinct()
                .ToList();
            if (tasks.Count < 2 || cold.Count == 0 || settled.Length < MinSettled || !tasks.TrueForAll(first.PerTask.ContainsKey))
                continue;
            var (sum, most) = (tasks.Sum(t => first.PerTask[t]), tasks.Max(t => first.PerTask[t]));
            var remote = cold.Exists(r => r.Calls.Any(c => c.Where == CallSite.Remote)) ? first.PerRemoteCall : 0;
            var extra =
                Statistics.Median(cold.Select(r => r.CpuMs)) - Statistics.Median(settled) - first.PerInstance - remote - Young(cpu, remote > 0);
            shared += cold.Count * Math.Clamp(sum - extra, 0, sum - most);
            all += cold.Count * (sum - most);
        }
        return shared / all;
    }
}
