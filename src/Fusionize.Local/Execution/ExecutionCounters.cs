namespace Fusionize.Local.Execution;

/// <summary>Platform-wide counts.</summary>
internal sealed class ExecutionCounters(int maxConcurrency)
{
    private int _concurrency;

    public long ColdStarts;
    public long Invocations;
    public long Errors;
    public long Throttles;
    public long TimeOuts;
    public long Unreported;
    public long BilledMs;
    public long BilledMegabyteMs;

    public int Concurrency => Volatile.Read(ref _concurrency);

    /// <summary>Takes one of the platform's concurrent executions.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _concurrency) <= maxConcurrency)
            return true;
        Interlocked.Decrement(ref _concurrency);
        return false;
    }

    public void Exit() => Interlocked.Decrement(ref _concurrency);
}
