namespace Fusionize.Local.Execution;

/// <summary>The instances of a function version by what they do.</summary>
/// <param name="Starting">In INIT.</param>
/// <param name="Busy">With a request.</param>
/// <param name="Idle">Warm and without a request.</param>
/// <param name="Ending">Their processes are ending.</param>
/// <param name="Waiting">Requests that wait for an instance to be started.</param>
/// <param name="Invocations">All accepted invocations so far.</param>
internal readonly record struct PoolCounts(int Starting, int Busy, int Idle, int Ending, int Waiting, long Invocations);

/// <summary>The asynchronous events of a function.</summary>
/// <param name="Waiting">They haven't started, or were throttled.</param>
/// <param name="Retrying">Their last attempt failed, and they wait for the next one.</param>
/// <param name="Dropped">They were given up.</param>
internal readonly record struct EventCounts(int Waiting, int Running, int Retrying, long Dropped);
