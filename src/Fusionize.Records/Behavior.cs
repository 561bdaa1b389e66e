using System.Collections.Immutable;
using Fusionize.Setups;

namespace Fusionize.Records;

/// <summary>
/// The behaviour of some requests under one setup, in figures that can be compared with those of other requests: CPU time and duration of tasks,
/// number and duration of calls, cost of a request. Young instances have separate figures and new ones none, since their figures differ even if the
/// application doesn't change.
/// </summary>
/// <param name="Requests">Root requests.</param>
/// <param name="Ms">Total duration of all invocations, the measure of how much a figure matters.</param>
public sealed record Behavior(int Requests, double Ms, ImmutableSortedDictionary<string, Figure> Figures)
{
    private const double MinMs = 0.05;
    private const string YoungMark = " (young instances)";

    public static Behavior Nothing { get; } = new(0, 0, ImmutableSortedDictionary.Create<string, Figure>(StringComparer.Ordinal));

    /// <param name="age">The age of the invocation's instance.</param>
    public static Behavior Of(
        IReadOnlyCollection<InvocationRecord> records,
        FusionSetup setup,
        Func<InvocationRecord, InstanceAge> age,
        LambdaPrices? prices = null
    )
    {
        prices ??= LambdaPrices.Default;
        var figures = new SortedDictionary<string, Collector>(StringComparer.Ordinal);
        var requests = records.Count(r => r.IsRoot);
        var cost = 0.0;
        foreach (var record in records)
        {
            if (!record.IsCold)
                cost += prices.Invocation(record, setup);
            // A failed invocation hasn't done all of its work.
            if (record.Error is null && !record.IsCold && age(record) is var instanceAge and not InstanceAge.New)
                Take(record, instanceAge == InstanceAge.Young ? YoungMark : "");
        }
        if (requests > 0)
            Of("cost of a request, USD/M", isLog: true).Add(Math.Max(1e-6, cost / requests * 1e6), 0);
        return new(
            requests,
            records.Sum(r => r.DurationMs),
            figures.ToImmutableSortedDictionary(f => f.Key, f => f.Value.ToFigure(), StringComparer.Ordinal)
        );

        Collector Of(string name, bool isLog)
        {
            if (!figures.TryGetValue(name, out var figure))
                figures.Add(name, figure = new(isLog));
            return figure;
        }

        void Take(InvocationRecord record, string mark)
        {
            var executions = Execution.Of(record, null);
            var who = executions.Count == 1 ? $"task {record.Task}" : $"function {record.Group}, invoked for {record.Task}";
            Of($"{who}: CPU ms{mark}", isLog: true).Add(Math.Max(MinMs, record.CpuMs), record.CpuMs);
            foreach (var execution in executions)
            {
                if (execution.IsSelfKnown)
                    Of($"task {execution.Task}: own ms{mark}", isLog: true).Add(Math.Max(MinMs, execution.SelfMs), execution.SelfMs);
            }
            foreach (var calls in record.Calls.Where(c => !c.IsAgain).GroupBy(c => (c.From, c.To, c.Kind)))
            {
                var times = Math.Max(1, executions.Count(e => e.Task == calls.Key.From));
                Of($"calls {calls.Key.From} → {calls.Key.To}", isLog: false).Add((double)calls.Count() / times, double.PositiveInfinity);
            }
            foreach (var call in record.Calls.Where(c => c.Error is null))
            {
                var what = call switch
                {
                    { Where: CallSite.Local } => $"task {call.To} within {record.Group}",
                    { Kind: CallKind.Async } => $"handing over {call.From} → {call.To}",
                    _ => $"waiting {call.From} → {call.To}",
                };
                Of($"{what}: ms{mark}", isLog: true).Add(Math.Max(MinMs, call.Ms), call.Ms);
            }
        }
    }

    public Behavior With(Behavior other) =>
        new(
            Requests + other.Requests,
            Ms + other.Ms,
            Figures
                .Keys.Union(other.Figures.Keys)
                .ToImmutableSortedDictionary(
                    k => k,
                    k =>
                        Figures.TryGetValue(k, out var a)
                            ? other.Figures.TryGetValue(k, out var b)
                                ? a.With(b)
                                : a
                            : other.Figures[k],
                    StringComparer.Ordinal
                )
        );

    private sealed class Collector(bool isLog)
    {
        private Moments _moments;
        private double _total;

        public void Add(double value, double ms)
        {
            _moments.Add(isLog ? Math.Log(value) : value);
            _total += double.IsFinite(ms) ? ms : 0;
        }

        public Figure ToFigure() => new(_moments.Count, _moments.Mean, _moments.Variance, _total, isLog);
    }
}

/// <summary>One figure of several samples.</summary>
/// <param name="Mean">For times, the mean of the logarithms, which a few slow samples hardly change.</param>
/// <param name="TotalMs">Total time of the samples; 0 if the samples aren't times.</param>
public sealed record Figure(long Count, double Mean, double Variance, double TotalMs, bool IsLog)
{
    /// <summary>The typical value.</summary>
    public double Typical() => IsLog ? Math.Exp(Mean) : Mean;

    public Figure With(Figure other)
    {
        var moments = Moments.Of(Count, Mean, Variance);
        moments.Add(Moments.Of(other.Count, other.Mean, other.Variance));
        return new(moments.Count, moments.Mean, moments.Variance, TotalMs + other.TotalMs, IsLog);
    }
}

/// <summary>The age of an instance by its number of invocations: the first dozens cost more than later ones.</summary>
public enum InstanceAge : byte
{
    Settled,
    Young,
    New,
}
