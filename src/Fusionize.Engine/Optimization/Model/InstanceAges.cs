using Fusionize.Engine.Feedback;

namespace Fusionize.Engine.Optimization.Model;

/// <summary>
/// How many invocations an instance had served before each one. The first dozens are slower (code is loaded and compiled, connections are
/// made): what they cost beyond the later ones is the instance's cost, not that of the task.
/// </summary>
internal sealed class InstanceAges
{
    private const int MostAge = 15;
    private const int OldAge = 60;
    private const int Enough = 8;
    private const double EnoughShare = 0.25;

    /// <summary>Younger invocations that cost so little more than settled ones cost the same.</summary>
    private const double Clear = 0.05;

    private readonly Dictionary<InvocationRecord, int> _settled = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(string Setup, string Group, string Task), double> _youngCpuMs = [];

    // What is expected of .NET before anything was measured, and for how many invocations that expectation counts.
    private const double ExpectedYouth = 0.45;
    private const double ExpectationCounts = 3;
    private const double DecayInvocations = 8;
    private const double LeastCpuMs = 3;

    private double _youthProduct = ExpectedYouth * ExpectationCounts;
    private double _youthSquares = ExpectationCounts;

    public InstanceAges(IEnumerable<InvocationRecord> records)
    {
        foreach (var function in records.GroupBy(r => (r.SetupId, r.Group)))
            Add([.. function]);
    }

    /// <summary>
    /// What these settled invocations' CPU time is to that of invocations in old instances: where instances don't live long, even the oldest
    /// invocations are young. By how CPU times fall with age in all functions.
    /// </summary>
    public double YouthOf(IReadOnlyCollection<InvocationRecord> settled)
        => Math.Exp(Math.Max(0, _youthProduct / _youthSquares) * settled.Average(r => Decay(AgeOf(r))));

    private static double Decay(int age) => Math.Exp(-age / DecayInvocations);

    private void FitYouth(IEnumerable<(InvocationRecord Record, int Age)> task)
    {
        var points = task.Where(a => a.Record.CpuMs >= LeastCpuMs).Select(a => (X: Decay(a.Age), Y: Math.Log(a.Record.CpuMs))).ToList();
        if (points.Count < Enough)
            return;
        var (x, y) = (points.Average(p => p.X), points.Average(p => p.Y));
        _youthProduct += points.Sum(p => (p.X - x) * (p.Y - y));
        _youthSquares += points.Sum(p => (p.X - x) * (p.X - x));
    }

    /// <summary>Whether the invocation ran in an instance that had served so many that it costs what later ones cost.</summary>
    public bool IsSettled(InvocationRecord record) => _settled.ContainsKey(record);

    /// <summary>How many invocations a settled one's instance had served, as far as it matters.</summary>
    public int AgeOf(InvocationRecord record) => _settled.GetValueOrDefault(record);

    /// <summary>CPU time of an instance's young invocations (the cold one excluded) beyond that of settled ones, all of them together.</summary>
    public double YoungCpuMs(string setup, string group, string task) => _youngCpuMs.GetValueOrDefault((setup, group, task));

    private void Add(List<InvocationRecord> function)
    {
        var ages = new List<(InvocationRecord Record, int Age)>();
        foreach (var instance in function.GroupBy(r => r.Instance))
        {
            // A source that doesn't name instances says of each invocation only whether it was the first.
            var age = instance.Key.Length == 0 ? OldAge : 0;
            foreach (var record in instance.OrderBy(r => r.StartMs))
            {
                if (!record.IsCold)
                    ages.Add((record, age));
                age++;
            }
        }
        if (ages.Count == 0)
            return;
        var wanted = Math.Min(ages.Count, Math.Max(Enough, EnoughShare * ages.Count));
        var from = MostAge;
        while (from > 0 && ages.Count(a => a.Age >= from) < wanted)
            from--;
        foreach (var (record, age) in ages)
        {
            if (age >= from)
                _settled.Add(record, Math.Min(age, OldAge));
        }
        foreach (var task in ages.GroupBy(a => a.Record.Task))
        {
            FitYouth(task);
            var settled = task.Where(a => a.Age >= from).Select(a => a.Record.CpuMs).ToArray();
            var young = task.Where(a => a.Age < from).ToList();
            if (settled.Length == 0 || young.Count == 0)
                continue;
            var usual = Statistics.Mean(settled);
            var beyond = young.Average(y => y.Record.CpuMs) - usual;
            if (beyond > Clear * usual)
                _youngCpuMs[(function[0].SetupId, function[0].Group, task.Key)] = beyond * young.Count / young.Select(y => y.Record.Instance).Distinct().Count();
        }
    }
}
