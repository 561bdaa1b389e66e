using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Simulation;

/// <summary>Sums up the invocations of a simulation.</summary>
internal sealed class SimulationTotals(SimulationProgram program)
{
    private readonly PerFunction[] _functions = [.. program.Functions.Select(_ => new PerFunction())];
    private readonly List<double> _rootBilled = [];
    private readonly List<double> _rootLatency = [];
    private readonly List<int> _rootFunctions = [];
    private int _serial;
    private int _rootErrors;
    private int _throttles;
    private double _doubleBilled;

    public int NextSerial() => _serial++;

    public void Add(int function, bool cold, double durationMs, double billedMs, bool failed)
    {
        var f = _functions[function];
        f.Invocations++;
        f.Cold += cold ? 1 : 0;
        f.Errors += failed ? 1 : 0;
        f.BilledMs += billedMs;
        f.Durations.Add(durationMs);
    }

    /// <param name="function">The entry's own.</param>
    public void AddRoot(int function, double billedMs, double latencyMs, bool failed)
    {
        _rootFunctions.Add(function);
        _rootBilled.Add(billedMs);
        _rootLatency.Add(latencyMs);
        _rootErrors += failed ? 1 : 0;
    }

    public void AddDoubleBilled(double ms) => _doubleBilled += ms;

    public void AddThrottle() => _throttles++;

    public SimulationResult ToResult(FusionSetup setup, LambdaModel model, double endMs)
    {
        var requests = Math.Max(1, _rootBilled.Count);
        var invocations = _functions.Sum(f => f.Invocations);
        var costs = _functions
            .Zip(program.Functions, (f, p) =>
                f.BilledMs / 1000 * (p.MemoryMB / 1024.0) * p.GigabyteSecondPrice + f.Invocations * model.Prices.PerRequest
            )
            .ToArray();
        var billed = LatencyFigures.Of(_rootBilled);
        return new()
        {
            Setup = setup,
            Outcome = new()
            {
                Requests = _rootBilled.Count,
                Errors = _rootErrors,
                Invocations = invocations,
                ColdStarts = _functions.Sum(f => f.Cold),
                P50 = TypicalMs(billed),
                P95 = billed.P95,
                P99 = billed.P99,
                Mean = billed.Mean,
                CostPerMillion = costs.Sum() / requests * 1e6,
                InvocationsPerRequest = (double)invocations / requests,
                DoubleBilledMs = _doubleBilled / requests,
            },
            Client = LatencyFigures.Of(_rootLatency),
            Functions =
            [
                .. _functions.Select(
                    (f, i) =>
                        new FunctionFigures(
                            program.Functions[i].Name,
                            program.Functions[i].MemoryMB,
                            f.Invocations,
                            f.Cold,
                            f.Errors,
                            f.Durations.ToFigures(),
                            f.BilledMs / 1000,
                            costs[i] / requests * 1e6
                        )
                ),
            ],
            Throttles = _throttles,
            SimulatedSeconds = endMs / 1000,
        };
    }

    /// <summary>As of real records: the median, with several entries each one's, weighted by its part of the requests.</summary>
    private double TypicalMs(LatencyFigures all)
    {
        if (_rootFunctions.TrueForAll(f => f == _rootFunctions[0]))
            return all.P50;
        var entries = _rootFunctions.Zip(_rootBilled).ToLookup(r => r.First, r => r.Second);
        return entries.Sum(e => Statistics.Median(e) * e.Count()) / _rootBilled.Count;
    }

    private sealed class PerFunction
    {
        public int Invocations;
        public int Cold;
        public int Errors;
        public double BilledMs;
        public DurationHistogram Durations { get; } = new();
    }
}

/// <summary>
/// Durations from a microsecond to months in buckets below 1 %: percentiles without keeping the samples. The bucket is the number's
/// exponent and the first 7 bits of its mantissa, so that finding it costs a shift.
/// </summary>
internal sealed class DurationHistogram
{
    private const int Shift = 52 - 7;

    private static readonly long First = BitConverter.DoubleToInt64Bits(0.001) >> Shift;

    private readonly int[] _counts = new int[44 << 7];
    private int _count;
    private double _sum;

    public void Add(double ms)
    {
        _count++;
        _sum += ms;
        _counts[Math.Clamp((BitConverter.DoubleToInt64Bits(ms) >> Shift) - First, 0, _counts.Length - 1)]++;
    }

    public LatencyFigures ToFigures() => _count == 0 ? new(0, 0, 0, 0) : new(Quantile(0.5), Quantile(0.95), Quantile(0.99), _sum / _count);

    private double Quantile(double p)
    {
        var rank = p * (_count - 1);
        var seen = 0;
        var i = 0;
        while (i < _counts.Length - 1 && (seen += _counts[i]) <= rank)
            i++;
        // The middle of the bucket.
        return (BitConverter.Int64BitsToDouble((First + i) << Shift) + BitConverter.Int64BitsToDouble((First + i + 1) << Shift)) / 2;
    }
}
