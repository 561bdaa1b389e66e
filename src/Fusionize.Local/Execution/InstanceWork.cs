namespace Fusionize.Local.Execution;

/// <summary>
/// An instance's requests: those that wait until the runtime asks for work, the running ones, and the runtime's open requests for work.
/// </summary>
/// <param name="gate">The lock that callers must hold.</param>
internal sealed class InstanceWork(Lock gate)
{
    private readonly Queue<Invocation> _pending = [];
    private readonly List<Invocation> _running = [];
    private readonly List<Poller> _pollers = [];

    public bool IsEmpty
    {
        get
        {
            Check();
            return _pending.Count == 0 && _running.Count == 0;
        }
    }

    /// <summary>Whether the runtime is waiting for work.</summary>
    public bool IsPolling
    {
        get
        {
            Check();
            return _pollers.Count > _pending.Count;
        }
    }

    /// <summary>Requests without a response.</summary>
    public int Load
    {
        get
        {
            Check();
            return _pending.Count + _running.Count(static i => !i.Responded);
        }
    }

    /// <summary>The request that has waited for longest.</summary>
    public Invocation? FirstPending
    {
        get
        {
            Check();
            return _pending.TryPeek(out var first) ? first : null;
        }
    }

    /// <summary>The request that output belongs to, if there is only one at a time.</summary>
    public Invocation? FirstRunning
    {
        get
        {
            Check();
            return _running.Count > 0 ? _running[0] : null;
        }
    }

    public void Add(Invocation invocation)
    {
        Check();
        _pending.Enqueue(invocation);
    }

    public void Add(Poller poller)
    {
        Check();
        _pollers.Add(poller);
    }

    public void Remove(Poller poller)
    {
        Check();
        _pollers.Remove(poller);
    }

    /// <summary>Takes the next request and the poller that receives it; the request is running from now on.</summary>
    public bool TryMatch(out Invocation invocation, out Poller poller)
    {
        Check();
        (invocation, poller) = (null!, null!);
        if (_pending.Count == 0 || _pollers.Count == 0)
            return false;
        invocation = _pending.Dequeue();
        poller = _pollers[0];
        _pollers.RemoveAt(0);
        _running.Add(invocation);
        return true;
    }

    public Invocation? FindUnanswered(string requestId)
    {
        Check();
        return _running.Find(i => i.RequestId == requestId && !i.Responded);
    }

    public bool IsRunning(Invocation invocation)
    {
        Check();
        return _running.Contains(invocation);
    }

    public bool RemoveRunning(Invocation invocation)
    {
        Check();
        return _running.Remove(invocation);
    }

    public Invocation[] Answered()
    {
        Check();
        return [.. _running.Where(static i => i.Responded)];
    }

    /// <summary>Gives up all running and waiting requests, and all open requests for work.</summary>
    public (Invocation[] Running, Invocation[] Pending, Poller[] Pollers) Clear()
    {
        Check();
        var all = (_running.ToArray(), _pending.ToArray(), _pollers.ToArray());
        _running.Clear();
        _pending.Clear();
        _pollers.Clear();
        return all;
    }

    private void Check()
    {
        if (!gate.IsHeldByCurrentThread)
            throw new InvalidOperationException("An instance's work was used without holding its pool's gate.");
    }
}
