using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Optimization.Monitoring;

/// <summary>What tracing costs: taking its lines into CloudWatch Logs, and the time in which functions write them.</summary>
/// <param name="Fraction">The fraction of requests that is traced; the costs are for this fraction.</param>
/// <param name="LogBytes">Bytes per traced invocation, including what CloudWatch Logs adds to an event.</param>
/// <param name="CpuMs">CPU time per traced invocation.</param>
/// <param name="LogsPerMillion">USD per million invocations.</param>
/// <param name="ComputePerMillion">USD per million invocations.</param>
/// <param name="PerMillionRequests">USD per million root requests.</param>
/// <param name="PartOfCost">As a fraction of the application's own cost.</param>
public sealed record MonitoringCost(
    double Fraction,
    double LogBytes,
    double CpuMs,
    double LogsPerMillion,
    double ComputePerMillion,
    double PerMillionRequests,
    double PartOfCost
)
{
    /// <summary>USD per GB that CloudWatch Logs takes in (us-east-1, standard class); storage costs far less.</summary>
    public const double LogsPerGB = 0.50;
    private const int BytesPerEvent = 26;

    // Measured on x64 in a warm process; see docs/optimizers.md.
    private const double LineCpuMs = 0.006;
    private const double CallCpuMs = 0.0005;

    /// <summary>USD per million invocations.</summary>
    public double PerMillion => LogsPerMillion + ComputePerMillion;

    /// <summary>Computes the cost from the lines that the records had.</summary>
    /// <param name="records">Records of one setup, with root requests.</param>
    /// <param name="setup">Says which architecture each group runs on; null: x86.</param>
    /// <param name="fraction">The fraction of requests that is traced.</param>
    /// <param name="prices">Null: the default prices.</param>
    /// <returns>Null if there are no requests.</returns>
    public static MonitoringCost? Of(IReadOnlyCollection<InvocationRecord> records, FusionSetup? setup, double fraction, LambdaPrices? prices = null)
    {
        prices ??= LambdaPrices.Default;
        var requests = records.Count(r => r.IsRoot);
        if (requests == 0)
            return null;
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        double bytes = 0,
            cpu = 0,
            compute = 0,
            cost = 0;
        foreach (var record in records)
        {
            buffer.ResetWrittenCount();
            json.Reset();
            RecordJson.WriteTraceLine(json, record);
            json.Flush();
            bytes += buffer.WrittenCount + BytesPerEvent;
            var ms = LineCpuMs + record.Calls.Length * CallCpuMs;
            cpu += ms;
            compute += prices.Compute(
                ms / Math.Min(1, record.MemoryMB / Simulation.LambdaModel.DotNet.MemoryPerCpuMB),
                record.MemoryMB,
                setup?.FindGroup(record.Group)?.Architecture ?? Architectures.X64
            );
            cost += prices.Invocation(record, setup);
        }
        var million = fraction * 1e6 / records.Count;
        var logs = bytes / 1e9 * LogsPerGB;
        return new(
            fraction,
            bytes / records.Count,
            cpu / records.Count,
            logs * million,
            compute * million,
            fraction * (logs + compute) / requests * 1e6,
            fraction * (logs + compute) / cost
        );
    }

    /// <summary>The cost if all requests of the newest measured round are traced; null if there are none.</summary>
    public static MonitoringCost? OfNewest(IReadOnlyList<MeasuredSetup> history) =>
        history is [.., var newest] ? Of(newest.Records, newest.Setup, 1) : null;

    /// <summary>The cost with another fraction of the requests traced.</summary>
    /// <param name="fraction">More than 0.</param>
    public MonitoringCost At(double fraction)
    {
        var factor = fraction / Fraction;
        return this with
        {
            Fraction = fraction,
            LogsPerMillion = LogsPerMillion * factor,
            ComputePerMillion = ComputePerMillion * factor,
            PerMillionRequests = PerMillionRequests * factor,
            PartOfCost = PartOfCost * factor,
        };
    }

    /// <summary>The cost in words.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"tracing {100 * Fraction:0.#} % of the requests costs {PerMillion:0.000} USD per million invocations ({LogBytes:0} bytes of log each: "
                + $"{LogsPerMillion:0.000}; {1000 * CpuMs:0.#} µs: {ComputePerMillion:0.0000}), {100 * PartOfCost:0.#} % of the application's cost"
        );
}
