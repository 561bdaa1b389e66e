using System.Collections.Immutable;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Optimization;

/// <summary>
/// Which task may call which: the call sites that the compiler found, and the calls that records show (calls made in helper methods).
/// </summary>
public sealed class CallGraph
{
    private readonly HashSet<(string From, string To, CallKind Kind)> _calls;
    private readonly ILookup<string, (string To, CallKind Kind)> _from;

    /// <summary>Collects the calls of an application.</summary>
    /// <param name="app">The application.</param>
    /// <param name="records">Records of any of its setups; may be empty.</param>
    public CallGraph(AppModel app, IEnumerable<InvocationRecord> records)
    {
        App = app;
        _calls = [.. app.Calls.Where(c => c.From is not null).Select(c => (c.From!, c.To, c.Kind))];
        foreach (var call in records.SelectMany(r => r.Calls))
        {
            if (app.Contains(call.From) && app.Contains(call.To))
                _calls.Add((call.From, call.To, call.Kind));
        }
        // A helper method may be called by any task. If no record shows who calls it, every task counts as its caller.
        var shown = _calls.Select(c => (c.To, c.Kind)).ToHashSet();
        foreach (var call in app.Calls.Where(c => c.From is null && !shown.Contains((c.To, c.Kind))))
            _calls.UnionWith(app.Tasks.Select(t => (t.Id, call.To, call.Kind)));
        _from = _calls.ToLookup(c => c.From, c => (c.To, c.Kind));
    }

    /// <summary>The application.</summary>
    public AppModel App { get; }

    /// <summary>The tasks that a task calls, and how.</summary>
    public IEnumerable<(string To, CallKind Kind)> CallsOf(string task) => _from[task];

    /// <summary>The tasks that run in a group when given tasks are executed there, these included.</summary>
    public ImmutableHashSet<string> ReachableIn(FusionGroup group, params IEnumerable<string> start)
    {
        var reached = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        var next = new Stack<string>(start);
        while (next.TryPop(out var task))
        {
            if (!reached.Add(task))
                continue;
            foreach (var (to, kind) in _from[task])
            {
                if (group.RunsLocally(to, kind))
                    next.Push(to);
            }
        }
        return reached.ToImmutable();
    }

    /// <summary>Whether any group, or a request from outside, invokes the task's home.</summary>
    public bool IsInvoked(FusionSetup setup, string task) =>
        App.Tasks.Any(t => t.Id == task && t.IsEntry)
        || setup.Groups.Any(g => g.Tasks.Any(from => _from[from].Any(c => c.To == task && !g.RunsLocally(task, c.Kind))));
}
