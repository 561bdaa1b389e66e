namespace Fusionize.Local.Logs.Insights;

/// <summary>Returns a line's value; null if it has none.</summary>
internal delegate string? InsightsExpression(InsightsEvent line);

/// <summary>A value with the name that it has in results.</summary>
internal sealed record InsightsColumn(string Name, InsightsExpression Value);

/// <summary>A step that is applied to every line. It adds fields, or removes the line by returning false.</summary>
internal delegate bool InsightsStep(InsightsEvent line);

internal sealed record InsightsAggregate(string Name, string Function, InsightsExpression? Of, double Percent)
{
    public double? Result(List<double> values, long count) =>
        Function switch
        {
            "count" => count,
            "sum" => values.Sum(),
            _ when values.Count == 0 => null,
            "avg" => values.Average(),
            "min" => values.Min(),
            "max" => values.Max(),
            _ => Percentile(values),
        };

    // The value at the nearest rank.
    private double Percentile(List<double> values)
    {
        values.Sort();
        return values[Math.Clamp((int)Math.Ceiling(Percent / 100 * values.Count) - 1, 0, values.Count - 1)];
    }
}

/// <summary>
/// A query of CloudWatch Logs Insights, in the supported part of the language: fields, filter, parse (with asterisks), stats … by, sort, limit;
/// comparisons, products, like, and/or/not, strcontains, coalesce, ispresent. Anything else is refused, because the result would be wrong.
/// </summary>
internal sealed class InsightsQuery
{
    public const int MaxRows = 10_000;

    private readonly List<InsightsStep> _steps = [];
    private readonly List<InsightsColumn> _columns = [];

    public List<InsightsColumn> By { get; } = [];

    public List<InsightsAggregate> Aggregates { get; } = [];

    public List<(string Field, bool Descending)> Order { get; } = [];

    public int Limit { get; set; } = MaxRows;

    /// <summary>The fields of single lines in the result.</summary>
    public IReadOnlyList<InsightsColumn> Columns =>
        _columns.Count > 0 ? _columns : [new("@timestamp", e => e.Field("@timestamp")), new("@message", e => e.Field("@message"))];

    /// <exception cref="LogsError">MalformedQueryException.</exception>
    public static InsightsQuery Parse(string text) => InsightsParser.Parse(text);

    public void Add(InsightsStep step) => _steps.Add(step);

    public void Show(InsightsColumn column)
    {
        _columns.Add(column);
        _steps.Add(e =>
        {
            e.Name(column.Name, column.Value(e));
            return true;
        });
    }

    public bool Matches(InsightsEvent line)
    {
        foreach (var step in _steps)
        {
            if (!step(line))
                return false;
        }
        return true;
    }
}
