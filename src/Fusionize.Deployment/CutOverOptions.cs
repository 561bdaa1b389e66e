using System.Collections.Immutable;

namespace Fusionize.Deployment;

/// <summary>Options for moving live traffic to a new release in steps. It moves back at once if the release is worse than the previous one.</summary>
public sealed record CutOverOptions
{
    /// <summary>Shares of the requests that the new release gets, one after another, before it gets all.</summary>
    public ImmutableArray<double> Shares { get; init; } = [0.1, 0.5];

    /// <summary>The minimum time for which a share is watched.</summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The maximum time for which a share is watched. If there is no proof by then that the new release is no worse, it is taken back.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The number of requests of the new release that a verdict needs.</summary>
    public int MinRequests { get; init; } = 30;

    /// <summary>The maximum by which the share of failed requests may exceed the old release's share.</summary>
    public double MaxErrorIncrease { get; init; } = 0.01;

    /// <summary>The largest accepted ratio of the durations of the new release's requests to those of the old one.</summary>
    public double MaxSlowdown { get; init; } = 1.5;

    /// <summary>Smaller differences are ignored for any ratio, because the machine alone causes differences of milliseconds.</summary>
    public TimeSpan MinSlowdown { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How far back the log is read for the old release's requests: its instances were young then, as the new release's are now.</summary>
    public TimeSpan History { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often the logs are read.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(5);
}
