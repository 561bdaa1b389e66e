using System.Collections.Immutable;
using System.Globalization;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Optimization.Optimizers;

/// <summary>How the paper's optimizer chooses a function's memory once every size has been measured.</summary>
public enum PaperMemoryRule : byte
{
    /// <summary>The size at which the function's mean duration costs least.</summary>
    Cheapest,

    /// <summary>The prototype's behaviour before February 2023: the size that sorts first as text.</summary>
    FirstAsText,
}

/// <summary>The settings that differ between the experiments with the prototype.</summary>
public sealed record PaperOptions
{
    /// <summary>The memory sizes to measure.</summary>
    public ImmutableArray<int> MemorySizes { get; init; } = [128, 768, 1024, 1536, 1650, 2048];

    /// <summary>How a size is chosen.</summary>
    public PaperMemoryRule MemoryRule { get; init; } = PaperMemoryRule.Cheapest;
}

/// <summary>
/// The heuristic of the Fusionize papers, rule for rule: first one call edge per round, until synchronous calls are local and asynchronous ones
/// remote;
/// then one memory size per round for all functions; then the cheapest size for each function; at the end the measured setup with the lowest median.
/// </summary>
public sealed class PaperOptimizer(PaperOptions? options = null) : ISetupOptimizer
{
    private readonly PaperOptions _options = options ?? new();

    /// <inheritdoc/>
    public string Name => "paper";

    /// <inheritdoc/>
    public ValueTask<Proposal> ProposeAsync(OptimizationInput input, CancellationToken cancellation) => ValueTask.FromResult(Propose(input));

    /// <summary>As <see cref="ProposeAsync"/>.</summary>
    public Proposal Propose(OptimizationInput input)
    {
        var history = input.History.Where(m => !m.Records.IsEmpty).ToImmutableArray();
        if (history.IsEmpty)
            return new(
                FusionSetup.OnePerTask(input.App),
                "Nothing is measured yet: start with one function per task, which shows all calls.",
                false,
                null
            );

        // The prototype takes the newest setup that has records, even if it has tried others since.
        var current = history[^1];
        var best = GoalChoice.BestMeasured(history, input.Goal);
        var step = NextEdge(input.App, current, input.Boundary) ?? NextMemorySize(history, current) ?? CheapestMemory(history, current);
        if (step is { } next)
            return new(next.Setup, next.Decision, false, best);

        var (setup, median) = history
            .Select(m => (m.Setup, Median: Statistics.Median(m.Records.Where(r => r.IsRoot).Select(r => (double)r.BilledMs))))
            .Where(m => !double.IsNaN(m.Median))
            .DefaultIfEmpty((current.Setup, double.NaN))
            .MinBy(m => m.Item2);
        return new(
            setup,
            string.Create(
                CultureInfo.InvariantCulture,
                $"No call edge and no memory size is left to change: keep the setup with the lowest median, {median:0.#} ms billed."
            ),
            true,
            best
        );
    }

    private static (FusionSetup Setup, string Decision)? NextEdge(AppModel app, MeasuredSetup current, PermissionBoundary? boundary)
    {
        CallGraph? graph = null;
        foreach (var edge in EdgesOf(current))
        {
            var group = current.Setup.FindGroup(edge.Caller);
            // A few records may be of the setup before.
            if (group is null || edge.Callee == edge.Caller || !app.Contains(edge.Callee))
                continue;
            var isLocal = group.RunsLocally(edge.Callee, edge.Kind);
            if (edge.Kind == CallKind.Async && isLocal)
            {
                graph ??= new(app, current.Records);
                return (
                    Regrouping.HandOver(current.Setup, group, edge.Callee, graph),
                    $"{edge.Caller} calls {edge.Callee} asynchronously within its own function: move the call to another function."
                );
            }
            if (edge.Kind == CallKind.Sync && !isLocal)
            {
                graph ??= new(app, current.Records);
                var fused = Regrouping.Fuse(current.Setup, group, edge.Callee, graph);
                if (boundary?.Allows(fused) == false)
                    continue;
                return (
                    fused,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{edge.Caller} waits for {edge.Callee} in another function (median {edge.MedianMs:0.#} ms): fuse them."
                    )
                );
            }
        }
        return null;
    }

    /// <summary>The edges in the order in which the records show them: callers by their first record, callees by their first call. The caller is the
    /// hosting function.</summary>
    private static IEnumerable<(string Caller, string Callee, CallKind Kind, double MedianMs)> EdgesOf(MeasuredSetup current)
    {
        var callers = new List<string>();
        var callees = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var calls = new Dictionary<(string, string), (CallKind Kind, List<double> Ms)>();
        foreach (var record in current.Records)
        {
            if (!callees.TryGetValue(record.Group, out var called))
            {
                callers.Add(record.Group);
                callees.Add(record.Group, called = []);
            }
            foreach (var call in record.Calls)
            {
                if (!calls.TryGetValue((record.Group, call.To), out var edge))
                {
                    called.Add(call.To);
                    edge = (call.Kind, []);
                }
                edge.Ms.Add(call.Ms);
                // Called both ways, an edge counts as synchronous.
                calls[(record.Group, call.To)] = call.Kind == CallKind.Sync ? (CallKind.Sync, edge.Ms) : edge;
            }
        }
        return callers.SelectMany(caller =>
            callees[caller].Select(callee => (caller, callee, calls[(caller, callee)].Kind, Statistics.Median(calls[(caller, callee)].Ms)))
        );
    }

    private (FusionSetup, string)? NextMemorySize(ImmutableArray<MeasuredSetup> history, MeasuredSetup current)
    {
        var functions = current.Records.Select(r => r.Group).ToHashSet(StringComparer.Ordinal);
        var durations = DurationsOf(history, current.Setup);
        foreach (var size in _options.MemorySizes.Order())
        {
            if (functions.All(f => durations.ContainsKey((f, size))))
                continue;
            var setup = WithMemory(current.Setup, _ => size);
            // Otherwise, a function that was never called in that round would have the size tried again and again.
            if (history.Any(m => m.Setup == setup))
                continue;
            return (setup, $"No call edge is left to change; measure all functions with {size} MB.");
        }
        return null;
    }

    private (FusionSetup, string)? CheapestMemory(ImmutableArray<MeasuredSetup> history, MeasuredSetup current)
    {
        var bySize = DurationsOf(history, current.Setup)
            .Where(d => _options.MemorySizes.Contains(d.Key.MemoryMB))
            .GroupBy(d => d.Key.Group, d => (Size: d.Key.MemoryMB, Mean: d.Value.Average()))
            .ToDictionary(g => g.Key, g => Choose(g), StringComparer.Ordinal);
        var setup = WithMemory(current.Setup, g => bySize.GetValueOrDefault(g.Name, g.MemoryMB));
        if (setup == current.Setup)
            return null;
        var rule =
            _options.MemoryRule == PaperMemoryRule.Cheapest ? "the size at which its mean duration costs least" : "the size that sorts first as text";
        return (
            setup,
            $"All sizes are measured. Each function gets {rule}: {string.Join(", ", setup.Groups.Select(g => $"{g.Name} {g.MemoryMB}"))} MB."
        );
    }

    private int Choose(IEnumerable<(int Size, double Mean)> sizes) =>
        _options.MemoryRule switch
        {
            PaperMemoryRule.Cheapest => sizes.OrderBy(s => LambdaPrices.Default.Compute(s.Mean, s.Size)).ThenBy(s => s.Size).First().Size,
            _ => sizes.OrderBy(s => s.Size.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal).First().Size,
        };

    /// <summary>Durations of each function at each size, in all rounds with the same groups.</summary>
    private static Dictionary<(string Group, int MemoryMB), List<double>> DurationsOf(ImmutableArray<MeasuredSetup> history, FusionSetup setup)
    {
        var groups = WithMemory(setup, _ => FusionGroup.DefaultMemoryMB);
        var durations = new Dictionary<(string, int), List<double>>();
        foreach (var record in history.Where(m => WithMemory(m.Setup, _ => FusionGroup.DefaultMemoryMB) == groups).SelectMany(m => m.Records))
        {
            var key = (record.Group, record.MemoryMB);
            if (!durations.TryGetValue(key, out var list))
                durations.Add(key, list = []);
            list.Add(record.DurationMs);
        }
        return durations;
    }

    private static FusionSetup WithMemory(FusionSetup setup, Func<FusionGroup, int> memoryMB) =>
        setup with
        {
            Groups = [.. setup.Groups.Select(g => g with { MemoryMB = memoryMB(g) })],
        };
}
