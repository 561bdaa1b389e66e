using System.Collections.Immutable;
using Fusionize.Optimization.Predictor;
using Fusionize.Optimization.Search;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Optimization;

/// <summary>Which setups a <see cref="ParetoSearch"/> may consider, and how long it may look.</summary>
public sealed record SearchLimits
{
    public static SearchLimits Default { get; } = new();

    public ImmutableArray<int> MemorySizes { get; init; } =
        [128, 160, 192, 256, 320, 384, 448, 512, 640, 768, 896, 1024, 1152, 1280, 1408, 1536, 1650, 1769, 2048, 2560, 3008, 3538, 4425, 5307, 7076, 8845, 10240];

    public ImmutableArray<string> Architectures { get; init; } = [Setups.Architectures.X64];

    /// <summary>Tasks that must not run in one function.</summary>
    public ImmutableArray<(string A, string B)> NeverTogether { get; init; } = [];

    /// <summary>Less memory than this, and the task isn't to run in a function.</summary>
    public ImmutableSortedDictionary<string, int> LeastMemoryMB { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>What a function without tasks has in use, what each task adds, and how much of a function's memory may be in use.</summary>
    public double BaseMemoryMB { get; init; }
    public ImmutableSortedDictionary<string, double> TaskMemoryMB { get; init; } = ImmutableSortedDictionary<string, double>.Empty;
    public double MemoryUse { get; init; } = 0.85;

    /// <summary>Of a function's unzipped package.</summary>
    public double MaxPackageMB { get; init; } = 250;

    /// <summary>Whether a function may run these tasks, by something else; null: any.</summary>
    public Func<IReadOnlyCollection<string>, bool>? MayShare { get; init; }

    /// <summary>Try any function of a synchronous callee with any of the others, not just those that fit one worth of latency: slower by far, better by little.</summary>
    public bool IsThorough { get; init; }

    /// <summary>Local task sets that are tried per function; an application that has more is searched step by step instead of exhaustively.</summary>
    public int MaxGroupings { get; init; } = 5_000;

    /// <summary>Points of a function's latency-cost frontier that its callers are tried with.</summary>
    public int MaxPoints { get; init; } = 12;
}
