using System.Collections.Immutable;

namespace Fusionize.Rounds.Load;

/// <summary>The result of a run.</summary>
/// <param name="Elapsed">The time until the last response.</param>
/// <param name="Cancelled">Whether the run was stopped. Requests without a response by then are left out.</param>
public sealed record LoadResult(ArrivalPlan Plan, ImmutableArray<LoadSample> Samples, TimeSpan Elapsed, bool Cancelled)
{
    /// <summary>The requests that were sent; null: one kind of request.</summary>
    public RequestMix? Mix { get; init; }

    public LoadSummary Summary => LoadSummary.Of(this);
}
