using System.Collections.Immutable;
using System.Globalization;
using Fusionize.Packaging;
using Fusionize.Packaging.Fusing;
using Fusionize.Setups;
using Fusionize.Setups.Manifests;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Fusionize.Build.Tasks;

/// <summary>Writes zips and fusion-manifest.json to the output folder, after all groups were built.</summary>
public sealed class WriteOutput : FusionizeTask
{
    /// <summary>Lambda's maximum for the time limit of a function.</summary>
    private const int MaxTimeoutSeconds = 900;

    /// <summary>The folder in which the groups were built.</summary>
    [Required]
    public string Directory { get; set; } = "";

    [Required]
    public string OutputPath { get; set; } = "";

    /// <summary>The time limit of an invocation, in seconds.</summary>
    public string? TimeoutSeconds { get; set; }

    /// <summary><c>on</c>, <c>off</c> or the fraction of requests to trace.</summary>
    public string? Trace { get; set; }

    /// <summary>ARN of the functions' role.</summary>
    public string? Role { get; set; }

    /// <summary>The destination of detached work that keeps failing: an ARN, or <c>create</c>.</summary>
    public string? Failures { get; set; }

    /// <summary>Bucket for zips that are too large for a direct upload.</summary>
    public string? CodeBucket { get; set; }

    /// <summary>The application's own variables, with metadata Value or FromEnvironment; with metadata Task, only for functions that have that
    /// task.</summary>
    public ITaskItem[] Variables { get; set; } = [];

    /// <summary>Tags of functions that get created, with metadata Value.</summary>
    public ITaskItem[] Tags { get; set; } = [];

    /// <summary>ARNs of layers, in order.</summary>
    public ITaskItem[] Layers { get; set; } = [];

    /// <summary>Subnets of the functions' network.</summary>
    public ITaskItem[] Subnets { get; set; } = [];

    /// <summary>Security groups of the functions' network.</summary>
    public ITaskItem[] SecurityGroups { get; set; } = [];

    /// <summary>Settings of single tasks, with metadata Role and TimeoutSeconds.</summary>
    public ITaskItem[] TaskSettings { get; set; } = [];

    /// <summary>The files of the output folder.</summary>
    [Output]
    public ITaskItem[] Written { get; set; } = [];

    protected override System.Threading.Tasks.Task RunAsync(CancellationToken cancellation)
    {
        var output = Path.GetFullPath(OutputPath);
        var manifest = BuildOutput.Complete(Directory) with { Deployment = Configuration() };
        CheckTasks(manifest);
        foreach (var (warning, groups) in BuildOutput.Warnings(manifest, Directory))
            Log.LogWarning(null, PackagingCodes.LinkWarning, null, null, 0, 0, 0, 0, "{0}", $"{warning} (in {string.Join(", ", groups)})");
        var changed = BuildOutput.Write(manifest, Directory, output);
        Written = [.. manifest.Groups.Select(g => g.Zip).Append(FusionManifest.FileName).Select(f => new TaskItem(Path.Combine(output, f)))];
        Log.LogMessage(MessageImportance.High, "{0} -> {1} ({2} groups, {3} changed)", manifest.App, output, manifest.Groups.Length, changed.Length);
        return System.Threading.Tasks.Task.CompletedTask;
    }

    private ManifestDeployment? Configuration()
    {
        var configuration = new ManifestDeployment
        {
            TimeoutSeconds = Seconds("FusionizeTimeoutSeconds", TimeoutSeconds),
            Trace = Text(Trace),
            Role = Text(Role),
            Failures = Text(Failures),
            CodeBucket = Text(CodeBucket),
            Variables = List(Variables, Variable),
            Tasks = List(
                TaskSettings,
                t => new ManifestTaskSettings(
                    t.ItemSpec,
                    Seconds($"FusionizeTaskSettings '{t.ItemSpec}': TimeoutSeconds", t.GetMetadata("TimeoutSeconds")),
                    Text(t.GetMetadata("Role"))
                )
            ),
            Tags =
                Tags.Length == 0
                    ? null
                    : Tags.GroupBy(t => t.ItemSpec)
                        .ToImmutableSortedDictionary(t => t.Key, t => t.Last().GetMetadata("Value"), StringComparer.Ordinal),
            Layers = List(Layers, l => l.ItemSpec),
            Subnets = List(Subnets, s => s.ItemSpec),
            SecurityGroups = List(SecurityGroups, g => g.ItemSpec),
        };
        return configuration == new ManifestDeployment() ? null : configuration;
    }

    private static ManifestVariable Variable(ITaskItem item)
    {
        var (value, source) = (item.GetMetadata("Value"), Text(item.GetMetadata("FromEnvironment")));
        if (source is not null && value.Length > 0)
            throw new FusionizeException(
                PackagingCodes.BadConfiguration,
                null,
                $"FusionizeVariable '{item.ItemSpec}' has both a Value and FromEnvironment."
            );
        return new(item.ItemSpec, source is null ? value : null, source, Text(item.GetMetadata("Task")));
    }

    private static void CheckTasks(FusionManifest manifest)
    {
        var asked = (manifest.Deployment?.Tasks ?? [])
            .Select(t => t.Task)
            .Concat((manifest.Deployment?.Variables ?? []).Select(v => v.Task).OfType<string>());
        if (asked.FirstOrDefault(a => !manifest.Tasks.Any(t => t.Id == a)) is { } unknown)
            throw new FusionizeException(
                PackagingCodes.BadConfiguration,
                null,
                $"There are settings for '{unknown}', which isn't a task of '{manifest.App}'; its tasks are "
                    + $"{string.Join(", ", manifest.Tasks.Select(t => t.Id))}."
            );
    }

    private static int? Seconds(string name, string? text) =>
        Text(text) is not { } given ? null
        : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= MaxTimeoutSeconds ? seconds
        : throw new FusionizeException(
            PackagingCodes.BadConfiguration,
            null,
            $"{name} is '{given}'; it must be a whole number of seconds from 1 to {MaxTimeoutSeconds}."
        );

    private static IReadOnlyList<T>? List<T>(ITaskItem[] items, Func<ITaskItem, T> read) => items.Length == 0 ? null : [.. items.Select(read)];
}
