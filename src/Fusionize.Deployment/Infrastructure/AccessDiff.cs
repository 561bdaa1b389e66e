using System.Collections.Immutable;

namespace Fusionize.Deployment.Infrastructure;

/// <summary>A permission that code gains.</summary>
/// <param name="Task">The task that gains it.</param>
/// <param name="Because">The task or call of its new group that needs it.</param>
public sealed record WidenedAccess(string Task, string Action, string Resource, string Because);

/// <summary>
/// The permissions that tasks gain by a new setup. Tasks of a group share its role, so fusing a task with one that may write to a table lets the
/// first one's code write there, too.
/// </summary>
public static class AccessDiff
{
    public static ImmutableArray<WidenedAccess> Between(
        ImmutableArray<FunctionAccess> old,
        Func<string, IEnumerable<string>> oldTasks,
        ImmutableArray<FunctionAccess> @new,
        Func<string, IEnumerable<string>> newTasks
    )
    {
        var had = new Dictionary<string, HashSet<(string, string)>>(StringComparer.Ordinal);
        foreach (var function in old)
        {
            foreach (var task in oldTasks(function.Group))
            {
                if (!had.TryGetValue(task, out var set))
                    had.Add(task, set = []);
                set.UnionWith(Own(function).Select(s => (s.Action, s.Resource)));
            }
        }
        return
        [
            .. @new.SelectMany(f => newTasks(f.Group).SelectMany(t => Own(f).Select(s => (Task: t, Statement: s))))
                .Where(x => !had.TryGetValue(x.Task, out var before) || !before.Contains((x.Statement.Action, x.Statement.Resource)))
                .Where(x => x.Statement.Because != "task " + x.Task)
                .Select(x => new WidenedAccess(x.Task, x.Statement.Action, x.Statement.Resource, x.Statement.Because))
                .Distinct()
                .OrderBy(w => w.Task, StringComparer.Ordinal)
                .ThenBy(w => w.Action, StringComparer.Ordinal)
                .ThenBy(w => w.Resource, StringComparer.Ordinal),
        ];
    }

    // Permissions for its own log don't count, since it doesn't write to other functions' logs. Neither do those to invoke the tasks that it
    // contains.
    private static IEnumerable<AccessStatement> Own(FunctionAccess function) =>
        function.Statements.Where(s =>
            !s.Action.StartsWith("logs:", StringComparison.Ordinal) && !s.Because.StartsWith(FunctionAccess.HandsOver, StringComparison.Ordinal)
        );
}
