using System.Collections.Immutable;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Estimation;

/// <summary>An assumption about a task's work that one memory size alone doesn't show: its threads, and where it waits.</summary>
/// <param name="HiddenMs">Waiting time beyond the estimated one; negative if the estimate is too high.</param>
/// <param name="Pieces">Number of alternations between computing and waiting.</param>
internal sealed record WorkHypothesis(int Threads, double HiddenMs, int Pieces)
{
    /// <summary>Whether it waits before it computes. This matters only if something else runs at the same time.</summary>
    public bool WaitsFirst { get; init; }

    /// <summary>Whether the hidden waits are in the last part of its work, after its calls, instead of spread evenly.</summary>
    public bool HiddenLast { get; init; }

    /// <summary>The prior's penalty for the assumption.</summary>
    public double Penalty =>
        (
            Threads switch
            {
                1 => 0,
                2 => 4,
                _ => 9,
            }
        )
        + Math.Pow(HiddenMs / 15, 2)
        + (Pieces == 1 ? 0 : 0.3)
        + (WaitsFirst ? 0.5 : 0)
        + (HiddenLast ? 0.5 : 0);

    /// <summary>The task's steps if the assumption is right.</summary>
    public ImmutableArray<Step> Apply(ImmutableArray<Step> steps)
    {
        var own = steps.OfType<CpuStep>().Where(c => c.Probability >= 1).ToList();
        var last = Array.FindLastIndex([.. steps], s => s is CpuStep { Probability: >= 1 });
        var (cpuMs, waitMs) = (own.Sum(c => c.CpuMs), steps.OfType<WaitStep>().Sum(w => w.WaitMs));
        var explained = ImmutableArray.CreateBuilder<Step>();
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i] is not CpuStep { Probability: >= 1 } cpu)
            {
                // A wait with no work before it.
                explained.Add(
                    steps[i] is WaitStep alone && HiddenMs < 0
                        ? alone with
                        {
                            WaitMs = Math.Max(0, alone.WaitMs * (1 + HiddenMs / waitMs)),
                        }
                        : steps[i]
                );
                continue;
            }
            var wait = i + 1 < steps.Length && steps[i + 1] is WaitStep next && next.From.AsSpan().SequenceEqual(cpu.From.AsSpan()) ? next : null;
            // Hidden waits are spread like the work.
            var share =
                !HiddenLast ? cpu.CpuMs / cpuMs
                : i == last ? 1
                : 0;
            var part =
                HiddenMs >= 0 ? HiddenMs * share
                : wait is null ? 0
                : HiddenMs * wait.WaitMs / waitMs;
            var pieces = Math.Max(1, (int)Math.Round(Pieces * share));
            var ms = Math.Max(0, (wait?.WaitMs ?? 0) + part);
            for (var piece = 0; piece < pieces; piece++)
            {
                Step[] turn =
                [
                    cpu with
                    {
                        CpuMs = cpu.CpuMs / pieces,
                        Threads = Threads,
                    },
                    wait is null ? new WaitStep(ms / pieces) { From = cpu.From } : wait with { WaitMs = ms / pieces },
                ];
                if (WaitsFirst)
                    Array.Reverse(turn);
                explained.AddRange(turn.Where(s => s is CpuStep || ms > 0));
            }
            if (wait is not null)
                i++;
        }
        return explained.ToImmutable();
    }
}
