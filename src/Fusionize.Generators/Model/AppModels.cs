using System.Collections.Immutable;
using Fusionize.Shared;

namespace Fusionize.Generators.Model;

/// <summary>
/// All tasks of the project, ordered by file path and position, so that the output depends neither on the order of the files nor on the machine.
/// </summary>
/// <param name="Namespace">Namespace of the code that is generated for them.</param>
/// <param name="Tasks">The tasks.</param>
/// <param name="Refused">Tasks whose id another task already has. No code is generated for calls of them.</param>
internal sealed record AppTasks(string Namespace, EquatableArray<TaskModel> Tasks, EquatableArray<CallTarget> Refused)
{
    public static AppTasks Of((ImmutableArray<FileModel> Files, BuildOptions Options) input, CancellationToken cancellation)
    {
        var files = Ordered(input.Files).ToList();
        var tasks = DistinctTasks(files).ToList();
        var space = Names.TaskNamespace(input.Options.Assembly);
        var refused = files.Sum(static f => f.Tasks.Count) == tasks.Count ? [] : files.SelectMany(static f => f.Tasks).Except(tasks);
        return new(space, new(tasks), new(refused.Select(t => new CallTarget(t.Manifest.Id, space, t.Signature))));
    }

    public static IEnumerable<FileModel> Ordered(ImmutableArray<FileModel> files) =>
        files.OrderBy(f => f.Path, StringComparer.Ordinal).ThenBy(f => f.HintName, StringComparer.Ordinal);

    /// <summary>
    /// The first task of each id. The analyzer reports the others as errors, so generated code for them must not add errors of its own.
    /// </summary>
    public static IEnumerable<TaskModel> DistinctTasks(IEnumerable<FileModel> files)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return files.SelectMany(f => f.Tasks).Where(t => seen.Add(TaskId.DuplicateKey(t.Manifest.Id)));
    }
}

/// <summary>The project's manifest, whether the functions' hosts may access internal members, and whether the project was analyzed.</summary>
internal sealed record ProjectManifest(Manifest Manifest, bool ShowsInternals, bool IsComplete)
{
    public static ProjectManifest Of((ImmutableArray<FileModel> Files, BuildOptions Options) input, CancellationToken cancellation)
    {
        var files = AppTasks.Ordered(input.Files).ToList();
        var tasks = AppTasks.DistinctTasks(files).ToList();
        var calls =
            from file in files
            from call in file.Calls
            select new ManifestCall(
                call.From,
                call.Target.Id,
                call.Detach is not null,
                call.Multiplicity,
                $"{file.Path}:{FormattableString.Invariant($"{call.Line}")}"
            );
        var classes = tasks.Select(static t => t.Class).OfType<ManifestClass>().GroupBy(static c => c.Type).Select(static c => c.First());
        var manifest = new Manifest(
            new(tasks.Select(static t => t.Manifest)),
            new(calls),
            new(classes),
            new(files.SelectMany(static f => f.Services)),
            new(files.SelectMany(static f => f.Registrations)),
            new(tasks.SelectMany(static t => t.CopiedTypes).Distinct(StringComparer.Ordinal))
        );
        return new(manifest, ShowsInternals: !input.Options.IsSigned, IsComplete: input.Options is { CanIntercept: true, IsHost: false });
    }
}
