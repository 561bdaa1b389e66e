using System.Collections.Immutable;
using Fusionize.Setups;

namespace Fusionize.Simulation;

/// <summary>An application for the simulator: the steps of its tasks, their order, and their costs.</summary>
public sealed record AppDescription(string App, ImmutableArray<TaskDescription> Tasks)
{
    /// <summary>The platform that the figures were measured on: the name of a <see cref="LambdaModel"/>.</summary>
    public string Model { get; init; } = LambdaModel.DotNet.Name;

    public TaskDescription? Find(string task) => Tasks.FirstOrDefault(t => t.Id == task);

    public AppModel ToAppModel() =>
        new(App, [.. Tasks.Select(t => new AppTask(t.Id, t.IsEntry))], [.. Tasks.SelectMany(t => CallsOf(t.Id, t.Steps)).Distinct()]);

    private static IEnumerable<AppCall> CallsOf(string from, ImmutableArray<Step> steps)
    {
        foreach (var step in steps)
        {
            if (step is CallStep call)
            {
                var multiplicity =
                    call.Count > 1 ? Multiplicity.Loop
                    : call.Probability < 1 ? Multiplicity.Conditional
                    : Multiplicity.Once;
                yield return new(from, call.To, call.Kind, multiplicity);
            }
            else if (step is ParallelStep parallel)
            {
                foreach (var inner in parallel.Branches.SelectMany(b => CallsOf(from, b)))
                    yield return inner;
            }
        }
    }
}

/// <param name="FirstCpuMs">CPU time that the first execution in an instance costs beyond the later ones (code loading, JIT).</param>
/// <param name="MinMemoryMB">The task doesn't run with less memory.</param>
/// <param name="PackageKB">What the task adds to the package of its group.</param>
/// <param name="FailureProbability">How often the task fails at its end.</param>
public sealed record TaskDescription(
    string Id,
    bool IsEntry,
    ImmutableArray<Step> Steps,
    double FirstCpuMs = 0,
    int MinMemoryMB = FusionGroup.MinMemoryMB,
    double PackageKB = 0,
    double FailureProbability = 0
)
{
    /// <summary>The task's part of its function's INIT besides its package: static state, clients.</summary>
    public double InitMs { get; init; }
}

/// <summary>One step of a task. Steps run one after another; <see cref="ParallelStep"/> makes them overlap.</summary>
public abstract record Step
{
    /// <summary>The probability that the step happens.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>The step only happens if one of these tasks is the caller; empty: always.</summary>
    public ImmutableArray<string> From { get; init; } = [];
}

/// <param name="CpuMs">CPU time of all threads together, on one whole vCPU.</param>
/// <param name="Threads">How many threads share the work evenly.</param>
public sealed record CpuStep(double CpuMs, int Threads = 1) : Step
{
    /// <summary>Standard deviation of the logarithm; null: the model's.</summary>
    public double? Sigma { get; init; }
}

/// <summary>A wait without CPU: a timer, a lock, a remote service that isn't a task.</summary>
public sealed record WaitStep(double WaitMs, double Sigma = 0) : Step;

/// <summary>A request to another service: waits, and costs CPU in the client.</summary>
/// <param name="Name">Operations of the same name share the cost of the first use in an instance.</param>
/// <param name="FirstCpuMs">CPU time that the first use in an instance costs beyond the later ones (client, TLS).</param>
public sealed record OperationStep(string Name, double WaitMs, double CpuMs, double FirstCpuMs = 0, double Sigma = 0, int Count = 1) : Step;

/// <summary>A call of another task.</summary>
public sealed record CallStep(string To, CallKind Kind = CallKind.Sync, int Count = 1) : Step
{
    public int InBytes { get; init; }
    public int OutBytes { get; init; }
}

/// <summary>Branches that run at the same time; the step ends with the last one.</summary>
public sealed record ParallelStep(ImmutableArray<ImmutableArray<Step>> Branches) : Step;
