using Fusionize.Records;

namespace Fusionize.Optimization.Monitoring;

/// <summary>
/// Knows how many invocations instances have served, over any number of reads of the log. An instance that was not seen starting is taken for an
/// old one: with few requests traced, most are.
/// </summary>
public sealed class InstanceAgeTracker
{
    // Code is compiled in the course of the first dozens of invocations, most of it in the first few.
    private const int Settled = 20;
    private const int New = 5;

    private readonly Dictionary<(string Function, string Instance), int> _served = [];
    private readonly Dictionary<InvocationRecord, InstanceAge> _ages = new(ReferenceEqualityComparer.Instance);

    /// <summary>Counts records that were not counted before; their ages are known until the next ones are counted.</summary>
    public void Add(IEnumerable<InvocationRecord> records)
    {
        _ages.Clear();
        foreach (var record in records.Where(r => r.Instance.Length > 0).OrderBy(r => r.StartMs))
        {
            var key = (record.Function, record.Instance);
            if (record.IsCold)
                _served[key] = 0;
            if (!_served.TryGetValue(key, out var served))
                continue;
            if (served < Settled)
                _ages.Add(record, served < New ? InstanceAge.New : InstanceAge.Young);
            _served[key] = served + 1;
        }
    }

    public InstanceAge AgeOf(InvocationRecord record) => _ages.GetValueOrDefault(record);
}
