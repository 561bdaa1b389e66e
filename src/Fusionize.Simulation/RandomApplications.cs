using System.Collections.Immutable;

namespace Fusionize.Simulation;

/// <summary>
/// Random applications for testing optimizers: trees and graphs of tasks that compute, wait, use services, and call each other in sequence and in
/// parallel, synchronously and asynchronously, always or with a probability. The same seed gives the same application.
/// </summary>
public static class RandomApplications
{
    public static AppDescription Create(ulong seed, int minTasks = 2, int maxTasks = 10)
    {
        var noise = new Noise(seed * Shared.SplitMix64.Step + 1);
        var count = minTasks + noise.Next(maxTasks - minTasks + 1);
        var isTree = noise.NextDouble() < 0.5;
        var asyncShare = noise.NextDouble();
        var calls = Enumerable.Range(0, count).Select(_ => new List<CallStep>()).ToArray();
        for (var task = 1; task < count; task++)
        {
            // Callers come before their callees, so there is no recursion; every task has a caller.
            Connect(noise.Next(task), task);
            if (!isTree && noise.NextDouble() < 0.35)
                Connect(noise.Next(task), task);
        }
        return new("random", [.. Enumerable.Range(0, count).Select(Task)]) { Model = LambdaModel.DotNet.Name };

        void Connect(int from, int to)
        {
            if (calls[from].Exists(c => c.To == Name(to)))
                return;
            calls[from]
                .Add(
                    new(Name(to), noise.NextDouble() < asyncShare ? CallKind.Async : CallKind.Sync)
                    {
                        Probability = noise.NextDouble() < 0.15 ? 0.1 + 0.9 * noise.NextDouble() : 1,
                        InBytes = noise.Next(4000),
                        OutBytes = noise.Next(4000),
                    }
                );
        }

        TaskDescription Task(int task)
        {
            var steps = ImmutableArray.CreateBuilder<Step>();
            steps.AddRange(Work());
            if (calls[task].Count > 1 && noise.NextDouble() < 0.4)
                steps.Add(new ParallelStep([.. calls[task].Select(c => ImmutableArray.Create<Step>(c))]));
            else
                steps.AddRange(calls[task]);
            if (noise.NextDouble() < 0.3)
                steps.AddRange(Work());
            return new(Name(task), task == 0, steps.ToImmutable(), FirstCpuMs: LogUniform(1, 30), PackageKB: LogUniform(50, 8000));
        }

        IEnumerable<Step> Work()
        {
            switch (noise.Next(5))
            {
                case 0:
                    yield return new CpuStep(LogUniform(1, 30));
                    break;
                case 1:
                    yield return new CpuStep(LogUniform(30, 600), noise.NextDouble() < 0.3 ? 2 : 1);
                    break;
                case 2:
                    yield return new WaitStep(LogUniform(5, 500), 0.1);
                    yield return new CpuStep(LogUniform(0.5, 5));
                    break;
                case 3:
                    yield return new OperationStep("store", 13, 3, 30, 0.3, 1 + noise.Next(3));
                    break;
                default:
                    yield return new CpuStep(LogUniform(2, 100));
                    yield return new OperationStep("store", 13, 3, 30, 0.3);
                    break;
            }
        }

        double LogUniform(double from, double to) => Math.Round(from * Math.Pow(to / from, noise.NextDouble()), 2);
    }

    private static string Name(int task) => $"T{task}";
}
