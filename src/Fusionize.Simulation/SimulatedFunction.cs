namespace Fusionize.Simulation;

/// <summary>A function in a simulation: the CPU of its memory size, its instances, and whether another one may be started.</summary>
internal sealed class SimulatedFunction
{
    private readonly LambdaModel _model;
    private readonly double _cores;
    private readonly Pace[] _paces = new Pace[32];
    private double _mayStart;
    private double _countedAt;

    public SimulatedFunction(ProgramFunction program, LambdaModel model)
    {
        _model = model;
        _mayStart = model.ScaleOutPer10s;
        InitMs = program.InitMs;
        Cpus = model.Cpus(program.MemoryMB);
        _cores = Math.Max(2, Math.Ceiling(Cpus));
        YoungShare = model.YoungShare(program.MemoryMB);
        MaxCredit = Cpus * Math.Max(0, 1 - Cpus / 2) * model.BurstMs;
        SlotWords = (program.Slots + 63) / 64;
    }

    public double InitMs { get; }
    public double Cpus { get; }
    public double YoungShare { get; }

    /// <summary>The most CPU credit that an instance can have.</summary>
    public double MaxCredit { get; }

    /// <summary>Number of 64-bit words for the flags of first costs.</summary>
    public int SlotWords { get; }

    /// <summary>The instances that can take an invocation, the most recently used on top.</summary>
    public Stack<SimulatedInstance> Available { get; } = new();

    public int Running { get; set; }

    public Pace PaceOf(int threads)
    {
        if (threads >= _paces.Length)
            return NewPace(threads);
        ref var pace = ref _paces[threads];
        if (pace.Used == 0)
            pace = NewPace(threads);
        return pace;
    }

    public bool MayStart(double now)
    {
        _mayStart = Math.Min(_model.ScaleOutPer10s, _mayStart + (now - _countedAt) * _model.ScaleOutPer10s / 10_000);
        _countedAt = now;
        if (Running >= _model.MaxInstances || _mayStart < 1)
            return false;
        _mayStart--;
        return true;
    }

    private Pace NewPace(int threads) => new(threads, Cpus, _cores, _model);
}
