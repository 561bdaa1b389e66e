using System.Collections.Immutable;

namespace Fusionize.Deployment.Infrastructure;

/// <summary>A permission that code gets which it didn't have.</summary>
/// <param name="Task">The task whose process may do more.</param>
/// <param name="Because">Which task or call of its new group brings it.</param>
public sealed record WidenedAccess(string Task, string Action, string Resource, string Because);

/// <summary>
/// What a new setup lets tasks do beyond the old one. Tasks of a group share its role, so fusing a task with one that may write to a table lets
/// the first one's code write there, too.
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

    // Its own log is no news: the log of another function isn't written either. Neither is to invoke tasks that it holds.
    private static IEnumerable<AccessStatement> Own(FunctionAccess function) =>
        function.Statements.Where(s =>
            !s.Action.StartsWith("logs:", StringComparison.Ordinal) && !s.Because.StartsWith(FunctionAccess.HandsOver, StringComparison.Ordinal)
        );
}
