namespace Fusionize.Local.Execution;

/// <summary>Lets as many INITs run at the same time as the machine has CPUs.</summary>
internal sealed class InitGate(CancellationToken stopping)
{
    /// <summary>An INIT that takes longer waits for something else than the CPU; it must not hold up other functions.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim free = new(Math.Max(2, Environment.ProcessorCount));

    /// <summary>Waits for its turn. The ticket is given back when INIT is over.</summary>
    public async ValueTask<IDisposable> EnterAsync()
    {
        await free.WaitAsync(stopping);
        return new Ticket(free);
    }

    private sealed class Ticket : IDisposable
    {
        private readonly SemaphoreSlim free;
        private readonly Timer longest;
        private int returned;

        public Ticket(SemaphoreSlim free)
        {
            this.free = free;
            longest = new Timer(static ticket => ((Ticket)ticket!).Dispose(), this, Longest, Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref returned, 1) != 0)
                return;
            longest?.Dispose();
            free.Release();
        }
    }
}
