namespace Fusionize.Rounds;

public enum RoundPhase : byte
{
    Build,
    Deploy,
    Load,
    Drain,
    Extract,
    Optimize,

    /// <summary>No better setup is known; the text is the state of the sampling plan.</summary>
    Watch,
}

/// <summary>The progress of a phase; <paramref name="Total"/> is 0 if it isn't known.</summary>
public readonly record struct PhaseProgress(int Done, int Total, string? Text);

/// <summary>The current activity of a loop.</summary>
public readonly record struct RoundProgress(int Round, RoundPhase Phase, PhaseProgress Progress);
