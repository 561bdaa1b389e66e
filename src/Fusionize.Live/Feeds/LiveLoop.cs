using Fusionize.Live.Model;
using Fusionize.Rounds;

namespace Fusionize.Live.Feeds;

/// <summary>A running loop, as it reports itself to the dashboard.</summary>
/// <param name="folder">The loop's folder.</param>
/// <param name="rounds">The most rounds that may run.</param>
public sealed class LiveLoop(LoopFolder folder, int rounds) : IProgress<RoundProgress>
{
    private readonly Lock _gate = new();
    private LoopState _state = new(0, null, default, rounds, null, false);

    /// <summary>The loop's folder.</summary>
    public LoopFolder Folder => folder;

    internal LoopState State
    {
        get
        {
            lock (_gate)
                return _state;
        }
    }

    /// <summary>
    /// Changes with the finished rounds; null while requests are being measured, because reading the loop's records would disturb them.
    /// </summary>
    internal int? ReportVersion =>
        State is { Report: { } report, Phase: not (RoundPhase.Load or RoundPhase.Drain) } state
            ? 2 * report.Rounds.Length + (state.HasEnded ? 1 : 0)
            : null;

    public void Report(RoundProgress value)
    {
        lock (_gate)
            _state = _state with { Round = value.Round, Phase = value.Phase, Progress = value.Progress };
    }

    /// <summary>Called after each round.</summary>
    public void RoundFinished(LoopReport report)
    {
        lock (_gate)
            _state = _state with { Report = report };
    }

    /// <summary>Called at the end of the loop.</summary>
    public void Finished(LoopReport report)
    {
        lock (_gate)
            _state = _state with { Report = report, Phase = null, HasEnded = true };
    }
}
