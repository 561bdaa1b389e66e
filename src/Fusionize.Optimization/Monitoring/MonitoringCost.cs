using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Optimization.Monitoring;

/// <summary>What tracing costs: its lines' way into CloudWatch Logs, and the time that functions need for writing them.</summary>
/// <param name="Fraction">The part of the requests that is traced; the costs are those of this part.</param>
/// <param name="LogBytes">Per traced invocation, with what CloudWatch Logs adds to an event.</param>
/// <param name="CpuMs">Per traced invocation.</param>
/// <param name="LogsPerMillion">USD per million invocations.</param>
/// <param name="ComputePerMillion">USD per million invocations.</param>
/// <param name="PerMillionRequests">USD per million root requests.</param>
/// <param name="PartOfCost">Of what the application itself costs.</param>
public sealed record MonitoringCost(double Fraction, double LogBytes, double CpuMs, double LogsPerMillion, double ComputePerMillion, double PerMillionRequests, double PartOfCost)
{
    /// <summary>USD per GB taken in by CloudWatch Logs (us-east-1, standard class); storage comes to far less.</summary>
    public const double LogsPerGB = 0.50;
    private const int BytesPerEvent = 26;

    // Measured on x64 with a warm process; docs/optimizers.md says how.
    private const double LineCpuMs = 0.006;
    private const double CallCpuMs = 0.0005;

    public double PerMillion => LogsPerMillion + ComputePerMillion;

    /// <param name="records">Of one setup, with root requests.</param>
    /// <returns>Null where there are no requests.</returns>
    public static MonitoringCost? Of(IReadOnlyCollection<InvocationRecord> records, FusionSetup? setup, double fraction, LambdaPrices? prices = null)
    {
        prices ??= LambdaPrices.Default;
        var requests = records.Count(r => r.IsRoot);
        if (requests == 0)
            return null;
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        double bytes = 0, cpu = 0, compute = 0, cost = 0;
        foreach (var record in records)
        {
            buffer.ResetWrittenCount();
            json.Reset();
            RecordJson.WriteTraceLine(json, record);
            json.Flush();
            bytes += buffer.WrittenCount + BytesPerEvent;
            var ms = LineCpuMs + record.Calls.Length * CallCpuMs;
            cpu += ms;
            compute += prices.Compute(ms / Math.Min(1, record.MemoryMB / Simulation.LambdaModel.DotNet.MemoryPerCpuMB), record.MemoryMB, setup?.FindGroup(record.Group)?.Architecture ?? Architectures.X64);
            cost += prices.Invocation(record, setup);
        }
        var million = fraction * 1e6 / records.Count;
        var logs = bytes / 1e9 * LogsPerGB;
        return new(fraction, bytes / records.Count, cpu / records.Count, logs * million, compute * million, fraction * (logs + compute) / requests * 1e6, fraction * (logs + compute) / cost);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"tracing {100 * Fraction:0.#} % of the requests costs {PerMillion:0.000} USD per million invocations ({LogBytes:0} bytes of log each: {LogsPerMillion:0.000}; {1000 * CpuMs:0.#} µs: {ComputePerMillion:0.0000}), {100 * PartOfCost:0.#} % of the application's cost");
}
