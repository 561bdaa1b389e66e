namespace Fusionize.Benchmarks.Dispatch;

public static class RouteTasks
{
    /// <summary>Its binding is what is measured: a variable of the path, a value of the query, and a header.</summary>
    [FusionTask, HttpGet("/sensors/{sensor}/readings")]
    public static Task<Verdict> ListReadings(string sensor, int limit, [FromHeader("x-unit")] string unit, CancellationToken ct) =>
        Task.FromResult(new Verdict(limit > 0 && sensor != unit));
}
