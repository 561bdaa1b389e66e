using Fusionize.Records;

namespace Fusionize.Optimization.Estimation;

/// <summary>
/// How many invocations the instance had served before each invocation. The first dozens are slower: code is loaded and compiled, connections are
/// opened.
/// </summary>
internal sealed class InvocationAges
{
    private const int SettledAge = 15;
    private const int OldAge = 60;
    private const int MinSettled = 8;
    private const double MinSettledShare = 0.25;

    private readonly Dictionary<InvocationRecord, int> _ages = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<InvocationRecord> _settled = new(ReferenceEqualityComparer.Instance);

    public InvocationAges(IEnumerable<InvocationRecord> records)
    {
        foreach (var function in records.GroupBy(r => (r.SetupId, r.Group)))
            Add(function);
    }

    /// <summary>
    /// Whether the invocation ran in an instance that is old enough to have constant costs. If instances don't live that long, the oldest ones count
    /// as settled.
    /// </summary>
    public bool IsSettled(InvocationRecord record) => _settled.Contains(record);

    /// <summary>How many invocations the instance had served, up to a limit; null for the first one, which is cold.</summary>
    public int? AgeOf(InvocationRecord record) => _ages.TryGetValue(record, out var age) ? age : null;

    private void Add(IEnumerable<InvocationRecord> function)
    {
        var ages = new List<(InvocationRecord Record, int Age)>();
        foreach (var instance in function.GroupBy(r => r.Instance))
        {
            // A log source that doesn't name instances only tells whether an invocation was the first one.
            var age = instance.Key.Length == 0 ? OldAge : 0;
            foreach (var record in instance.OrderBy(r => r.StartMs))
            {
                if (!record.IsCold)
                    ages.Add((record, Math.Min(age, OldAge)));
                age++;
            }
        }
        var wanted = Math.Min(ages.Count, Math.Max(MinSettled, MinSettledShare * ages.Count));
        var from = SettledAge;
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
