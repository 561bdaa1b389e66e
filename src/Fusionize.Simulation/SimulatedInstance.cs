namespace Fusionize.Simulation;

/// <summary>An instance of a function, or the place of one that is no more.</summary>
internal sealed class SimulatedInstance(int id)
{
    /// <summary>Who computes in it, and how fast. A field: it changes in place.</summary>
    public SharedCpu Cpu = new();

    // One bit per thing that costs more the first time.
    private ulong[] _firstDone = [];

    /// <summary>The most that a task has cost the first time.</summary>
    private double _firstMost;

    public int Id { get; } = id;

    /// <summary>Its place among all that were started; the id is used again.</summary>
    public int Serial { get; private set; }

    public SimulatedFunction Function { get; private set; } = null!;

    /// <summary>Invocations that it runs now, and those that it has begun.</summary>
    public int Active { get; set; }
    public int Served { get; set; }
    public double IdleSince { get; set; }
    public bool OpenWhenReady { get; set; }

    /// <summary>When the first of its jobs ends, when an event looks whether it has, and the number of that event: older ones are void.</summary>
    public double DoneAt { get; set; }
    public double LooksAt { get; set; }
    public int Stamp { get; set; }

    /// <summary>Above zero while jobs are being added or taken: the next end is found out after the last of them.</summary>
    public int Changing { get; set; }

    /// <summary>Makes it a new instance of the function, with an invocation that waits for its INIT.</summary>
    public void Start(SimulatedFunction function, int serial)
    {
        Function = function;
        Serial = serial;
        Active = 1;
        Served = 0;
        LooksAt = double.MaxValue;
        Cpu.Reset(function);
        _firstMost = 0;
        if (_firstDone.Length < function.SlotWords)
            _firstDone = new ulong[function.SlotWords];
        else
            Array.Clear(_firstDone);
    }

    /// <summary>Whether this is the first time in this instance.</summary>
    public bool IsFirst(int slot)
    {
        ref var word = ref _firstDone[slot >> 6];
        var bit = 1UL << slot;
        if ((word & bit) != 0)
            return false;
        word |= bit;
        return true;
    }

    /// <summary>What a task costs the first time, without what others in the instance have paid for already.</summary>
    public double FirstWork(double work, double overlap)
    {
        var beyond = Math.Max(0, work - _firstMost);
        _firstMost += beyond;
        return (1 - overlap) * work + overlap * beyond;
    }
}
