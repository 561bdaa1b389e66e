using Fusionize.Records;

namespace Fusionize.Optimization.Monitoring;

/// <summary>
/// Tracks how many invocations instances have served, across several reads of the log. An instance whose start was not seen counts as old: if few
/// requests
/// are traced, most are.
/// </summary>
public sealed class InstanceAgeTracker
{
    // Code is compiled during the first dozens of invocations, most of it in the first few.
    private const int Settled = 20;
    private const int New = 5;

    private readonly Dictionary<(string Function, string Instance), int> _served = [];
    private readonly Dictionary<InvocationRecord, InstanceAge> _ages = new(ReferenceEqualityComparer.Instance);

    /// <summary>Adds new records. <see cref="AgeOf"/> knows them until the next ones are added.</summary>
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

    /// <summary>How much the instance of an added record had served before.</summary>
    public InstanceAge AgeOf(InvocationRecord record) => _ages.GetValueOrDefault(record);
}
