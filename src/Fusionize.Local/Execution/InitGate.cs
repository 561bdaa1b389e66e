namespace Fusionize.Local.Execution;

/// <summary>Limits the INITs that run at the same time to the number of CPUs.</summary>
internal sealed class InitGate(CancellationToken stopping)
{
    /// <summary>An INIT that takes longer than this isn't waiting for the CPU and must not delay other functions.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _free = new(Math.Max(2, Environment.ProcessorCount));

    /// <summary>Waits for its turn. The ticket is returned at the end of INIT.</summary>
    public async ValueTask<IDisposable> EnterAsync()
    {
        await _free.WaitAsync(stopping);
        return new Ticket(_free);
    }

    private sealed class Ticket : IDisposable
    {
        private readonly SemaphoreSlim _free;
        private readonly Timer _longest;
        private int _returned;

        public Ticket(SemaphoreSlim free)
        {
            _free = free;
            _longest = new Timer(static ticket => ((Ticket)ticket!).Dispose(), this, Longest, Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _returned, 1) != 0)
                return;
            _longest?.Dispose();
            _free.Release();
        }
    }
}
