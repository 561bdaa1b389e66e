namespace Fusionize.Records;

/// <summary>One round: what was tried, why, and, once it has run, what came of it.</summary>
public sealed record RoundRecord
{
    public required int Round { get; init; }
    public required string App { get; init; }
    public required string SetupId { get; init; }
    public required string Notation { get; init; }

    /// <summary>Who proposed the setup: an optimizer's name, or <c>initial</c>, <c>pin</c>, <c>rollback</c>.</summary>
    public required string Proposer { get; init; }

    public string? Goal { get; init; }

    /// <summary>Why, in words.</summary>
    public required string Decision { get; init; }

    public required DateTimeOffset Started { get; init; }
    public DateTimeOffset? Ended { get; init; }
    public SetupOutcome? Outcome { get; init; }

    /// <summary>What went on around the measurements; null where nobody looked.</summary>
    public RoundConditions? Conditions { get; init; }

    /// <summary>What the round showed, in words: kept, refined, reverted.</summary>
    public string? Verdict { get; init; }
}
