using System.Collections.Immutable;

namespace Fusionize.Deployment;

/// <summary>Live traffic moves to a new release in steps, and back at once when the release does worse than the one before.</summary>
public sealed record CutOverOptions
{
    /// <summary>Shares of the requests that the new release gets, one after another, before it gets all.</summary>
    public ImmutableArray<double> Shares { get; init; } = [0.1, 0.5];

    /// <summary>How long a share is watched at least.</summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a share is watched at most. When nothing proves by then that the new release does as well, it is taken back.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Requests of the new release that a judgement needs.</summary>
    public int MinRequests { get; init; } = 30;

    /// <summary>By how much the share of failed requests may exceed that of the old release.</summary>
    public double MaxErrorIncrease { get; init; } = 0.01;

    /// <summary>By what factor the durations of the new release's requests may exceed those of the old one.</summary>
    public double MaxSlowdown { get; init; } = 1.5;

    /// <summary>A difference of less than this is none, whatever the factor: milliseconds that only the machine decides.</summary>
    public TimeSpan MinSlowdown { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How far back the log is read for what the old release did before: its instances were young then, as the new one's are
    /// now.</summary>
    public TimeSpan History { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often the logs are read.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(5);
}
