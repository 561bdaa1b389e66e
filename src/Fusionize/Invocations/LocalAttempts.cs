namespace Fusionize.Invocations;

/// <summary>
/// The local attempts of an invocation's detached calls. The response waits for them for a limited time. Work that isn't done when this wait or the
/// invocation's time is over is handed over to the platform's queue.
/// </summary>
internal sealed class LocalAttempts : IDisposable
{
    /// <summary>
    /// The maximum time at the end of an invocation that is reserved for handing work over. A function of 128 MB needs a second for its first
    /// connection.
    /// </summary>
    private const int MaxReserveMs = 3000;

    /// <summary>How long before the invocation's token is cancelled local attempts end.</summary>
    private const int LeadMs = 20;

    private readonly HashSet<DetachedAttempt> _running = [];
    private readonly CancellationTokenSource _over = new();
    private readonly Timer? _deadline;
    private long _waitsSince;
    private bool _isOver;

    public LocalAttempts(Invocation invocation)
    {
        Invocation = invocation;
        if (invocation.DeadlineMs == 0)
            return;
        var left = Math.Clamp(invocation.DeadlineMs - DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), 0, int.MaxValue);
        _deadline = new Timer(static attempts => ((LocalAttempts)attempts!).CutOff(), this, TimeOf(left, invocation.ReserveMs), Timeout.Infinite);
    }

    /// <summary>
    /// Whether some work continues in this process after its invocation stopped waiting for it. Then running code may not belong to the current
    /// request.
    /// </summary>
    public static bool HaveStrayed { get; private set; }

    public Invocation Invocation { get; }

    /// <summary>Cancelled when it is too late for local attempts.</summary>
    public CancellationToken Cancellation => _over.Token;

    /// <summary>
    /// How long local attempts may take. They end before the invocation's token is cancelled: it also cancels the calls of their tasks, and if the
    /// work had an invocation of its own, these calls would not fail.
    /// </summary>
    /// <param name="left">The time until the deadline in milliseconds.</param>
    /// <param name="reserve">How long before the deadline the token is cancelled.</param>
    internal static long TimeOf(long left, long reserve) => Math.Max(0, left - Math.Max(Math.Min(MaxReserveMs, left / 4), reserve + LeadMs));

    /// <summary>Starts a local attempt. If it is too late for one, hands the work over at once.</summary>
    public void Add(DetachedAttempt attempt)
    {
        lock (_running)
        {
            if (!_isOver)
            {
                _running.Add(attempt);
                attempt.Begin();
                return;
            }
        }
        attempt.CutOff();
    }

    public void Remove(DetachedAttempt attempt)
    {
        lock (_running)
            _running.Remove(attempt);
    }

    /// <summary>
    /// Waits until the state may have changed. After the maximum wait, stops waiting for the attempts that still run. Must be called inside the
    /// invocation's lock.
    /// </summary>
    public void WaitOrCutOff()
    {
        if (_waitsSince == 0)
            _waitsSince = Environment.TickCount64;
        var left =
            _isOver || Invocation.IsDetached || DetachedWait.Length == Timeout.InfiniteTimeSpan
                ? Timeout.Infinite
                : (long)DetachedWait.Length.TotalMilliseconds - (Environment.TickCount64 - _waitsSince);
        if (left is > 0 or Timeout.Infinite)
            Monitor.Wait(Invocation, (int)left);
        else
            CutOff();
    }

    public void Dispose()
    {
        _deadline?.Dispose();
        lock (_running)
        {
            if (_isOver)
                return; // attempts that still run use the token
            _isOver = true;
        }
        _over.Dispose();
    }

    private void CutOff()
    {
        DetachedAttempt[] late;
        lock (_running)
        {
            if (_isOver)
                return;
            _isOver = true;
            late = [.. _running];
            _running.Clear();
        }
        foreach (var attempt in late)
            HaveStrayed |= attempt.CutOff();
        // Not on this thread: callbacks that the application registered on the token may take long.
        ThreadPool.QueueUserWorkItem(static over => over.Cancel(), _over, preferLocal: false);
    }
}
