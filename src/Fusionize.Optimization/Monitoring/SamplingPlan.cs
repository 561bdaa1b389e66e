using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Optimization.Monitoring;

/// <summary>
/// When to look for a better setup, and how many requests to trace until then. While setups are tried, every request is traced. Afterwards lots of
/// requests are compared with the first ones under the chosen setup, by <see cref="ContinuousSampling"/>. If a lot differs by more than noise, every
/// request is traced again; if the next lot differs in the same way, it is time to optimize. Immutable; stored between runs.
/// </summary>
public sealed record SamplingPlan
{
    /// <summary>The first lots under a setup, with which later ones are compared.</summary>
    public const int ReferenceLots = 5;

    /// <summary>Requests per lot, if nothing else is asked for.</summary>
    public const int DefaultLot = 50;

    /// <summary>Lots that must conform in a row, if nothing else is asked for.</summary>
    public const int DefaultClearance = 10;

    /// <summary>The fraction traced while sampling, if nothing else is asked for.</summary>
    public const double DefaultFraction = 0.05;

    /// <summary>Limit of the tracing cost while setups are tried, as a part of the application's own cost.</summary>
    public const double MaxSearchingCost = 0.1;

    /// <summary>Limit of the tracing cost once a setup is settled.</summary>
    public const double MaxSettledCost = 0.02;

    private const double MinCostChange = 0.2;

    /// <summary>With less, lots would take too long.</summary>
    private const double MinFraction = 0.001;

    /// <summary>The application.</summary>
    public required string App { get; init; }

    /// <summary>The setup that is watched; null while setups are being tried.</summary>
    public string? SetupId { get; init; }

    /// <summary>How many lots conformed, and what that means for tracing.</summary>
    public ContinuousSampling Sampling { get; init; } = new(DefaultClearance, DefaultFraction);

    /// <summary>Requests per lot: one request alone shows nothing.</summary>
    public int LotRequests { get; init; } = DefaultLot;

    /// <summary>Earlier records are outdated (Unix ms).</summary>
    public double Since { get; init; }

    /// <summary>Invocations up to this start were inspected (Unix ms).</summary>
    public double LookedUntil { get; init; }

    /// <summary>Lots inspected under the setup.</summary>
    public int Lots { get; init; }

    /// <summary>The first lots under the setup.</summary>
    public ImmutableArray<Behavior> Reference { get; init; } = [];

    /// <summary>The lot that isn't complete yet; null if none was begun.</summary>
    public Behavior? Open { get; init; }

    /// <summary>When that lot began (Unix ms).</summary>
    public double OpenSince { get; init; }

    /// <summary>When the last complete lot began, if it differed (Unix ms).</summary>
    public double SuspectSince { get; init; }

    /// <summary>How the last complete lot differed; empty if it conformed.</summary>
    public ImmutableArray<Drift> Suspicion { get; init; } = [];

    /// <summary>Whether a setup is watched, rather than setups being tried.</summary>
    [JsonIgnore]
    public bool IsWatching => SetupId is not null;

    /// <summary>
    /// What tracing every request would cost, as a part of the application's own cost, by the latest records; 0 if unknown. It limits the fractions
    /// below.
    /// </summary>
    public double FullCost { get; init; }

    /// <summary>The fraction traced while setups are tried or lots are inspected: all requests, unless that costs too much.</summary>
    public double SearchingFraction => Affordable(MaxSearchingCost, 1);

    /// <summary>The fraction traced once a setup is settled.</summary>
    [JsonIgnore]
    public double SettledFraction => Affordable(MaxSettledCost, Sampling.Fraction);

    /// <summary>
    /// The fraction of requests to trace now, for <c>FUSIONIZE_TRACE</c>. Stored, so that deployments needn't know the plan's rules.
    /// </summary>
    public double TraceFraction => IsWatching && !Sampling.IsFull ? SettledFraction : SearchingFraction;

    /// <summary>The plan of an application that has none.</summary>
    public static SamplingPlan Begin(string app) => new SamplingOptions().Begin(app);

    /// <summary>The plan with what tracing costs by the latest records. Small changes don't count: another fraction restarts all instances.</summary>
    public SamplingPlan WithCost(MonitoringCost? cost) =>
        cost?.At(1).PartOfCost is { } full && Math.Abs(full - FullCost) > MinCostChange * FullCost ? this with { FullCost = full } : this;

    private double Affordable(double maxCost, double most) =>
        FullCost * most <= maxCost ? most : Math.Max(MinFraction, Math.Floor(1000 * maxCost / FullCost) / 1000);

    /// <summary>The plan when no better setup is known: this one is watched from now on.</summary>
    public SamplingPlan Watch(string setupId) =>
        this with
        {
            SetupId = setupId,
            LookedUntil = Since,
            Sampling = new(Sampling.Clearance, Sampling.Fraction),
            Lots = 0,
            Reference = [],
            Open = null,
            SuspectSince = 0,
            Suspicion = [],
        };

    /// <summary>The plan while setups are tried; earlier records than <paramref name="since"/> are outdated.</summary>
    public SamplingPlan Optimize(double since) => Watch("") with { SetupId = null, Since = since };

    /// <summary>Inspects new records of the watched setup.</summary>
    /// <param name="records">Records that were inspected before are left out.</param>
    /// <param name="setup">The watched setup.</param>
    /// <param name="age">See <see cref="Behavior.Of"/>.</param>
    public PlanVerdict Look(IEnumerable<InvocationRecord> records, FusionSetup setup, Func<InvocationRecord, InstanceAge> age)
    {
        if (setup.Id != SetupId)
            throw new ArgumentException($"The plan watches setup {SetupId}, not {setup.Id}.", nameof(setup));
        var plan = this;
        var part = new List<InvocationRecord>();
        var requests = Open?.Requests ?? 0;
        foreach (
            var record in records
                .Where(r => r.SetupId == SetupId && r.StartMs > LookedUntil)
                .OrderBy(r => r.StartMs)
                .ThenBy(r => r.RequestId, StringComparer.Ordinal)
        )
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

    private SamplingPlan Take(List<InvocationRecord> part, FusionSetup setup, Func<InvocationRecord, InstanceAge> age) =>
        part.Count == 0
            ? this
            : this with
            {
                Open = (Open ?? Behavior.Nothing).With(Behavior.Of(part, setup, age)),
                OpenSince = Open is null ? part[0].StartMs : OpenSince,
                LookedUntil = part[^1].StartMs,
            };

    /// <summary>Compares the complete lot with the first ones.</summary>
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
        // One lot may differ because other work ran on the machine. A change counts when two lots in a row show it.
        var again = drifts.Where(d => Suspicion.Any(s => s.What == d.What && Math.Sign(s.Change) == Math.Sign(d.Change))).ToImmutableArray();
        return again.IsEmpty ? (plan with { SuspectSince = OpenSince, Suspicion = drifts }, []) : (plan with { Suspicion = drifts }, again);
    }
}

/// <summary>The result of <see cref="SamplingPlan.Look"/>.</summary>
/// <param name="Plan">The plan afterwards.</param>
/// <param name="Drifts">What has changed since the setup was chosen; empty: nothing to do.</param>
/// <param name="Since">When that began (Unix ms): earlier records are outdated.</param>
public sealed record PlanVerdict(SamplingPlan Plan, ImmutableArray<Drift> Drifts, double Since)
{
    /// <summary>Whether it is time to optimize.</summary>
    public bool Optimize => !Drifts.IsEmpty;

    /// <summary>In words.</summary>
    public string Why =>
        Optimize
            ? $"Re-optimize: {string.Join("; ", Drifts.Take(3))}{(Drifts.Length > 3 ? $"; {Drifts.Length - 3} more" : "")}; "
                + $"in two lots of {Plan.LotRequests} requests in a row."
        : !Plan.IsWatching ? "Setups are being tried."
        : Plan.Suspicion is [var first, ..] ? $"Nothing to do yet: the last lot differed ({first}); the next one decides. {Trace}"
        : Plan.Sampling.IsFull
            ? $"Nothing to do: full inspection, {Plan.Sampling.ConformingInARow} of {Plan.Sampling.Clearance} lots of {Plan.LotRequests} requests "
                + $"conform. {Trace}"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"Nothing to do: sampling, {Plan.Lots} lots of {Plan.LotRequests} requests conform. {Trace}"
        );

    private string Trace =>
        Plan.TraceFraction >= 1
            ? "Trace every request."
            : string.Create(CultureInfo.InvariantCulture, $"Trace {100 * Plan.TraceFraction:0.#} % of the requests.");
}
