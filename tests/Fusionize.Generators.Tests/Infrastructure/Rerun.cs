using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Tests.Infrastructure;

/// <summary>What the generator did again on its second run.</summary>
internal static class Rerun
{
    /// <summary>Steps that see every new compilation, and only pass on what they take from it.</summary>
    private static readonly string[] Watched =
    [
        Steps.Options,
        Steps.Surface,
        Steps.Files,
        Steps.Models,
        Steps.Tasks,
        Steps.Calls,
        Steps.Manifest,
        Steps.Slice,
    ];

    public static void AssertAllCached(GeneratorDriver driver)
    {
        var result = driver.GetRunResult().Results[0];
        foreach (var step in Watched)
            Assert.All(Reasons(result, step), reason => Assert.True(IsCached(reason), $"{step}: {reason}"));
        Assert.All(Outputs(result), reason => Assert.True(IsCached(reason), $"output: {reason}"));
    }

    public static bool IsCached(IncrementalStepRunReason reason) => reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged;

    public static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step) =>
        result.TrackedSteps.TryGetValue(step, out var runs) ? runs.SelectMany(run => run.Outputs).Select(o => o.Reason) : [];

    public static IEnumerable<IncrementalStepRunReason> Outputs(GeneratorRunResult result) =>
        result.TrackedOutputSteps.Values.SelectMany(runs => runs).SelectMany(run => run.Outputs).Select(o => o.Reason);
}
