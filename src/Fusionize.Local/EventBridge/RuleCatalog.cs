namespace Fusionize.Local.EventBridge;

/// <summary>The rules on the platform, and the loop that runs their schedules. Like functions, they end with the platform.</summary>
internal sealed class RuleCatalog
{
    private static readonly TimeSpan s_longestSleep = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Entry> _rules = new(StringComparer.Ordinal);
    private readonly TargetDelivery _delivery;
    private readonly string _region;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stopping;
    private TaskCompletionSource? _changed; // null: the loop hasn't started

    public RuleCatalog(TargetDelivery delivery, string region, TimeProvider time, CancellationToken stopping) =>
        (_delivery, _region, _time, _stopping) = (delivery, region, time, stopping);

    /// <summary>Creates or replaces a rule. Its targets and tags stay.</summary>
    public void Put(Rule rule, IReadOnlyDictionary<string, string> tags)
    {
        lock (_gate)
        {
            if (!_rules.TryGetValue(rule.Name, out var entry))
                _rules.Add(rule.Name, entry = new(rule, new(tags.ToDictionary(), StringComparer.Ordinal)));
            // A schedule that stays the same keeps its times.
            entry.Rule = entry.Rule.Schedule == rule.Schedule ? rule with { Created = entry.Rule.Created } : rule;
            entry.Next = NextOf(entry.Rule, _time.GetUtcNow());
            Wake();
        }
    }

    public void Change(string? name, Func<Rule, Rule> change)
    {
        lock (_gate)
        {
            var entry = Get(name);
            entry.Rule = change(entry.Rule);
            entry.Next = NextOf(entry.Rule, _time.GetUtcNow());
            Wake();
        }
    }

    private static DateTimeOffset? NextOf(Rule rule, DateTimeOffset now) => rule.Enabled ? rule.Times?.Next(now, rule.Created) : null;

    public void Remove(string? name)
    {
        lock (_gate)
        {
            if (name is null || !_rules.TryGetValue(name, out var entry))
                return; // not an error, as on AWS
            if (entry.Targets.Count > 0)
                throw EventsError.Validation("Rule can't be deleted since it has targets.");
            _rules.Remove(name);
        }
    }

    public (Rule Rule, RuleTarget[] Targets) Read(string? name)
    {
        lock (_gate)
            return (Get(name).Rule, [.. Get(name).Targets.Values]);
    }

    /// <summary>In the order of their names.</summary>
    public (Rule Rule, RuleTarget[] Targets)[] List()
    {
        lock (_gate)
            return [.. _rules.Values.Select(e => (e.Rule, e.Targets.Values.ToArray()))];
    }

    public T ChangeTargets<T>(string? name, Func<SortedDictionary<string, RuleTarget>, T> change)
    {
        lock (_gate)
            return change(Get(name).Targets);
    }

    public T ChangeTags<T>(string? name, Func<SortedDictionary<string, string>, T> change)
    {
        lock (_gate)
            return change(Get(name).Tags);
    }

    private Entry Get(string? name) => name is not null && _rules.TryGetValue(name, out var entry) ? entry : throw EventsError.NoSuchRule(name);

    /// <summary>Sends an event to the targets of all rules whose patterns match.</summary>
    public void Publish(BusEvent published)
    {
        foreach (var (rule, targets) in List())
        {
            if (!rule.Enabled || rule.Matcher?.Matches(published.Content) != true)
                continue;
            foreach (var target in targets)
                _delivery.Deliver(rule, target, published.Bytes);
        }
    }

    private void Wake()
    {
        if (_changed is { } waiting)
        {
            waiting.TrySetResult();
            return;
        }
        _changed = NewSignal();
        _ = Task.Run(RunAsync, CancellationToken.None);
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var (due, wait, changed) = TakeDue();
                foreach (var (rule, targets, at) in due)
                {
                    var content = BusEvent.Scheduled(rule.ArnIn(_region), _region, at).Bytes;
                    foreach (var target in targets)
                        _delivery.Deliver(rule, target, content);
                }
                using var waiting = CancellationTokenSource.CreateLinkedTokenSource(_stopping);
                await Task.WhenAny(changed, Task.Delay(wait, _time, waiting.Token));
                await waiting.CancelAsync();
                _stopping.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException)
        {
            // The platform stops.
        }
    }

    /// <summary>The rules that are due, each once, even if several of its times have passed; and how long to wait for the next.</summary>
    private ((Rule Rule, RuleTarget[] Targets, DateTimeOffset At)[] Due, TimeSpan Wait, Task Changed) TakeDue()
    {
        lock (_gate)
        {
            _changed = NewSignal();
            var now = _time.GetUtcNow();
            var due = new List<(Rule, RuleTarget[], DateTimeOffset)>();
            foreach (var entry in _rules.Values.Where(e => e.Next <= now))
            {
                due.Add((entry.Rule, [.. entry.Targets.Values], entry.Next!.Value));
                entry.Next = NextOf(entry.Rule, now);
            }
            var wait = _rules.Values.Min(e => e.Next) - now ?? s_longestSleep;
            return ([.. due], wait < s_longestSleep ? wait : s_longestSleep, _changed.Task);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Entry(Rule rule, SortedDictionary<string, string> tags)
    {
        public Rule Rule { get; set; } = rule;
        public DateTimeOffset? Next { get; set; }
        public SortedDictionary<string, RuleTarget> Targets { get; } = new(StringComparer.Ordinal);
        public SortedDictionary<string, string> Tags { get; } = tags;
    }
}
