namespace Fusionize.Records;

/// <summary>One function: a group of a setup with a memory size.</summary>
public sealed record FunctionKey(string SetupId, string Group, int MemoryMB);

/// <summary>One way in which one task called another.</summary>
public sealed record EdgeKey(string From, string To, CallKind Kind, CallSite Where);

/// <summary>Statistics of invocation records: per function, and per task call. Two profiles can be merged.</summary>
public sealed class Profile
{
    private readonly SortedDictionary<FunctionKey, FunctionProfile> _functions = new(
        Comparer<FunctionKey>.Create((a, b) => (a.SetupId, a.Group, a.MemoryMB).CompareTo((b.SetupId, b.Group, b.MemoryMB)))
    );

    private readonly SortedDictionary<EdgeKey, EdgeProfile> _edges = new(
        Comparer<EdgeKey>.Create((a, b) => (a.From, a.To, a.Kind, a.Where).CompareTo((b.From, b.To, b.Kind, b.Where)))
    );

    public IReadOnlyDictionary<FunctionKey, FunctionProfile> Functions => _functions;

    public IReadOnlyDictionary<EdgeKey, EdgeProfile> Edges => _edges;

    public static Profile Of(IEnumerable<InvocationRecord> records)
    {
        var profile = new Profile();
        foreach (var record in records)
            profile.Add(record);
        return profile;
    }

    public void Add(InvocationRecord record)
    {
        Function(new(record.SetupId, record.Group, record.MemoryMB)).Add(record);
        foreach (var call in record.Calls)
            Edge(new(call.From, call.To, call.Kind, call.Where)).Add(call);
    }

    public void Add(Profile other)
    {
        foreach (var (key, function) in other._functions)
            Function(key).Add(function);
        foreach (var (key, edge) in other._edges)
            Edge(key).Add(edge);
    }

    private FunctionProfile Function(FunctionKey key)
    {
        if (!_functions.TryGetValue(key, out var function))
            _functions.Add(key, function = new());
        return function;
    }

    private EdgeProfile Edge(EdgeKey key)
    {
        if (!_edges.TryGetValue(key, out var edge))
            _edges.Add(key, edge = new());
        return edge;
    }
}

public sealed class FunctionProfile
{
    public long Invocations { get; private set; }
    public long ColdStarts { get; private set; }
    public long Errors { get; private set; }
    public int MaxMemoryUsedMB { get; private set; }
    public DDSketch DurationMs { get; } = new();
    public DDSketch BilledMs { get; } = new();
    public DDSketch CpuMs { get; } = new();
    public DDSketch InitMs { get; } = new();

    internal void Add(InvocationRecord record)
    {
        Invocations++;
        Errors += record.Error is null ? 0 : 1;
        MaxMemoryUsedMB = Math.Max(MaxMemoryUsedMB, record.MaxMemoryUsedMB ?? 0);
        DurationMs.Add(Math.Max(0, record.DurationMs));
        BilledMs.Add(Math.Max(0, record.BilledMs));
        CpuMs.Add(Math.Max(0, record.CpuMs));
        if (!record.IsCold)
            return;
        ColdStarts++;
        InitMs.Add(Math.Max(0, record.InitMs));
    }

    internal void Add(FunctionProfile other)
    {
        Invocations += other.Invocations;
        ColdStarts += other.ColdStarts;
        Errors += other.Errors;
        MaxMemoryUsedMB = Math.Max(MaxMemoryUsedMB, other.MaxMemoryUsedMB);
        DurationMs.Add(other.DurationMs);
        BilledMs.Add(other.BilledMs);
        CpuMs.Add(other.CpuMs);
        InitMs.Add(other.InitMs);
    }
}

public sealed class EdgeProfile
{
    public long Errors { get; private set; }
    public DDSketch Ms { get; } = new();
    public DDSketch InBytes { get; } = new();
    public DDSketch OutBytes { get; } = new();

    internal void Add(CallRecord call)
    {
        Errors += call.Error is null ? 0 : 1;
        Ms.Add(Math.Max(0, call.Ms));
        InBytes.Add(Math.Max(0, call.InBytes));
        OutBytes.Add(Math.Max(0, call.OutBytes));
    }

    internal void Add(EdgeProfile other)
    {
        Errors += other.Errors;
        Ms.Add(other.Ms);
        InBytes.Add(other.InBytes);
        OutBytes.Add(other.OutBytes);
    }
}
