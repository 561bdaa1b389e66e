using Fusionize.Records;

namespace Fusionize.Optimization.Estimation;

/// <summary>
/// How many invocations an instance had served before each one. The first dozens are slower: code is loaded and compiled, connections are made.
/// </summary>
internal sealed class InvocationAges
{
    private const int MaxAge = 15;
    private const int OldAge = 60;
    private const int Enough = 8;
    private const double EnoughShare = 0.25;

    private readonly Dictionary<InvocationRecord, int> _ages = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<InvocationRecord> _settled = new(ReferenceEqualityComparer.Instance);

    public InvocationAges(IEnumerable<InvocationRecord> records)
    {
        foreach (var function in records.GroupBy(r => (r.SetupId, r.Group)))
            Add(function);
    }

    /// <summary>
    /// Whether the invocation ran in an instance that had served so many that it costs what later ones cost; where instances don't live that
    /// long, the oldest there are.
    /// </summary>
    public bool IsSettled(InvocationRecord record) => _settled.Contains(record);

    /// <summary>How many invocations the instance had served, as far as it matters; null for the first, the cold one.</summary>
    public int? AgeOf(InvocationRecord record) => _ages.TryGetValue(record, out var age) ? age : null;

    private void Add(IEnumerable<InvocationRecord> function)
    {
        var ages = new List<(InvocationRecord Record, int Age)>();
        foreach (var instance in function.GroupBy(r => r.Instance))
        {
            // A source that doesn't name instances says of each invocation only whether it was the first.
            var age = instance.Key.Length == 0 ? OldAge : 0;
            foreach (var record in instance.OrderBy(r => r.StartMs))
            {
                if (!record.IsCold)
                    ages.Add((record, Math.Min(age, OldAge)));
                age++;
            }
        }
        var wanted = Math.Min(ages.Count, Math.Max(Enough, EnoughShare * ages.Count));
        var from = MaxAge;
        while (from > 0 && ages.Count(a => a.Age >= from) < wanted)
            from--;
        foreach (var (record, age) in ages)
        {
            _ages.Add(record, age);
            if (age >= from)
                _settled.Add(record);
        }
    }
}
