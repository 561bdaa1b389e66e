using System.Collections.Immutable;
using Fusionize.Setups;
using Fusionize.Simulation;

namespace Fusionize.Optimization.Estimation;

/// <summary>
/// An application as its records show it: a description of the simulator's kind, a platform of the simulator's kind, and the load under
/// which it was seen. Everything that predicts takes this, so predictions and simulations speak of the same application.
/// </summary>
internal sealed record AppEstimate(AppModel Model, AppDescription App, LambdaModel Platform)
{
    /// <summary>Root requests per entry task, as parts of one.</summary>
    public required ImmutableSortedDictionary<string, double> EntryShares { get; init; }

    /// <summary>Of all entries together.</summary>
    public required double RequestsPerSecond { get; init; }

    /// <summary>How long the load went on: the shorter, the more of its invocations are cold.</summary>
    public required double Seconds { get; init; }

    public required int Requests { get; init; }

    /// <summary>Memory of a function that holds no task, and what each task adds, at the most.</summary>
    public double BaseMemoryMB { get; init; }
    public ImmutableSortedDictionary<string, double> TaskMemoryMB { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>Tasks seen with more than one vCPU, so that their parallelism is known.</summary>
    public ImmutableHashSet<string> KnownThreads { get; init; } = [];

    public ImmutableArray<TaskEstimate> Tasks { get; init; } = [];
}

/// <summary>What one execution of a task does itself, without the tasks that it calls.</summary>
/// <param name="CpuMs">Mean CPU time on one whole vCPU, ± its standard error.</param>
/// <param name="WaitMs">Median of the time without CPU.</param>
internal sealed record TaskEstimate(string Task, long Executions, double CpuMs, double CpuErrorMs, double WaitMs, double Threads);
