using Fusionize.Optimization.Predictor;
using Fusionize.Setups;

namespace Fusionize.Optimization.Search;

/// <summary>Fits the memory sizes of found setups to a goal.</summary>
internal sealed class MemoryFit(SetupPredictor predictor, FunctionRules rules)
{
    /// <summary>Points of the front that are fitted. A limit may lie between two points, and only memory decides which side a setup is on.</summary>
    private const int MaxStarts = 6;
    private const int MinPredictions = 500;
    private const int AllPredictions = 200_000;

    /// <summary>The best of the points, each with its memory sizes changed as long as the score falls.</summary>
    public ParetoPoint Fit(IEnumerable<ParetoPoint> points, Func<double, double, double> score)
    {
        var left = Math.Max(MinPredictions, AllPredictions / predictor.Graph.Count);
        return points
            .OrderBy(p => score(p.P50, p.CostPerMillion))
            .Take(MaxStarts)
            .Select(p => Fit(p, score, ref left))
            .MinBy(p => score(p.P50, p.CostPerMillion))!;
    }

    private ParetoPoint Fit(ParetoPoint point, Func<double, double, double> score, ref int left)
    {
        for (var improved = true; improved;)
        {
            improved = false;
            for (var g = 0; g < point.Setup.Groups.Length; g++)
            {
                var least = rules.MinMemoryMB(point.Setup.Groups[g]);
                foreach (var size in rules.Sizes)
                {
                    if (size < least || size == point.Setup.Groups[g].MemoryMB || left-- <= 0)
                        continue;
                    var setup = Resized(point.Setup, g, size);
                    var predicted = predictor.Predict(setup);
                    if (score(predicted.P50, predicted.CostPerMillion) >= score(point.P50, point.CostPerMillion) * (1 - 1e-9))
                        continue;
                    point = new(setup, predicted);
                    improved = true;
                }
            }
        }
        return point;
    }

    /// <summary>The setups that differ by one function's memory, one size up or down.</summary>
    public IEnumerable<FusionSetup> Neighbours(FusionSetup setup)
    {
        var sizes = rules.Sizes;
        for (var g = 0; g < setup.Groups.Length; g++)
        {
            var group = setup.Groups[g];
            var (below, above) = (Array.FindLastIndex(sizes, s => s < group.MemoryMB), Array.FindIndex(sizes, s => s > group.MemoryMB));
            if (below >= 0 && sizes[below] >= rules.MinMemoryMB(group))
                yield return Resized(setup, g, sizes[below]);
            if (above >= 0)
                yield return Resized(setup, g, sizes[above]);
        }
    }

    private static FusionSetup Resized(FusionSetup setup, int group, int memoryMB) =>
        setup with
        {
            Groups = setup.Groups.SetItem(group, setup.Groups[group] with { MemoryMB = memoryMB }),
        };
}
