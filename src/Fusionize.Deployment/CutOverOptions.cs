using System.Collections.Immutable;

namespace Fusionize.Deployment;

/// <summary>Live traffic moves to a new release in steps, and back at once when the release does worse than the one before.</summary>
public sealed record CutOverOptions
{
    /// <summary>Shares of the requests that the new release gets, one after another, before it gets all.</summary>
    public ImmutableArray<double> Shares { get; init; } = [0.1, 0.5];

    /// <summary>How long a share is watched at least.</summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a share is watched at most when the new release gets too few requests to judge it; then the next share comes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Requests of the new release that a judgement needs.</summary>
    public int MinRequests { get; init; } = 30;

    /// <summary>By how much the share of failed requests may exceed that of the old release.</summary>
    public double MaxErrorIncrease { get; init; } = 0.01;

    /// <summary>By what factor the duration that 95 % of the warm requests stay below may exceed that of the old release.</summary>
    public double MaxP95Factor { get; init; } = 1.5;

    /// <summary>How often the logs are read.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>How a version did in a while.</summary>
/// <param name="P95Ms">Of its warm requests; NaN when there were none.</param>
public sealed record VersionHealth(int Requests, int Errors, double P95Ms)
{
    public double ErrorShare => Requests == 0 ? 0 : (double)Errors / Requests;

    /// <summary>Why this version is worse than the old one; null when it isn't, or when too few requests tell.</summary>
    public string? Complaint(VersionHealth old, CutOverOptions options)
    {
        if (Requests < options.MinRequests)
            return null;
        if (ErrorShare > old.ErrorShare + options.MaxErrorIncrease)
            return $"{Errors} of {Requests} requests failed ({ErrorShare:P1}; before: {old.ErrorShare:P1})";
        return P95Ms > old.P95Ms * options.MaxP95Factor ? $"p95 is {P95Ms:0} ms (before: {old.P95Ms:0} ms)" : null;
    }

    public override string ToString() => $"{Requests} requests, {Errors} failed{(double.IsNaN(P95Ms) ? "" : $", p95 {P95Ms:0} ms")}";
}
