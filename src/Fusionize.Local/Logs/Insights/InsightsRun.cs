using System.Globalization;

namespace Fusionize.Local.Logs.Insights;

/// <summary>A running query, and its result at the end.</summary>
internal sealed class InsightsRun
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    public InsightsRun(InsightsQuery query, IReadOnlyList<(LogGroup Group, string Log)> logs, long start, long end) =>
        _work = Task.Run(() => Read(query, logs, start, end));

    public string Id { get; } = Guid.NewGuid().ToString();

    public string Status =>
        _work switch
        {
            { IsCompletedSuccessfully: true } => "Complete",
            _ when _stop.IsCancellationRequested => "Cancelled",
            { IsCompleted: true } => "Failed",
            _ => "Running",
        };

    /// <summary>Rows of fields with their values; a field without a value is left out.</summary>
    public List<List<(string Field, string Value)>> Rows { get; private set; } = [];

    public long Matched { get; private set; }
    public long Scanned { get; private set; }
    public long BytesScanned { get; private set; }

    /// <summary>False if it had already ended.</summary>
    public bool Stop()
    {
        var isRunning = !_work.IsCompleted;
        _stop.Cancel();
        return isRunning;
    }

    private void Read(InsightsQuery query, IReadOnlyList<(LogGroup Group, string Log)> logs, long start, long end)
    {
        var lines = Matching(query, logs, start, end);
        var rows = query.Aggregates.Count > 0 ? Aggregate(query, lines) : lines.Select(e => Shown(query, e)).ToList();
        for (var i = query.Order.Count - 1; i >= 0; i--)
        {
            var (field, descending) = query.Order[i];
            string? Key(List<(string Field, string Value)> row) => row.Find(f => f.Field == field).Value;
            var order = Comparer<string?>.Create(Compare);
            rows = [.. descending ? rows.OrderByDescending(Key, order) : rows.OrderBy(Key, order)];
        }
        Rows = [.. rows.Take(query.Limit)];
    }

    private IEnumerable<InsightsEvent> Matching(InsightsQuery query, IReadOnlyList<(LogGroup Group, string Log)> logs, long start, long end)
    {
        foreach (var (group, log) in logs)
        {
            foreach (var (first, page) in group.Read(0, start, end, _ => true))
            {
                _stop.Token.ThrowIfCancellationRequested();
                for (var i = 0; i < page.Events.Length; i++)
                {
                    var e = page.Events[i];
                    if (e.Timestamp < start || e.Timestamp > end)
                        continue;
                    Scanned++;
                    BytesScanned += e.Length;
                    var line = new InsightsEvent(
                        e.Timestamp,
                        log,
                        group.Stream(e.Stream).Name,
                        page.Message(e).ToArray(),
                        string.Create(CultureInfo.InvariantCulture, $"{log}/{first + i}")
                    );
                    if (!query.Matches(line))
                        continue;
                    Matched++;
                    yield return line;
                }
            }
        }
    }

    private static List<(string, string)> Shown(InsightsQuery query, InsightsEvent line) =>
        [
            .. query.Columns.Select(c => (c.Name, Value: c.Value(line))).Where(f => f.Value is not null).Select(f => (f.Name, f.Value!)),
            ("@ptr", line.Field("@ptr")!),
        ];

    private static List<List<(string, string)>> Aggregate(InsightsQuery query, IEnumerable<InsightsEvent> lines)
    {
        var groups = new Dictionary<string, (string?[] Keys, List<double>[] Values, long[] Counts)>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            string?[] keys = [.. query.By.Select(b => b.Value(line))];
            var name = string.Join('\0', keys.Select(k => k is null ? "-" : "+" + k));
            if (!groups.TryGetValue(name, out var found))
                groups.Add(name, found = (keys, [.. query.Aggregates.Select(_ => new List<double>())], new long[query.Aggregates.Count]));
            for (var i = 0; i < query.Aggregates.Count; i++)
            {
                var value = query.Aggregates[i].Of?.Invoke(line);
                if (query.Aggregates[i].Of is null || value is not null)
                    found.Counts[i]++;
                if (InsightsValue.Number(value) is { } number)
                    found.Values[i].Add(number);
            }
        }
        return
        [
            .. groups.Values.Select(g =>
                (List<(string, string)>)
                    [
                        .. query.By.Select((b, i) => (b.Name, Value: g.Keys[i])).Where(f => f.Value is not null).Select(f => (f.Name, f.Value!)),
                        .. query
                            .Aggregates.Select((a, i) => (a.Name, Value: a.Result(g.Values[i], g.Counts[i])))
                            .Where(f => f.Value is not null)
                            .Select(f => (f.Name, InsightsValue.Of(f.Value!.Value))),
                    ]
            ),
        ];
    }

    private static int Compare(string? a, string? b) =>
        InsightsValue.Number(a) is { } x && InsightsValue.Number(b) is { } y ? x.CompareTo(y) : string.CompareOrdinal(a, b);
}
