using System.Collections.Immutable;
using System.Globalization;
using Fusionize.Setups;

namespace Fusionize.Optimization;

/// <summary>Conditions that every setup must satisfy.</summary>
public sealed record SearchConstraints
{
    /// <summary>The largest memory of a function; null: Lambda's largest.</summary>
    public int? MaxMemoryMB { get; init; }

    /// <summary>Tasks that must not share a function: permissions, isolation.</summary>
    public ImmutableArray<(string A, string B)> NeverTogether { get; init; } = [];

    /// <summary>The least memory of functions that run a task, by task.</summary>
    public ImmutableSortedDictionary<string, int> MinMemoryMB { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>Architectures to try. Until a round was measured on an architecture, its CPU time is assumed to equal that of the other
    /// one.</summary>
    public ImmutableArray<string> Architectures { get; init; } = [Setups.Architectures.X64];

    /// <summary>Memory sizes to try.</summary>
    public ImmutableArray<int> MemorySizes { get; init; } =
    [
        128,
        160,
        192,
        256,
        320,
        384,
        448,
        512,
        640,
        768,
        896,
        1024,
        1152,
        1280,
        1408,
        1536,
        1650,
        1769,
        2048,
        2560,
        3008,
        3538,
        4425,
        5307,
        7076,
        8845,
        10240,
    ];

    /// <summary>The part of a function's memory that may be in use.</summary>
    public double MemoryUse { get; init; } = 0.85;

    /// <summary>The largest unzipped package of a function, where it is known what tasks add to it.</summary>
    public double MaxPackageMB { get; init; } = 250;

    /// <summary>Tasks don't share a function if its zip would be larger than this; null: no limit.</summary>
    public int? MaxZipMB { get; init; }

    /// <summary>The sizes of zips, for <see cref="MaxZipMB"/>. A build knows them.</summary>
    public PackageSizes? Packages { get; init; }

    /// <summary>The memory sizes up to <see cref="MaxMemoryMB"/>.</summary>
    internal ImmutableArray<int> AllowedSizes => [.. MemorySizes.Where(s => !(s > MaxMemoryMB))];

    /// <summary>
    /// Reads <c>apart:A,B,…</c> (no two of them in one function), <c>most:1024</c> (MB, every function), <c>least:A=512</c> (MB, functions that run
    /// the task), <c>package:20</c> (MB, the zip of several tasks) and <c>arch:arm64</c>, <c>arch:x86_64</c> or <c>arch:any</c>, each may be
    /// repeated.
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
                "least" when value.Split('=') is [var task, var memory] && task.Trim().Length > 0 => constraints with
                {
                    MinMemoryMB = constraints.MinMemoryMB.SetItem(task.Trim(), Memory(text, memory)),
                },
                "package" => constraints with
                {
                    MaxZipMB = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var zip) && zip > 0 ? zip : throw Bad(text),
                },
                "arch" when value == "any" => constraints with { Architectures = [Setups.Architectures.X64, Setups.Architectures.Arm64] },
                "arch" when Setups.Architectures.IsKnown(value) => constraints with { Architectures = [value] },
                _ => throw Bad(text),
            };
        }
        return constraints;
    }

    /// <summary>Checks that every named task belongs to the application.</summary>
    /// <exception cref="FusionizeException">One doesn't.</exception>
    public void Validate(AppModel app)
    {
        if (NeverTogether.SelectMany(p => new[] { p.A, p.B }).Concat(MinMemoryMB.Keys).FirstOrDefault(t => !app.Contains(t)) is { } unknown)
            throw new FusionizeException(
                OptimizationCodes.BadConstraint,
                unknown,
                $"The application {app.App} has no task '{unknown}'; it has {string.Join(", ", app.Tasks.Select(t => t.Id))}."
            );
    }

    /// <summary>Whether a setup keeps the constraints on groups, sizes and architectures.</summary>
    public bool Allows(FusionSetup setup) => setup.Groups.All(g => BrokenBy(g) is null);

    /// <summary>The first constraint that a setup breaks, in words; null: it breaks none.</summary>
    internal string? BrokenBy(FusionSetup setup) =>
        setup.Groups.Select(g => BrokenBy(g) is { } why ? $"{g.Name} {why}" : null).FirstOrDefault(why => why is not null);

    private string? BrokenBy(FusionGroup group)
    {
        if (group.MemoryMB > MaxMemoryMB)
            return $"has {group.MemoryMB} MB, at most {MaxMemoryMB} MB are allowed";
        if (!Architectures.Contains(group.Architecture))
            return $"runs on {group.Architecture}, allowed is {string.Join(" or ", Architectures)}";
        if (!MayShare(group.Tasks))
            return $"has a zip of more than {MaxZipMB} MB";
        foreach (var task in group.Tasks)
        {
            if (MinMemoryMB.GetValueOrDefault(task) is var least && least > group.MemoryMB)
                return $"has {group.MemoryMB} MB, {task} needs {least} MB";
        }
        foreach (var (a, b) in NeverTogether)
        {
            if (group.Tasks.Contains(a) && group.Tasks.Contains(b))
                return $"has {a} and {b}, which must be apart";
        }
        return null;
    }

    /// <summary>Whether the zip of a function with these tasks is small enough. A single task is always allowed.</summary>
    internal bool MayShare(IReadOnlyCollection<string> tasks) =>
        MaxZipMB is not { } most || Packages is null || tasks.Count < 2 || Packages.Of(tasks) <= most * 1024L * 1024;

    private SearchConstraints Apart(string text, string[] tasks) =>
        tasks.Distinct().Count() < 2
            ? throw Bad(text)
            : this with
            {
                NeverTogether = [.. NeverTogether, .. tasks.SelectMany((a, i) => tasks.Skip(i + 1).Select(b => (a, b)))],
            };

    private static int Memory(string text, string value) =>
        int.TryParse(value.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var mb)
        && mb is >= FusionGroup.MinMemoryMB and <= FusionGroup.MaxMemoryMB
            ? mb
            : throw Bad(text);

    private static FusionizeException Bad(string text) =>
        new(
            OptimizationCodes.BadConstraint,
            text,
            $"A constraint is apart:A,B, most:1024 or least:A=512 (MB, {FusionGroup.MinMemoryMB} to {FusionGroup.MaxMemoryMB}), "
                + $"package:20 (MB of a zip), arch:arm64, arch:x86_64 or arch:any."
        );
}
