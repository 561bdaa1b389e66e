using System.Collections.Immutable;

namespace Fusionize.Optimization;

/// <summary>The options of a search: constraints and effort.</summary>
internal sealed record SearchOptions
{
    /// <summary>No constraints, the usual effort.</summary>
    public static SearchOptions Default { get; } = new();

    /// <summary>Conditions that every setup must satisfy.</summary>
    public SearchConstraints Constraints { get; init; } = new();

    /// <summary>Memory that a function without tasks has in use.</summary>
    public double BaseMemoryMB { get; init; }

    /// <summary>Memory that each task adds to its function.</summary>
    public ImmutableSortedDictionary<string, double> TaskMemoryMB { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>Whether every configuration of a synchronous callee is combined with every one of the others: much slower, a little better.</summary>
    public bool IsThorough { get; init; }

    /// <summary>Groupings that are tried per function. An application with more is searched by local search instead of exhaustively.</summary>
    public int MaxGroupings { get; init; } = 5_000;

    /// <summary>Points of a function's Pareto front that its callers are tried with.</summary>
    public int MaxPoints { get; init; } = 12;
}
