using Fusionize.Rounds;

namespace Fusionize.Live.Model;

/// <summary>A loop as it stands.</summary>
/// <param name="Round">The running round; 0: none yet.</param>
/// <param name="Phase">What it does; null: the loop hasn't begun, or has ended.</param>
/// <param name="MostRounds">The most rounds that may run.</param>
/// <param name="Report">The rounds so far; null: none has finished.</param>
/// <param name="HasEnded">Whether the loop has ended.</param>
public sealed record LoopState(int Round, RoundPhase? Phase, PhaseProgress Progress, int MostRounds, LoopReport? Report, bool HasEnded)
{
    /// <summary>How far the phase is; null: unknown.</summary>
    public int? Percent => Progress.Total > 0 ? Math.Clamp(100 * Progress.Done / Progress.Total, 0, 100) : null;
}
