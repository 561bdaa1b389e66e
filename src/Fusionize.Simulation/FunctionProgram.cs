using System.Collections.Immutable;
using Fusionize.Setups;

namespace Fusionize.Simulation;

internal enum OpCode : byte
{
    /// <summary>Compute <c>Work</c> ms of CPU time on <c>Threads</c> threads.</summary>
    Cpu,

    /// <summary>
    /// The same, but only the first time in an instance (slot <c>A</c>). A task (<c>B</c> is 1) needs less if other tasks have done a part of it.
    /// </summary>
    FirstCpu,

    /// <summary>Compute up to <c>Work</c> ms; the more invocations the instance has served, the less.</summary>
    YoungCpu,

    /// <summary>Wait <c>Work</c> ms.</summary>
    Wait,

    /// <summary>With the probability <c>Work</c> go on at <c>A</c>.</summary>
    Jump,

    /// <summary>A call (index <c>A</c> of the call table) begins or ends; only in programs for recording.</summary>
    CallBegin,
    CallEnd,

    // The next operation has effects outside the strand, so the clock must have reached it.

    /// <summary>Call entry <c>A</c> and wait for its end.</summary>
    Invoke,

    /// <summary>Hand a call of entry <c>A</c> over.</summary>
    Enqueue,

    /// <summary>Run the branches <c>A</c>…<c>A</c>+<c>B</c> of the branch table and wait for all of them.</summary>
    Fork,

    /// <summary>Start the branch at <c>A</c> and continue; the invocation doesn't end before the branch.</summary>
    Detach,

    End,
}

internal struct Op
{
    public OpCode Code;

    /// <summary>Client code, which a young instance runs slower.</summary>
    public bool Soft;
    public int Threads;
    public int A;
    public int B;
    public double Work;
    public NoiseTable? Noise;
}

/// <summary>A deployed function as the simulator sees it: a group's, or that of an entry task that isn't its group's root.</summary>
internal sealed record ProgramFunction(string Name, string Group, int MemoryMB, double InitMs, int Slots, double GigabyteSecondPrice);

/// <summary>A task that a function serves.</summary>
internal sealed record ProgramEntry(string Task, int Function, int Start, double FailureProbability);

internal sealed record ProgramCall(string From, string To, CallKind Kind, bool Local, int InBytes, int OutBytes);

/// <summary>
/// An application under a setup, compiled to one flat list of operations per served task. Local calls are inlined, so the simulator no longer needs
/// the setup.
/// </summary>
internal sealed record SimulationProgram(
    ImmutableArray<ProgramFunction> Functions,
    ImmutableArray<ProgramEntry> Entries,
    Op[] Ops,
    int[] Branches,
    ImmutableArray<ProgramCall> Calls
)
{
    /// <summary>The function that clients of a task invoke: its own, or its group's.</summary>
    public int FunctionOf(string task, int entry)
    {
        for (var i = 0; i < Functions.Length; i++)
        {
            if (Functions[i].Name == task)
                return i;
        }
        return Entries[entry].Function;
    }

    public int EntryOf(string task)
    {
        for (var i = 0; i < Entries.Length; i++)
        {
            if (Entries[i].Task == task)
                return i;
        }
        throw new FusionizeException(SimulationCodes.UnknownTask, task, $"No function of the setup serves task '{task}'.");
    }
}
