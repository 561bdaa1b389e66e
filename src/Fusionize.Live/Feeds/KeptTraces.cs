using System.Collections.Immutable;
using Fusionize.Dashboard.Building;
using Fusionize.Dashboard.Model;
using Fusionize.Live.Model;
using Fusionize.Records;

namespace Fusionize.Live.Feeds;

/// <summary>
/// The records of recent requests. If there are many requests, only one of 2, 4, 8, … is kept, chosen by the trace's id, so that a request is kept
/// as a whole and stays long enough to be looked at.
/// </summary>
internal sealed class KeptTraces
{
    private const int MaxTraces = 400;
    private const int MaxRecords = 300;
    private const int MaxRows = 30;
    private const double WantedPerSecond = 10;

    private readonly Dictionary<string, List<InvocationRecord>> _traces = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>One of so many requests is kept; a power of 2.</summary>
    public int OneOf { get; private set; } = 1;

    public void Add(InvocationRecord record)
    {
        if (record.TraceId.Length == 0 || (Hash(record.TraceId) & (uint)(OneOf - 1)) != 0)
            return;
        if (!_traces.TryGetValue(record.TraceId, out var records))
        {
            if (_order.Count >= MaxTraces)
                _traces.Remove(_order.Dequeue());
            _traces.Add(record.TraceId, records = []);
            _order.Enqueue(record.TraceId);
        }
        if (records.Count < MaxRecords)
            records.Add(record);
    }

    /// <summary>Adapts the share that is kept to the rate of requests.</summary>
    public void Adapt(double requestsPerSecond)
    {
        OneOf = 1;
        while (requestsPerSecond / OneOf > WantedPerSecond && OneOf < 1 << 16)
            OneOf *= 2;
    }

    public ImmutableArray<TraceRow> Rows() =>
        [
            .. _traces
                .Values.Select(records => (Root: records.Find(r => r.IsRoot), records.Count))
                .Where(t => t.Root is not null)
                .OrderByDescending(t => t.Root!.StartMs)
                .Take(MaxRows)
                .Select(t => Row(t.Root!, t.Count)),
        ];

    /// <summary>A request as a waterfall; null if it isn't kept.</summary>
    public (TraceRow Row, ReportRequest Request)? Find(string traceId) =>
        _traces.TryGetValue(traceId, out var records) && records.Find(r => r.IsRoot) is { } root
            ? (Row(root, records.Count), Requests.Waterfall(root, records))
            : null;

    private static TraceRow Row(InvocationRecord root, int count) =>
        new(
            root.TraceId,
            root.RequestId,
            root.Function,
            root.Task,
            DateTimeOffset.FromUnixTimeMilliseconds((long)root.StartMs),
            root.DurationMs + (root.IsCold ? root.InitMs : 0),
            root.IsCold,
            count,
            root.Error?.Type
        );

    // FNV-1a: the same for all records of a trace, and spread evenly.
    private static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text)
            hash = (hash ^ c) * 16777619u;
        return hash ^ (hash >> 15);
    }
}
