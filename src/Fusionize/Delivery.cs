namespace Fusionize;

/// <summary>What a detached call (<c>.Detach()</c>) promises.</summary>
public enum Delivery : byte
{
    /// <summary>
    /// The work runs at least once. When an attempt fails it is tried again, and what keeps failing goes to the failure destination. The same
    /// wherever the task runs.
    /// </summary>
    AtLeastOnce,

    /// <summary>
    /// Where the task is in the caller's function, the work is begun once: a failure is logged, and what the function's time is too short for is
    /// lost. In another function Lambda tries it again all the same.
    /// </summary>
    BestEffort,
}
