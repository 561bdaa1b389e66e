using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Optimization.Monitoring;

/// <summary>
/// When to look for a better setup, and how many requests to trace until then. While setups are tried, every request is traced. From then on lots of
/// requests are held beside the first ones under the setup that was chosen, by <see cref="ContinuousSampling"/>. A lot that differs by more
/// than noise makes every request traced again; if the next one differs in the same way, it is time to optimize. Immutable; stored between runs.
/// </summary>
public sealed record SamplingPlan
{
    /// <summary>Lots of requests that say what is usual under a setup.</summary>
    public const int ReferenceLots = 5;

    public const int DefaultLot = 50;
    public const int DefaultClearance = 10;
    public const double DefaultFraction = 0.05;

    public required string App { get; init; }

    /// <summary>The setup that is watched; null while setups are being tried.</summary>
    public string? SetupId { get; init; }

    public ContinuousSampling Sampling { get; init; } = new(DefaultClearance, DefaultFraction);

    /// <summary>One request says nothing; so many together are one that is looked at.</summary>
    public int LotRequests { get; init; } = DefaultLot;

    /// <summary>Records from before say nothing any more (Unix ms).</summary>
    public double Since { get; init; }

    /// <summary>What began no later than this was looked at (Unix ms).</summary>
    public double LookedUntil { get; init; }

    /// <summary>Lots looked at under the setup.</summary>
    public int Lots { get; init; }

    public ImmutableArray<Behavior> Reference { get; init; } = [];

    /// <summary>The lot that isn't full yet.</summary>
    public Behavior? Open { get; init; }
    public double OpenSince { get; init; }

    /// <summary>The lot before the last full one wasn't as usual: when it began, and how it differed.</summary>
    public double SuspectSince { get; init; }
    public ImmutableArray<Drift> Suspicion { get; init; } = [];

    [JsonIgnore]
    public bool IsWatching => SetupId is not null;

    /// <summary>What <c>FUSIONIZE_TRACE</c> is to say.</summary>
    [JsonIgnore]
    public double TraceFraction => IsWatching ? Sampling.TraceFraction : 1;

    /// <summary>The plan once no better setup is known: from now on this one is watched.</summary>
    public SamplingPlan Watch(string setupId) => this with
    {
        SetupId = setupId, LookedUntil = Since, Sampling = new(Sampling.Clearance, Sampling.Fraction), Lots = 0, Reference = [], Open = null, SuspectSince = 0, Suspicion = [],
    };

    /// <summary>The plan while setups are tried, from records that begin after a time.</summary>
    public SamplingPlan Optimize(double since) => Watch("") with { SetupId = null, Since = since };

    /// <summary>Looks at records, those before <see cref="LookedUntil"/> left out, of the setup that is watched.</summary>
    /// <param name="age">See <see cref="Behavior.Of"/>.</param>
    public PlanVerdict Look(IEnumerable<InvocationRecord> records, FusionSetup setup, Func<InvocationRecord, InstanceAge> age)
    {
        if (setup.Id != SetupId)
            throw new ArgumentException($"The plan watches setup {SetupId}, not {setup.Id}.", nameof(setup));
        var plan = this;
        var part = new List<InvocationRecord>();
        var requests = Open?.Requests ?? 0;
        foreach (var record in records.Where(r => r.SetupId == SetupId && r.StartMs > LookedUntil).OrderBy(r => r.StartMs).ThenBy(r => r.RequestId, StringComparer.Ordinal))
        {
            // A lot ends where the next one's first request begins.
            if (record.IsRoot && requests == LotRequests)
            {
                plan = plan.Take(part, setup, age);
                var (next, drifts) = plan.Close();
                part.Clear();
                requests = 0;
                plan = next;
                if (!drifts.IsEmpty)
                    return new(plan, drifts, plan.SuspectSince);
            }
            part.Add(record);
            requests += record.IsRoot ? 1 : 0;
        }
        return new(plan.Take(part, setup, age), [], 0);
    }

    private SamplingPlan Take(List<InvocationRecord> part, FusionSetup setup, Func<InvocationRecord, InstanceAge> age)
        => part.Count == 0 ? this : this with
        {
            Open = (Open ?? Behavior.Nothing).With(Behavior.Of(part, setup, age)),
            OpenSince = Open is null ? part[0].StartMs : OpenSince,
            LookedUntil = part[^1].StartMs,
        };

    /// <summary>The open lot is full: does it conform?</summary>
    private (SamplingPlan Next, ImmutableArray<Drift> Confirmed) Close()
    {
        var lot = Open!;
        var plan = this with { Open = null, Lots = Lots + 1 };
        if (Reference.Length < ReferenceLots)
            return (plan with { Reference = Reference.Add(lot), Sampling = Sampling.Inspect(true).Next }, []);
        var drifts = Drift.Detect(Reference, lot);
        plan = plan with { Sampling = Sampling.Inspect(drifts.IsEmpty).Next };
        if (drifts.IsEmpty)
            return (plan with { SuspectSince = 0, Suspicion = [] }, []);
        // One lot may have met a neighbour's bad minute; what two in a row show in the same way is there.
        var again = drifts.Where(d => Suspicion.Any(s => s.What == d.What && Math.Sign(s.Change) == Math.Sign(d.Change))).ToImmutableArray();
        return again.IsEmpty ? (plan with { SuspectSince = OpenSince, Suspicion = drifts }, []) : (plan with { Suspicion = drifts }, again);
    }
}

/// <summary>What a look at the records came to.</summary>
/// <param name="Plan">The plan afterwards.</param>
/// <param name="Drifts">What differs from what the setup was chosen for; empty: nothing to do.</param>
/// <param name="Since">When that began (Unix ms): earlier records don't tell of the application as it is now.</param>
public sealed record PlanVerdict(SamplingPlan Plan, ImmutableArray<Drift> Drifts, double Since)
{
    public bool Optimize => !Drifts.IsEmpty;

    /// <summary>In words.</summary>
    public string Why => Optimize
        ? $"Re-optimize: {string.Join("; ", Drifts.Take(3))}{(Drifts.Length > 3 ? $"; {Drifts.Length - 3} more" : "")}; in two lots of {Plan.LotRequests} requests in a row."
        : !Plan.IsWatching ? "Setups are being tried."
        : Plan.Suspicion is [var first, ..] ? $"Nothing to do yet: the last lot isn't as usual ({first}); the next one decides. Every request is to be traced."
        : Plan.Sampling.IsFull
            ? $"Nothing to do: in full inspection, {Plan.Sampling.ConformingInARow} of {Plan.Sampling.Clearance} lots of {Plan.LotRequests} requests conform. Every request is to be traced."
            : string.Create(CultureInfo.InvariantCulture, $"Nothing to do: in the sampling phase, conforming ({Plan.Lots} lots of {Plan.LotRequests} requests). {100 * Plan.TraceFraction:0.#} % of the requests are to be traced.");
}
