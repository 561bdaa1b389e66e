namespace Fusionize.Simulation;

/// <summary>An invocation of a function, from its request to its end. Times in ms.</summary>
internal struct SimulatedInvocation
{
    public int Entry;
    public int Function;
    public int Instance;

    /// <summary>The strand that waits for the result, if any does.</summary>
    public int Caller;
    public int Root;
    public int Parent;
    public int Serial;

    /// <summary>Strands that must end before the invocation ends, and strands that don't wait for their branches.</summary>
    public int Pending;
    public int Running;
    public int Attempt;
    public int Age;
    public int Throttled;
    public bool IsAsync;
    public bool IsCold;
    public bool Failed;
    public double Arrived;
    public double Started;
    public double InitMs;
    public double CpuMs;
    public double WarmUp;
}

/// <summary>A walk through an invocation's operations: one at first, one more per branch.</summary>
internal struct Strand
{
    public int Invocation;
    public int At;

    /// <summary>The strand that has forked this one and waits for it.</summary>
    public int Parent;
    public int Children;
    public double WaitsSince;
}
