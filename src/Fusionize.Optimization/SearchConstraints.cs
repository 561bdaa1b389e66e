using System.Collections.Immutable;
using System.Globalization;
using Fusionize.Optimization;
using Fusionize.Optimization.Estimation;
using Fusionize.Optimization.Predictor;
using Fusionize.Optimization.Search;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Optimization;

/// <summary>What a setup must keep, whatever it would gain.</summary>
public sealed record SearchConstraints
{
    /// <summary>Of every function; null: nobody said, so as much as Lambda has.</summary>
    public int? MaxMemoryMB { get; init; }

    /// <summary>Tasks that must not share a function: permissions, isolation.</summary>
    public ImmutableArray<(string A, string B)> NeverTogether { get; init; } = [];

    /// <summary>Less memory than this, and a function that runs the task isn't tried.</summary>
    public ImmutableSortedDictionary<string, int> LeastMemoryMB { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>Architectures that are tried. CPU time is taken to be the same on all of them until a round tells.</summary>
    public ImmutableArray<string> Architectures { get; init; } = [Setups.Architectures.X64];

    /// <summary>Memory sizes that are tried.</summary>
    public ImmutableArray<int> MemorySizes { get; init; } = SearchLimits.Default.MemorySizes;

    /// <summary>How much of the memory may be in use.</summary>
    public double MemoryUse { get; init; } = 0.85;

    /// <summary>Of a function's unzipped package, as far as descriptions say what tasks add to it.</summary>
    public double MaxPackageMB { get; init; } = 250;

    /// <summary>Tasks aren't put together in a function whose zip would have more MB than this; null: whatever it has.</summary>
    public int? MaxZipMB { get; init; }

    /// <summary>What zips come to; for <see cref="MaxZipMB"/>. A build knows.</summary>
    public PackageSizes? Packages { get; init; }

    /// <summary>
    /// Reads <c>apart:A,B,…</c> (no two of them in one function), <c>most:1024</c> (MB, every function), <c>least:A=512</c> (MB, functions that run
    /// the task), <c>package:20</c> (MB, the zip of several tasks) and <c>arch:arm64</c>, <c>arch:x86_64</c> or <c>arch:any</c>, each as often as wanted.
    /// </summary>
    public static SearchConstraints Parse(IEnumerable<string> texts)
    {
        var constraints = new SearchConstraints();
        foreach (var text in texts)
        {
            var colon = text.IndexOf(':');
            var value = text[(colon + 1)..].Trim();
            constraints = (colon < 0 ? "" : text[..colon].Trim()) switch
            {
                "apart" => constraints.Apart(text, value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
                "most" => constraints with { MaxMemoryMB = Memory(text, value) },
                "least" when value.Split('=') is [var task, var memory] && task.Trim().Length > 0 =>
                    constraints with { LeastMemoryMB = constraints.LeastMemoryMB.SetItem(task.Trim(), Memory(text, memory)) },
                "package" => constraints with { MaxZipMB = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var zip) && zip > 0 ? zip : throw Bad(text) },
                "arch" when value == "any" => constraints with { Architectures = [Setups.Architectures.X64, Setups.Architectures.Arm64] },
                "arch" when Setups.Architectures.IsKnown(value) => constraints with { Architectures = [value] },
                _ => throw Bad(text),
            };
        }
        return constraints;
    }

    /// <summary>Throws unless every task that is named belongs to the application.</summary>
    public void Validate(AppModel app)
    {
        if (NeverTogether.SelectMany(p => new[] { p.A, p.B }).Concat(LeastMemoryMB.Keys).FirstOrDefault(t => !app.Contains(t)) is { } unknown)
            throw new FusionizeException(OptimizationCodes.BadConstraint, unknown, $"The application {app.App} has no task '{unknown}'; it has {string.Join(", ", app.Tasks.Select(t => t.Id))}.");
    }

    /// <summary>Whether a setup keeps what is said of groups, sizes and architectures.</summary>
    public bool Allows(FusionSetup setup) => setup.Groups.All(g =>
        !(g.MemoryMB > MaxMemoryMB) && Architectures.Contains(g.Architecture)
        && MayShare(g.Tasks)
        && g.Tasks.All(t => LeastMemoryMB.GetValueOrDefault(t) <= g.MemoryMB)
        && !NeverTogether.Any(p => g.Tasks.Contains(p.A) && g.Tasks.Contains(p.B)));

    /// <summary>Whether the zip of a function with these tasks is as small as it has to be. A single task has the zip that it has.</summary>
    internal bool MayShare(IReadOnlyCollection<string> tasks) => MaxZipMB is not { } most || Packages is null || tasks.Count < 2 || Packages.Of(tasks) <= most * 1024L * 1024;

    private SearchConstraints Apart(string text, string[] tasks)
        => tasks.Distinct().Count() < 2
            ? throw Bad(text)
            : this with { NeverTogether = [.. NeverTogether, .. tasks.SelectMany((a, i) => tasks.Skip(i + 1).Select(b => (a, b)))] };

    private static int Memory(string text, string value)
        => int.TryParse(value.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var mb) && mb is >= FusionGroup.MinMemoryMB and <= FusionGroup.MaxMemoryMB ? mb : throw Bad(text);

    private static FusionizeException Bad(string text) => new(OptimizationCodes.BadConstraint, text,
        $"A constraint is apart:A,B, most:1024 or least:A=512 (MB, {FusionGroup.MinMemoryMB} to {FusionGroup.MaxMemoryMB}), package:20 (MB of a zip), arch:arm64, arch:x86_64 or arch:any.");
}
