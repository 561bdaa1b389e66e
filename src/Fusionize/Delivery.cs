namespace Fusionize;

/// <summary>The delivery guarantee of a detached call (<c>.Detach()</c>).</summary>
public enum Delivery : byte
{
    /// <summary>
    /// The work runs at least once. A failed attempt is retried, and work that keeps failing goes to the failure destination. This holds wherever the
    /// task runs.
    /// </summary>
    AtLeastOnce,

    /// <summary>
    /// If the task runs in the caller's function, the work is started once: a failure is only logged, and work that doesn't finish before the
    /// function's time-out is lost. If the task runs in another function, Lambda retries it nevertheless.
    /// </summary>
    BestEffort,
}
