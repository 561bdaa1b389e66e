using System.Collections.Immutable;
using Fusionize.Records;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Estimation;

/// <summary>A task's calls in their usual order, and how its own work is spread between them. Calls that usually overlap are one stage.</summary>
internal sealed class CallOrder
{
    /// <summary>Speeds must differ by this factor to tell computing from waiting.</summary>
    private const double MinSpeedRatio = 1.3;
    private const int MinBeginnings = 5;

    private readonly ImmutableArray<ImmutableArray<CallStatistics>> _stages;
    private readonly Dictionary<(string To, CallKind Kind), int> _stageOf = [];
    private readonly int _executions;

    private CallOrder(ImmutableArray<ImmutableArray<CallStatistics>> stages, int executions)
    {
        _stages = stages;
        _executions = executions;
        for (var i = 0; i < stages.Length; i++)
        {
            foreach (var call in stages[i])
                _stageOf.Add((call.To, call.Kind), i);
        }
    }

    /// <summary>Number of stages.</summary>
    public int Length => _stages.Length;

    /// <param name="isKnown">Whether a task belongs to the application.</param>
    public static CallOrder Of(IEnumerable<Execution> executions, Func<string, bool> isKnown)
    {
        var calls = new SortedDictionary<(string To, CallKind Kind), CallStatistics>();
        var count = 0;
        foreach (var execution in executions)
        {
            foreach (var call in execution.Calls)
            {
                if (!isKnown(call.To))
                    continue;
                if (!calls.TryGetValue((call.To, call.Kind), out var statistics))
                    calls.Add((call.To, call.Kind), statistics = new(call.To, call.Kind));
                statistics.Add(count, call, execution.Start);
            }
            count++;
        }
        var ordered = calls.Values.OrderBy(c => c.MeanAt).ToList();
        var stages = ImmutableArray.CreateBuilder<ImmutableArray<CallStatistics>>();
        for (var i = 0; i < ordered.Count;)
        {
            var stage = new List<CallStatistics> { ordered[i++] };
            while (i < ordered.Count && stage.Exists(p => p.Overlaps(ordered[i])))
                stage.Add(ordered[i++]);
            stages.Add([.. stage]);
        }
        return new(stages.ToImmutable(), count);
    }

    /// <summary>
    /// How the task's own CPU time and waits are spread before, between and after the stages. Executions at different speeds tell computing from
    /// waiting. With
    /// one speed only, both are assumed to be spread like the time.
    /// </summary>
    /// <param name="speeds">Executions by how long 1 ms of CPU time takes.</param>
    /// <param name="beginnings">As <paramref name="speeds"/>, for executions whose work is known only before their first call, since others ran in
    /// parallel afterwards.</param>
    /// <param name="all">The task's total CPU time and wait, ms.</param>
    public Shares SharesOf(
        IReadOnlyList<(double MsPerCpuMs, IEnumerable<Execution> Executions)> speeds,
        IReadOnlyList<(double MsPerCpuMs, IEnumerable<Execution> Executions)> beginnings,
        (double CpuMs, double WaitMs) all
    )
    {
        if (Length == 0)
            return new([1], [1]);
        var gaps = speeds.Select(s => (s.MsPerCpuMs, Gaps: MeanGaps(s.Executions))).OrderBy(s => s.MsPerCpuMs).ToList();
        var (fast, slow) = (gaps[0], gaps[^1]);
        if (slow.MsPerCpuMs < MinSpeedRatio * fast.MsPerCpuMs)
            return WithBeginning(new(Normal(slow.Gaps), Normal(slow.Gaps)), beginnings, all);
        var parts = fast.Gaps.Zip(slow.Gaps, (f, s) => Part((fast.MsPerCpuMs, f), (slow.MsPerCpuMs, s))).ToList();
        return new(Normal([.. parts.Select(p => p.CpuMs)]), Normal([.. parts.Select(p => p.WaitMs)]));
    }

    /// <summary>The shares, with the first one corrected by beginnings at different speeds.</summary>
    private Shares WithBeginning(
        Shares shares,
        IReadOnlyList<(double MsPerCpuMs, IEnumerable<Execution> Executions)> beginnings,
        (double CpuMs, double WaitMs) all
    )
    {
        var known = beginnings
            .Select(b => (b.MsPerCpuMs, Ms: Beginnings(b.Executions).ToArray()))
            .Where(b => b.Ms.Length >= MinBeginnings)
            .OrderBy(b => b.MsPerCpuMs)
            .ToList();
        if (known.Count < 2 || known[^1].MsPerCpuMs < MinSpeedRatio * known[0].MsPerCpuMs)
            return shares;
        var (cpuMs, waitMs) = Part((known[0].MsPerCpuMs, Statistics.Median(known[0].Ms)), (known[^1].MsPerCpuMs, Statistics.Median(known[^1].Ms)));
        return new(Begin(shares.Cpu, cpuMs, all.CpuMs), Begin(shares.Wait, waitMs, all.WaitMs));

        static double[] Begin(double[] shares, double ms, double all)
        {
            if (all <= 0)
                return shares;
            var first = Math.Clamp(ms / all, 0, 1);
            var rest = 1 - shares[0];
            return Normal([first, .. shares.Skip(1).Select(s => (1 - first) * (rest > 0 ? s / rest : 1.0 / (shares.Length - 1)))]);
        }
    }

    /// <summary>CPU time and wait that explain durations at two speeds.</summary>
    private static (double CpuMs, double WaitMs) Part((double MsPerCpuMs, double Ms) fast, (double MsPerCpuMs, double Ms) slow)
    {
        var cpuMs = Math.Max(0, (slow.Ms - fast.Ms) / (slow.MsPerCpuMs - fast.MsPerCpuMs));
        return (cpuMs, Math.Max(0, fast.Ms - cpuMs * fast.MsPerCpuMs));
    }

    /// <summary>How long executions worked before the first stage.</summary>
    private IEnumerable<double> Beginnings(IEnumerable<Execution> executions) =>
        executions
            .Where(e => e.Calls.Exists(c => _stageOf.GetValueOrDefault((c.To, c.Kind), -1) == 0))
            .Select(e => Math.Max(0, e.Calls.Where(c => _stageOf.ContainsKey((c.To, c.Kind))).Min(c => c.AtMs) - e.Start));

    /// <summary>The stages as steps, with shares of the task's own work before, between and after them.</summary>
    public IEnumerable<Step> Interleave(Func<(double Cpu, double Wait), IEnumerable<Step>> work, Shares shares)
    {
        for (var i = 0; i <= Length; i++)
        {
            if (shares.Cpu[i] + shares.Wait[i] > 0)
            {
                foreach (var step in work((shares.Cpu[i], shares.Wait[i])))
                    yield return step;
            }
            if (i == Length)
                yield break;
            if (_stages[i].Length > 1)
            {
                yield return new ParallelStep([.. _stages[i].Select(c => c.Steps(_executions).ToImmutableArray())]);
                continue;
            }
            foreach (var step in _stages[i][0].Steps(_executions))
                yield return step;
        }
    }

    /// <summary>The task's own time before each stage and after the last one, in the executions with the most stages.</summary>
    private double[] MeanGaps(IEnumerable<Execution> executions)
    {
        var sums = new double[Length + 1];
        var (from, to) = (new double[Length], new double[Length]);
        var (most, count) = (0, 0);
        foreach (var execution in executions)
        {
            Array.Fill(from, double.PositiveInfinity);
            Array.Fill(to, double.NegativeInfinity);
            foreach (var call in execution.Calls)
            {
                if (!_stageOf.TryGetValue((call.To, call.Kind), out var stage))
                    continue;
                from[stage] = Math.Min(from[stage], call.AtMs);
                to[stage] = Math.Max(to[stage], CallStatistics.EndOf(call));
            }
            var happened = from.Count(double.IsFinite);
            if (happened < most)
                continue;
            if (happened > most)
            {
                Array.Clear(sums);
                count = 0;
            }
            most = happened;
            count++;
            var at = execution.Start;
            for (var i = 0; i < Length; i++)
            {
                if (double.IsInfinity(from[i]))
                    continue;
                sums[i] += Math.Max(0, from[i] - at);
                at = Math.Max(at, to[i]);
            }
            sums[^1] += Math.Max(0, execution.End - at);
        }
        return [.. sums.Select(s => s / Math.Max(1, count))];
    }

    private static double[] Normal(double[] gaps)
    {
        var sum = gaps.Sum();
        if (sum <= 0)
            return Shares.AllFirst(gaps.Length - 1).Cpu;
        // Tiny shares are just the moment between two calls.
        var shares = gaps.Select(g => g / sum < 0.01 ? 0 : g / sum).ToArray();
        var kept = shares.Sum();
        return [.. shares.Select(s => s / kept)];
    }

    /// <summary>Fractions of the work before each stage and after the last one; each array sums to 1.</summary>
    public sealed record Shares(double[] Cpu, double[] Wait)
    {
        public static Shares AllFirst(int stages)
        {
            var first = new double[stages + 1];
            first[0] = 1;
            return new(first, first);
        }
    }
}
