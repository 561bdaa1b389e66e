namespace Fusionize.Records;

/// <summary>One round: the setup that was tried, the reason, and the outcome once it has run.</summary>
public sealed record RoundRecord
{
    public required int Round { get; init; }
    public required string App { get; init; }
    public required string SetupId { get; init; }
    public required string Notation { get; init; }

    /// <summary>Who proposed the setup: an optimizer's name, or <c>initial</c>, <c>pin</c>, <c>rollback</c>.</summary>
    public required string Proposer { get; init; }

    public string? Goal { get; init; }

    /// <summary>The reason, in words.</summary>
    public required string Decision { get; init; }

    public required DateTimeOffset Started { get; init; }
    public DateTimeOffset? Ended { get; init; }
    public SetupOutcome? Outcome { get; init; }

    /// <summary>The state of the machine during the measurements; null if unknown.</summary>
    public RoundConditions? Conditions { get; init; }

    /// <summary>The outcome, in words: kept, refined, reverted.</summary>
    public string? Verdict { get; init; }
}
