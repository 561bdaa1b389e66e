using System.Globalization;
using Fusionize.Records;

namespace Fusionize.Deployment;

/// <summary>The figures of a version over a period, for people.</summary>
/// <param name="Requests">The number of completed requests.</param>
/// <param name="P95Ms">The 95th percentile of successful requests; NaN if there were none.</param>
/// <param name="Running">The number of running requests.</param>
public sealed record VersionHealth(int Requests, int Errors, double P95Ms, int Running = 0)
{
    internal static VersionHealth Of(IReadOnlyCollection<SeenRequest> requests)
    {
        var ended = requests.Where(r => r.DurationMs is not null || r.HasFailed).ToArray();
        var durations = ended.Where(r => !r.HasFailed).Select(r => r.DurationMs!.Value).Order().ToArray();
        return new(
            ended.Length,
            ended.Count(r => r.HasFailed),
            durations.Length == 0 ? double.NaN : durations[(int)Math.Ceiling(durations.Length * 0.95) - 1],
            requests.Count - ended.Length
        );
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Requests} requests, {Errors} failed{(Running == 0 ? "" : $", {Running} running")}{(double.IsNaN(P95Ms) ? "" : $", p95 {P95Ms:0} ms")}"
        );
}
