using System.Collections.Immutable;
using Fusionize.Optimization.Estimation;
using Fusionize.Setups;

namespace Fusionize.Optimization.Optimizers;

/// <summary>Functions that no record shows: nothing is known about their work, so a proposal leaves them as they are.</summary>
internal sealed class UnseenFunctions
{
    private readonly AppModel _app;
    private readonly ImmutableArray<FusionGroup> _functions;
    private readonly ImmutableHashSet<string> _tasks;

    /// <param name="app">The application.</param>
    /// <param name="history">The measured rounds.</param>
    /// <param name="known">The setup that proposals change.</param>
    public UnseenFunctions(AppModel app, ImmutableArray<MeasuredSetup> history, FusionSetup known)
    {
        _app = app;
        var executed = Evidence.Executed(history);
        _functions = [.. known.Groups.Where(g => !g.Entries.Any(executed.Contains))];
        _tasks = [.. _functions.SelectMany(g => g.Entries)];
    }

    /// <summary>The setup, with these functions as they were.</summary>
    public FusionSetup KeepIn(FusionSetup setup)
    {
        if (_functions.IsEmpty)
            return setup;
        var groups = setup.Groups.Select(WithoutUnseen).OfType<FusionGroup>().Concat(_functions);
        return new FusionSetup(setup.App, [.. groups]).InOrderOf(_app);
    }

    /// <summary>The group without the tasks of unseen functions; null if it would serve no task.</summary>
    private FusionGroup? WithoutUnseen(FusionGroup group)
    {
        if (!group.Tasks.Any(_tasks.Contains))
            return group;
        var entries = group.Entries.RemoveAll(_tasks.Contains);
        if (entries.IsEmpty)
            return null;
        return new(
            entries.Contains(group.Name) ? group.Name : entries[0],
            group.Tasks.RemoveAll(_tasks.Contains),
            entries,
            group.MemoryMB,
            group.Architecture,
            group.RemoteAsync.RemoveAll(_tasks.Contains)
        );
    }
}
