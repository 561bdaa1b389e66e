using System.Collections.Immutable;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Optimization.Estimation;

/// <summary>The records of measured setups, by invocation and by executed task.</summary>
internal sealed class MeasuredTasks
{
    private readonly AppModel _app;
    private readonly List<InvocationRecord> _records = [];
    private readonly Dictionary<(string Setup, string Span), InvocationRecord> _bySpan = [];
    private readonly SortedDictionary<string, List<TaskSample>> _samples = new(StringComparer.Ordinal);

    public MeasuredTasks(AppModel app, ImmutableArray<MeasuredSetup> history)
    {
        _app = app;
        foreach (var record in history.SelectMany(m => m.Records.Where(r => r.SetupId == m.Setup.Id)))
        {
            _bySpan.TryAdd((record.SetupId, record.SpanId), record);
            // A failed invocation hasn't done all of its work.
            if (record.Error is null && app.Contains(record.Task))
                _records.Add(record);
        }
        Ages = new(_records);
        foreach (var record in _records)
            Take(record);
    }

    /// <summary>Invocations that succeeded.</summary>
    public IReadOnlyList<InvocationRecord> Records => _records;

    /// <summary>How old the instances were.</summary>
    public InvocationAges Ages { get; }

    /// <summary>Every task that was executed, with its executions.</summary>
    public IEnumerable<KeyValuePair<string, List<TaskSample>>> ByTask => _samples;

    public List<TaskSample> Of(string task) => _samples.GetValueOrDefault(task) ?? [];

    /// <summary>The invocation that called this one; null if it has no record.</summary>
    public InvocationRecord? CallerOf(InvocationRecord record) =>
        record.ParentSpanId is { } span && _bySpan.TryGetValue((record.SetupId, span), out var caller) ? caller : null;

    /// <summary>Executions in settled instances whose own time is known; if there are none, the executions that come closest.</summary>
    public IEnumerable<TaskSample> Warm(List<TaskSample> samples)
    {
        var settled = samples.Where(s => Ages.IsSettled(s.Record));
        var known = settled.Where(s => s.Execution.IsSelfKnown);
        return known.Any() ? known
            : settled.Any() ? settled
            : samples.Where(s => !s.Record.IsCold);
    }

    private void Take(InvocationRecord record)
    {
        var executions = Execution.Of(record, CallingTask(record));
        var remote = record.Calls.Count(c => c.Where == CallSite.Remote);
        foreach (var execution in executions)
        {
            if (!_app.Contains(execution.Task))
                continue;
            if (!_samples.TryGetValue(execution.Task, out var samples))
                _samples.Add(execution.Task, samples = []);
            samples.Add(
                new(execution, record, execution == executions[0], executions.Count == 1 ? record.CpuMs : null, executions.Count == 1 ? remote : 0)
            );
        }
    }

    // Unknown if several tasks of the calling invocation call this one.
    private string? CallingTask(InvocationRecord record)
    {
        if (CallerOf(record) is not { } parent)
            return null;
        var callers = parent.Calls.Where(c => c.To == record.Task && c.Where == CallSite.Remote).Select(c => c.From).Distinct().Take(2).ToArray();
        return callers.Length == 1 ? callers[0] : null;
    }
}
