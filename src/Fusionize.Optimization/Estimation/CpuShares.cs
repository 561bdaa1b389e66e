using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Estimation;

/// <summary>
/// CPU time per execution of each task and per remote call: the values that best explain the CPU times of invocations, given what ran in them. These
/// are typical times; CPU time that is needed only sometimes (background compilation, garbage collections) is a separate excess.
/// </summary>
internal sealed class CpuShares
{
    /// <summary>A pattern of calls must occur this often to have a typical CPU time.</summary>
    private const int MinSamples = 5;
    private const double MaxExcess = 3;
    private const int SlowMB = 400;

    /// <summary>
    /// CPU time of .NET's compiler per invocation of a young instance, and the addition if functions are called; from the first rounds of the
    /// samples.
    /// </summary>
    private const double ExpectedYoungMs = 3;
    private const double ExpectedYoungRemoteMs = 9;
    private const double YoungError = 0.4;
    private const double YoungPart = 0.15;
    private const double MuchMs = 5;

    /// <summary>Invocations are grouped by the age of their instance; each group begins here.</summary>
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
        // One round alone can't tell the client's share of a remote call from the caller's own work, so the prior has weight.
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
            var rare = patterns.Where(p => p.Count() < MinSamples).SelectMany(p => p).ToList();
            foreach (var pattern in patterns.Where(p => p.Count() >= MinSamples).Select(p => p.ToList()).Append(rare).Where(r => r.Count > 0))
            {
                foreach (var rows in pattern.GroupBy(r => Array.FindLastIndex(s_ages, from => ages.AgeOf(r) >= from)).Select(g => g.ToList()))
                {
                    var cpu = Statistics.Sorted(rows.Select(r => r.CpuMs));
                    var row = rows.Count < MinSamples ? Statistics.Median(cpu) : Typical(cpu, ages.AgeOf(rows[0]) < OldEnough);
                    var deviation = Math.Sqrt(cpu.Sum(c => (c - row) * (c - row)) / Math.Max(1, cpu.Length - 1) / cpu.Length);
                    var factors = FactorsOf(rows);
                    // A function that does little has little code to compile.
                    factors[Young] *= Math.Min(1, row / MuchMs);
                    // Errors are relative, so that the longest task doesn't decide alone. Tasks differ in how much there is to compile, and
                    // a small function, which is paused again and again, needs more CPU time than a larger one.
                    var young = YoungError * (factors[Young] * ExpectedYoungMs + factors[YoungRemote] * ExpectedYoungRemoteMs);
                    var error = deviation + (0.05 + (rows[0].MemoryMB < SlowMB ? 0.05 : 0)) * row + 0.05 + young + YoungPart * factors[Young] * row;
                    solver.Add(factors, row, 1 / (error * error));
                    _errors[function.Key.Task] = deviation;
                    // The excess of young instances is explained by their age.
                    if (ages.AgeOf(rows[0]) < OldEnough || rows.Count < MinSamples)
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

    /// <summary>CPU time of the compiler in an instance's first invocation after the cold one; see <see cref="LambdaModel.YoungCpuMs"/>.</summary>
    public double PerYoung => _solution[Young];

    public double PerYoungRemote => _solution[YoungRemote];

    public double Of(string task) => _solution[_index[task]];

    /// <summary>Standard error of a task's CPU time; 0 if unknown.</summary>
    public double ErrorOf(string task) => _errors.GetValueOrDefault(task);

    /// <summary>Mean CPU time beyond the typical one, over all executions, as a fraction of the typical one.</summary>
    public double ExcessOf(string task) => _excess.GetValueOrDefault(task);

    private static string PatternOf(InvocationRecord record) =>
        string.Join(
            ' ',
            record
                .Calls.Select(c =>
                    (
                        c.Where == CallSite.Remote
                            ? c.Kind == CallKind.Sync
                                ? ">"
                                : "~"
                            : ""
                    ) + c.To
                )
                .Order(StringComparer.Ordinal)
        );

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

    /// <summary>Mean of the middle half. For young instances, mean of the quarter below the median, since compilation only adds time.</summary>
    private static double Typical(double[] sorted, bool isYoung)
    {
        var cut = sorted.Length / 4;
        return Statistics.Mean(sorted.AsSpan(cut, (isYoung ? (sorted.Length + 1) / 2 : sorted.Length - cut) - cut));
    }

    private static double Mean(double median, double sigma) => median * Math.Exp(sigma * sigma / 2);
}
