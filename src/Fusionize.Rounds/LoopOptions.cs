using Fusionize.Optimization;
using Fusionize.Optimization.Monitoring;
using Fusionize.Rounds.Load;

namespace Fusionize.Rounds;

/// <summary>The options of a loop.</summary>
public sealed record LoopOptions
{
    public required Goal Goal { get; init; }

    /// <summary>The maximum number of setups to measure.</summary>
    public required int Rounds { get; init; }

    /// <summary>The load of each round.</summary>
    public required ArrivalPlan Load { get; init; }

    /// <summary>The time after which a request counts as failed.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The requests to send. Default: <c>{}</c> to the application's first entry task.</summary>
    public RequestMix Mix { get; init; } = RequestMix.Of(null, "{}"u8.ToArray());

    /// <summary>Whether tasks that declare different permissions stay apart.</summary>
    public bool KeepPermissions { get; init; }

    /// <summary>
    /// How long the application is watched when no better setup is known. A change of its behaviour starts another search. Zero: don't watch.
    /// </summary>
    public TimeSpan Watch { get; init; }

    /// <summary>The sampling plan while the application is watched.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>The constraints on setups; null: the optimizer's own.</summary>
    public SearchConstraints? Constraints { get; init; }
}
