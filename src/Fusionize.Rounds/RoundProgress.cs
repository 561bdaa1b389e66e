namespace Fusionize.Rounds;

public enum RoundPhase : byte
{
    Build,
    Deploy,
    Load,
    Drain,
    Extract,
    Optimize,

    /// <summary>No better setup is known; the text says what the sampling plan says.</summary>
    Watch,
}

/// <summary>How far a phase is; <paramref name="Total"/> 0: nobody knows.</summary>
public readonly record struct PhaseProgress(int Done, int Total, string? Text);

/// <summary>What a loop is doing.</summary>
public readonly record struct RoundProgress(int Round, RoundPhase Phase, PhaseProgress Progress);
