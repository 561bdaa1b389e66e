using System.Collections.Immutable;

namespace Fusionize.Rounds.Load;

/// <summary>The result of a run.</summary>
/// <param name="Elapsed">Until the last answer.</param>
/// <param name="Cancelled">The run was stopped; requests without an answer by then are left out.</param>
public sealed record LoadResult(ArrivalPlan Plan, ImmutableArray<LoadSample> Samples, TimeSpan Elapsed, bool Cancelled)
{
    /// <summary>What was sent; null: one kind of request.</summary>
    public RequestMix? Mix { get; init; }

    public LoadSummary Summary => LoadSummary.Of(this);
}
