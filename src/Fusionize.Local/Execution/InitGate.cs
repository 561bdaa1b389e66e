namespace Fusionize.Local.Execution;

/// <summary>Limits the INITs that run at the same time to the number of CPUs.</summary>
internal sealed class InitGate(CancellationToken stopping)
{
    /// <summary>The time after which an INIT no longer delays others, because then it is probably waiting for something other than the CPU.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _free = new(Math.Max(2, Environment.ProcessorCount));

    /// <summary>Waits until an INIT may start. The caller disposes the returned ticket at the end of INIT.</summary>
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
