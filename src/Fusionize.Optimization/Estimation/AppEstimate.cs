using System.Collections.Immutable;
using Fusionize.Setups;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Estimation;

/// <summary>
/// An application as its records show it: the simulator's description, the simulator's platform, and the load under which it was measured. Everything
/// that
/// predicts uses this estimate.
/// </summary>
internal sealed record AppEstimate(AppModel Model, AppDescription App, LambdaModel Platform)
{
    /// <summary>Share of the root requests per entry task; the sum is 1.</summary>
    public required ImmutableSortedDictionary<string, double> EntryShares { get; init; }

    /// <summary>All entries together.</summary>
    public required double RequestsPerSecond { get; init; }

    /// <summary>Duration of the load: the shorter it is, the more of its invocations are cold.</summary>
    public required double Seconds { get; init; }

    public required int Requests { get; init; }

    /// <summary>Memory that a function without tasks uses, and what each task adds at most.</summary>
    public double BaseMemoryMB { get; init; }
    public ImmutableSortedDictionary<string, double> TaskMemoryMB { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>Tasks that were measured with more than one vCPU, so that their number of threads is known.</summary>
    public ImmutableHashSet<string> KnownThreads { get; init; } = [];

    public ImmutableArray<TaskEstimate> Tasks { get; init; } = [];
}

/// <summary>What one execution of a task does itself, without the tasks that it calls.</summary>
/// <param name="CpuMs">Mean CPU time on one whole vCPU, ± its standard error.</param>
/// <param name="WaitMs">Median of the time without CPU.</param>
internal sealed record TaskEstimate(string Task, long Executions, double CpuMs, double CpuErrorMs, double WaitMs, double Threads);
