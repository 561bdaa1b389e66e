using System.Collections.Immutable;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Estimation;

/// <summary>How long INIT takes.</summary>
/// <param name="BaseMs">In every instance, whatever runs in it.</param>
/// <param name="PerTask">What each task adds, ms.</param>
internal sealed record InitTimes(double BaseMs, IReadOnlyDictionary<string, double> PerTask)
{
    // Standard deviation of the prior of the times, ms.
    private const double BaseError = 20;
    private const double TaskError = 40;
    private const double RelativeNoise = 0.15;

    public static InitTimes Of(AppModel app, ImmutableArray<MeasuredSetup> history, IEnumerable<InvocationRecord> records, LambdaModel prior)
    {
        var groups = history
            .Select(m => m.Setup)
            .DistinctBy(s => s.Id)
            .SelectMany(s => s.Groups.Select(g => (s.Id, g)))
            .ToDictionary(x => (x.Id, x.g.Name), x => x.g);
        var functions = records
            .Where(r => r.IsCold && r.InitMs > 0)
            .GroupBy(r => (r.SetupId, r.Group))
            .Where(g => groups.ContainsKey(g.Key))
            .Select(g => (groups[g.Key].Tasks, Ms: Statistics.Median(g.Select(r => r.InitMs)), Count: g.Count()))
            .ToList();
        if (functions.Count == 0)
            return new(prior.InitMs, new Dictionary<string, double>());
        var index = app.Tasks.Select((t, i) => (t.Id, i)).ToDictionary(x => x.Id, x => x.i);
        var solver = new LeastSquares(index.Count + 1);
        // Most tasks add little, so the prior of the base is the duration of short INITs.
        solver.Expect(index.Count, Statistics.Quantile(Statistics.Sorted(functions.Select(f => f.Ms)), 0.25), 1 / (BaseError * BaseError));
        for (var i = 0; i < index.Count; i++)
            solver.Expect(i, 0, 1 / (TaskError * TaskError));
        foreach (var (tasks, ms, count) in functions)
        {
            var factors = new double[index.Count + 1];
            factors[^1] = 1;
            foreach (var task in tasks)
                factors[index[task]] = 1;
            solver.Add(factors, ms, count / Math.Pow(RelativeNoise * ms, 2));
        }
        var solution = solver.Solve();
        return new(solution[^1], index.ToDictionary(x => x.Key, x => solution[x.Value], StringComparer.Ordinal));
    }
}
