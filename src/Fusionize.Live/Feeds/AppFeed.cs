using Fusionize.Dashboard.Model;
using Fusionize.Live.Model;
using Fusionize.Records;

namespace Fusionize.Live.Feeds;

/// <summary>What the trace lines of one application tell: which function holds which tasks, who calls whom, and how often.</summary>
internal sealed class AppFeed
{
    // The names come from logs, so their number is limited.
    private const int MaxGroups = 500;
    private const int MaxTasks = 2_000;
    private const int MaxCalls = 5_000;

    private string _setup = "";

    /// <summary>The groups of the setup that ran last.</summary>
    public Dictionary<string, KnownGroup> Groups { get; } = new(StringComparer.Ordinal);

    public HashSet<CallKey> Calls { get; } = [];

    /// <summary>The tasks that received requests of clients.</summary>
    public HashSet<string> Roots { get; } = new(StringComparer.Ordinal);

    public RateWindow<CallKey> CallRates { get; } = new();

    public RateWindow<string> RequestRates { get; } = new();

    internal sealed class KnownGroup
    {
        public HashSet<string> Tasks { get; } = new(StringComparer.Ordinal);
        public HashSet<string> Homes { get; } = new(StringComparer.Ordinal);
        public HashSet<string> Functions { get; } = new(StringComparer.Ordinal);
    }

    public void Add(InvocationRecord record, long time, double weight)
    {
        if (record.SetupId != _setup)
        {
            _setup = record.SetupId;
            Groups.Clear();
            Calls.Clear();
        }
        if (!Groups.TryGetValue(record.Group, out var group) && Groups.Count < MaxGroups)
            Groups.Add(record.Group, group = new());
        if (group is { Tasks.Count: < MaxTasks, Functions.Count: < MaxTasks })
        {
            group.Tasks.Add(record.Task);
            group.Homes.Add(record.Task);
            group.Functions.Add(record.Function);
        }
        if (record.IsRoot)
        {
            if (Roots.Count < MaxTasks)
                Roots.Add(record.Task);
            RequestRates.Add(record.Task, time, weight, record.DurationMs, record.Error is not null);
        }
        foreach (var call in record.Calls)
        {
            if (call.IsAgain)
                continue;
            var isLocal = call.Where == CallSite.Local;
            var key = new CallKey(record.Group, call.From, call.To, call.Kind == CallKind.Sync ? "sync" : "async", isLocal ? "local" : "remote");
            CallRates.Add(key, time, weight, call.Ms, call.Error is not null);
            if (Calls.Count < MaxCalls)
                Calls.Add(key);
            if (isLocal && group is { Tasks.Count: < MaxTasks })
                group.Tasks.UnionWith([call.From, call.To]);
        }
    }

    /// <summary>The known calls, as a map draws them.</summary>
    public IEnumerable<ReportCall> MapCalls() =>
        Calls
            .OrderBy(c => (c.Group, c.From, c.To, c.Kind))
            .Select(c => new ReportCall(c.Group, c.From, c.To, c.Kind, c.Where, null, null, null, null, 0));
}
