using Fusionize.Local.Functions;
using Fusionize.Local.Lambda;
using Fusionize.Local.Protocol;
using Fusionize.Local.Sqs;

namespace Fusionize.Local.Mappings;

/// <summary>The event source mappings on the platform, with their pollers. Like functions, they end with the platform.</summary>
internal sealed class MappingCatalog(
    FunctionCatalog functions,
    QueueCatalog queues,
    TimeProvider time,
    Action<string>? log,
    CancellationToken stopping
)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Entry> _mappings = new(StringComparer.Ordinal);

    /// <summary>Messages in queues that a function gets messages from.</summary>
    public long Pending => Count().All;

    /// <summary>The same, by their state.</summary>
    public QueueCounts Count()
    {
        string[] sources;
        lock (_gate)
            sources = [.. _mappings.Values.Where(e => e.Poller is not null).Select(e => e.Mapping.SourceArn).Distinct()];
        var counts = sources.Select(queues.FindByArn).OfType<MessageQueue>().Select(q => q.Count()).ToArray();
        return new(counts.Sum(c => c.Visible), counts.Sum(c => c.InFlight), counts.Sum(c => c.Delayed));
    }

    /// <summary>Messages that a poller has received and that its function hasn't finished.</summary>
    public int Held
    {
        get
        {
            lock (_gate)
                return _mappings.Values.Sum(e => e.Poller?.Held ?? 0);
        }
    }

    public EventSourceMapping Add(EventSourceMapping mapping, IReadOnlyDictionary<string, string> tags)
    {
        lock (_gate)
        {
            Check(mapping);
            if (
                _mappings.Values.FirstOrDefault(e => e.Mapping.SourceArn == mapping.SourceArn && e.Mapping.Function == mapping.Function) is
                { } other
            )
                throw LambdaError.Conflict(
                    $"An event source mapping with SQS arn (\" {mapping.SourceArn} \") and function (\" {ArnOf(mapping.Function)} \") already "
                        + $"exists. Please update or delete the existing mapping with UUID {other.Mapping.Id}"
                );
            var entry = new Entry(mapping, new(tags.ToDictionary(), StringComparer.Ordinal));
            _mappings.Add(mapping.Id, entry);
            Start(entry);
            return mapping;
        }
    }

    public (EventSourceMapping Mapping, string LastResult) Change(string id, Func<EventSourceMapping, EventSourceMapping> change)
    {
        lock (_gate)
        {
            var entry = Get(id);
            var changed = change(entry.Mapping);
            Check(changed);
            entry.Mapping = changed;
            entry.Poller?.Dispose();
            entry.Poller = null;
            Start(entry);
            return (changed, entry.LastResult);
        }
    }

    private void Start(Entry entry)
    {
        if (!entry.Mapping.Enabled)
            return;
        entry.Poller = new(entry.Mapping, queues, functions, time, log, stopping);
        entry.Poller.Start();
    }

    public (EventSourceMapping Mapping, string LastResult) Read(string id)
    {
        lock (_gate)
            return (Get(id).Mapping, Get(id).LastResult);
    }

    public EventSourceMapping Remove(string id)
    {
        lock (_gate)
        {
            var entry = Get(id);
            entry.Poller?.Dispose();
            _mappings.Remove(id);
            return entry.Mapping;
        }
    }

    /// <summary>In the order of their ids.</summary>
    public (EventSourceMapping Mapping, string LastResult)[] List()
    {
        lock (_gate)
            return [.. _mappings.Values.Select(e => (e.Mapping, e.LastResult))];
    }

    public T ChangeTags<T>(string id, Func<SortedDictionary<string, string>, T> change)
    {
        lock (_gate)
            return change(Get(id).Tags);
    }

    public string ArnOf(FunctionName function) => FunctionName.Arn(functions.Region, function.Name, function.Qualifier);

    private Entry Get(string id) => _mappings.GetValueOrDefault(id) ?? throw LambdaError.NotFound("The resource you requested does not exist.");

    private MessageQueue Find(string arn) =>
        queues.FindByArn(arn)
        ?? throw LambdaError.InvalidParameter(
            "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. "
                + "SQS Error Message: The specified queue does not exist."
        );

    /// <summary>The rules that depend on the queue and the function.</summary>
    private void Check(EventSourceMapping mapping)
    {
        var queue = Find(mapping.SourceArn);
        var version = functions.Resolve(mapping.Function);
        var (visibility, timeout) = (queue.Attributes.Visibility.TotalSeconds, version.Configuration.TimeoutSeconds);
        if (visibility < timeout)
            throw LambdaError.InvalidParameter(
                FormattableString.Invariant($"Queue visibility timeout: {visibility} seconds is less than Function timeout: {timeout} seconds")
            );
        if (queue.Attributes.IsFifo && mapping.BatchSize > 10)
            throw LambdaError.InvalidParameter("Batch size must be less than or equal to 10 for an event source mapping of a FIFO queue.");
        if (queue.Attributes.IsFifo && mapping.Window > TimeSpan.Zero)
            throw LambdaError.InvalidParameter("Batching window is not supported for FIFO queues.");
        if (mapping.BatchSize > 10 && mapping.Window == TimeSpan.Zero)
            throw LambdaError.InvalidParameter("Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10.");
    }

    private sealed class Entry(EventSourceMapping mapping, SortedDictionary<string, string> tags)
    {
        public EventSourceMapping Mapping { get; set; } = mapping;
        public SortedDictionary<string, string> Tags { get; } = tags;
        public QueuePoller? Poller { get; set; }
        public string LastResult => Poller?.LastResult ?? "No records processed";
    }
}
