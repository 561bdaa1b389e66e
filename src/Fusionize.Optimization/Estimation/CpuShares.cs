using Fusionize.CompilerServices;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Estimation;

/// <summary>
/// CPU time per execution of each task and per remote call: what makes the CPU times of settled invocations most likely, given what ran in
/// them. Typical times; what is now and then needed beyond (compilers in the background, collections) is said apart.
/// </summary>
internal sealed class CpuShares
{
    /// <summary>Of a pattern of calls seen less often nobody knows what is typical.</summary>
    private const int Enough = 5;
    private const double MaxExcess = 3;
    private const int SlowMB = 400;

    /// <summary>What the compiler of .NET needs per invocation of a young instance, and beyond it where functions are called; by the samples' first rounds.</summary>
    private const double ExpectedYoungMs = 3;
    private const double ExpectedYoungRemoteMs = 9;
    private const double YoungError = 0.4;
    private const double YoungPart = 0.15;
    private const double MuchMs = 5;

    /// <summary>Invocations of about the same age tell together what young ones need more.</summary>
    private static readonly int[] s_ages = [0, 3, 6, 11, 20, OldEnough];
    private const int OldEnough = 40;

    private readonly InvocationAges _ages;
    private readonly double _decay;

    private readonly Dictionary<string, int> _index;
    private readonly double[] _solution;
    private readonly Dictionary<string, double> _errors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _excess = new(StringComparer.Ordinal);

    public CpuShares(AppModel app, IEnumerable<InvocationRecord> records, InvocationAges ages, LambdaModel prior)
    {
        _index = app.Tasks.Select((t, i) => (t.Id, i)).ToDictionary(x => x.Id, x => x.i);
        _ages = ages;
        _decay = prior.YoungInvocations;
        var solver = new LeastSquares(_index.Count + 5);
        // The client's share of a remote call can't be told from the caller's own work by one round alone; most callers only call.
        solver.Expect(Sync, Mean(prior.SyncCpuMs, prior.SyncSigma), 0.3);
        solver.Expect(Async, Mean(prior.HandOverCpuMs, prior.HandOverSigma), 0.3);
        solver.Expect(Runtime, prior.RuntimeCpuMs, 0.3);
        solver.Expect(Young, ExpectedYoungMs, 1 / (ExpectedYoungMs * ExpectedYoungMs));
        solver.Expect(YoungRemote, ExpectedYoungRemoteMs, 1 / (ExpectedYoungRemoteMs * ExpectedYoungRemoteMs / 4));
        var excess = new Dictionary<string, (double Typical, double Mean)>(StringComparer.Ordinal);
        foreach (var function in records.Where(r => ages.AgeOf(r) is not null).GroupBy(r => (r.SetupId, r.Group, r.Task)))
        {
            var (typical, mean) = (0.0, 0.0);
            var patterns = function.GroupBy(PatternOf).ToList();
            var rare = patterns.Where(p => p.Count() < Enough).SelectMany(p => p).ToList();
            foreach (var pattern in patterns.Where(p => p.Count() >= Enough).Select(p => p.ToList()).Append(rare).Where(r => r.Count > 0))
            {
                foreach (var rows in pattern.GroupBy(r => Array.FindLastIndex(s_ages, from => ages.AgeOf(r) >= from)).Select(g => g.ToList()))
                {
                    var cpu = Statistics.Sorted(rows.Select(r => r.CpuMs));
                    var row = rows.Count < Enough ? Statistics.Median(cpu) : Typical(cpu, ages.AgeOf(rows[0]) < OldEnough);
                    var deviation = Math.Sqrt(cpu.Sum(c => (c - row) * (c - row)) / Math.Max(1, cpu.Length - 1) / cpu.Length);
                    var factors = FactorsOf(rows);
                    // Who does little has little code.
                    factors[Young] *= Math.Min(1, row / MuchMs);
                    // Relative deviations count: else the longest task alone would decide. How much compiling there is differs from task to task; code that is
                    // stopped again and again because it has little of a vCPU needs more than it will elsewhere.
                    var young = YoungError * (factors[Young] * ExpectedYoungMs + factors[YoungRemote] * ExpectedYoungRemoteMs);
                    var error = deviation + (0.05 + (rows[0].MemoryMB < SlowMB ? 0.05 : 0)) * row + 0.05 + young + YoungPart * factors[Young] * row;
                    solver.Add(factors, row, 1 / (error * error));
                    _errors[function.Key.Task] = deviation;
                    // What young instances need beyond is said by their age.
                    if (ages.AgeOf(rows[0]) < OldEnough || rows.Count < Enough)
                        continue;
                    var weight = rows.Count * row / (error * error);
                    typical += row * weight;
                    mean += Statistics.Mean(cpu) * weight;
                }
            }
            foreach (var task in function.First().Calls.Where(c => c.Where == CallSite.Local).Select(c => c.To).Append(function.Key.Task).Distinct())
            {
                var (t, m) = excess.GetValueOrDefault(task);
                excess[task] = (t + typical, m + mean);
            }
        }
        foreach (var (task, (typical, mean)) in excess)
            _excess[task] = typical > 0 ? Math.Clamp(mean / typical - 1, 0, MaxExcess) : 0;
        _solution = solver.Solve();
    }

    public double PerInvocation => _solution[Runtime];

    public double PerSyncCall => _solution[Sync];

    public double PerHandOver => _solution[Async];

    private int Sync => _index.Count;

    private int Async => _index.Count + 1;

    private int Runtime => _index.Count + 2;

    private int Young => _index.Count + 3;

    private int YoungRemote => _index.Count + 4;

    /// <summary>What the compiler needs in an instance's first invocation that isn't cold; see <see cref="LambdaModel.YoungCpuMs"/>.</summary>
    public double PerYoung => _solution[Young];

    public double PerYoungRemote => _solution[YoungRemote];

    public double Of(string task) => _solution[_index[task]];

    /// <summary>Standard error, as far as it shows.</summary>
    public double ErrorOf(string task) => _errors.GetValueOrDefault(task);

    /// <summary>What the task needs now and then beyond the typical, in the mean of all executions, as a part of the typical.</summary>
    public double ExcessOf(string task) => _excess.GetValueOrDefault(task);

    private static string PatternOf(InvocationRecord record)
        => string.Join(' ', record.Calls.Select(c => (c.Where == CallSite.Remote ? c.Kind == CallKind.Sync ? ">" : "~" : "") + c.To).Order(StringComparer.Ordinal));

    private double[] FactorsOf(List<InvocationRecord> records)
    {
        var factors = new double[_index.Count + 5];
        foreach (var record in records)
        {
            factors[Runtime]++;
            factors[_index[record.Task]]++;
            var young = Math.Exp(-_ages.AgeOf(record)!.Value / _decay);
            factors[Young] += young;
            if (record.Calls.Any(c => c.Where == CallSite.Remote))
                factors[YoungRemote] += young;
            foreach (var call in record.Calls)
            {
                if (call.Where == CallSite.Remote)
                    factors[call.Kind == CallKind.Sync ? Sync : Async]++;
                else if (_index.TryGetValue(call.To, out var to))
                    factors[to]++;
            }
        }
        for (var i = 0; i < factors.Length; i++)
            factors[i] /= records.Count;
        return factors;
    }

    /// <summary>Mean of the middle half; of young instances, where the compiler only adds, of the quarter below the median.</summary>
    private static double Typical(double[] sorted, bool isYoung)
    {
        var cut = sorted.Length / 4;
        return Statistics.Mean(sorted.AsSpan(cut, (isYoung ? (sorted.Length + 1) / 2 : sorted.Length - cut) - cut));
    }

    private static double Mean(double median, double sigma) => median * Math.Exp(sigma * sigma / 2);
}
