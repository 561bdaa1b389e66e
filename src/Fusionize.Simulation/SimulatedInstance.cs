namespace Fusionize.Simulation;

/// <summary>An instance of a function. Objects of ended instances are reused.</summary>
internal sealed class SimulatedInstance(int id)
{
    /// <summary>The jobs that compute in it, and their speed. A field, because it is changed in place.</summary>
    public SharedCpu Cpu = new();

    // One bit per first cost.
    private ulong[] _firstDone = [];

    /// <summary>The highest first cost of a task so far.</summary>
    private double _firstMost;

    public int Id { get; } = id;

    /// <summary>Its number among all instances started; ids are reused.</summary>
    public int Serial { get; private set; }

    public SimulatedFunction Function { get; private set; } = null!;

    /// <summary>Number of running invocations, and of all started ones.</summary>
    public int Active { get; set; }
    public int Served { get; set; }
    public double IdleSince { get; set; }
    public bool OpenWhenReady { get; set; }

    /// <summary>The end of its first job, the time of the pending event that checks it, and the number of that event; older events are
    /// void.</summary>
    public double DoneAt { get; set; }
    public double LooksAt { get; set; }
    public int Stamp { get; set; }

    /// <summary>Above zero while jobs are added or removed; the next end is computed after the last of these changes.</summary>
    public int Changing { get; set; }

    /// <summary>Turns it into a new instance of the function, with an invocation that waits for INIT.</summary>
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

    /// <summary>The first cost of a task, without the part that other tasks of the instance have already paid.</summary>
    public double FirstWork(double work, double overlap)
    {
        var beyond = Math.Max(0, work - _firstMost);
        _firstMost += beyond;
        return (1 - overlap) * work + overlap * beyond;
    }
}
