using System.Collections.Immutable;
using Fusionize.Simulation;

namespace Fusionize.Tests.Optimization.Estimation;

/// <summary>Random applications: trees and graphs of calls, mixed work.</summary>
internal static class RandomDescriptions
{
    public static AppDescription Of(int seed, int least = 2, int most = 8)
    {
        var random = new Random(seed);
        var count = random.Next(least, most + 1);
        var tasks = ImmutableArray.CreateBuilder<TaskDescription>();
        for (var t = 0; t < count; t++)
        {
            var steps = new List<Step>();
            if (random.NextDouble() < 0.7)
                steps.Add(new CpuStep(Math.Exp(random.NextDouble() * 6 - 1)) { Sigma = 0.05 });
            if (random.NextDouble() < 0.6)
                steps.Add(new WaitStep(Math.Exp(random.NextDouble() * 5), 0.2));
            for (var to = t + 1; to < count; to++)
            {
                if (random.NextDouble() < (to == t + 1 ? 0.8 : 0.25))
                    steps.Add(
                        new CallStep($"T{to}", random.NextDouble() < 0.6 ? CallKind.Sync : CallKind.Async)
                        {
                            Probability = random.NextDouble() < 0.2 ? 0.5 : 1,
                        }
                    );
            }
            tasks.Add(new($"T{t}", t == 0, [.. steps]));
        }
        return new("random", tasks.ToImmutable());
    }
}
