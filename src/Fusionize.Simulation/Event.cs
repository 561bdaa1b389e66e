namespace Fusionize.Simulation;

/// <summary>A simulated event. Events at the same time are processed in the order in which they were added.</summary>
internal struct Event
{
    public double Time;
    public uint Order;
    public EventKind Kind;
    public int Index;
    public int Stamp;
}

internal enum EventKind : byte
{
    /// <summary>A strand's wait is over (index: strand).</summary>
    Resume,

    /// <summary>A computation of an instance ends (index: instance); void if the stamp is old.</summary>
    CpuDone,

    /// <summary>An instance has started (index: instance; stamp: invocation).</summary>
    InstanceReady,

    /// <summary>The next root request arrives.</summary>
    Root,

    /// <summary>An invocation reaches its function (index: invocation).</summary>
    Arrive,
}
