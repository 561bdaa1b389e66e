namespace Fusionize.Local.Execution;

/// <summary>The phase of an instance's life. It only moves down this list.</summary>
internal enum InstanceState
{
    /// <summary>From its creation to the runtime's first request for work.</summary>
    Init,

    /// <summary>It takes requests.</summary>
    Serving,

    /// <summary>Its process is ending and takes no more requests.</summary>
    Ending,

    /// <summary>Its process has ended.</summary>
    Gone,
}

/// <summary>What an instance does, for a viewer.</summary>
internal enum InstanceActivity
{
    Starting,
    Busy,
    Idle,
    Ending,
}

/// <summary>Why an instance ends.</summary>
internal enum EndCause
{
    /// <summary>The platform doesn't need it any more.</summary>
    NotNeeded,

    /// <summary>INIT took too long.</summary>
    InitTimedOut,

    /// <summary>The runtime reported that it can't start.</summary>
    InitFailed,

    /// <summary>The package has nothing that can be started. Another attempt would fail in the same way.</summary>
    CannotStart,

    /// <summary>A request took too long.</summary>
    RequestTimedOut,

    /// <summary>It used more memory than it has.</summary>
    OutOfMemory,

    /// <summary>The process ended by itself.</summary>
    Exited,
}

/// <summary>An instance's state machine. If there are several causes of an end, the first one counts.</summary>
/// <param name="gate">The lock that callers must hold.</param>
internal sealed class InstanceLifecycle(Lock gate)
{
    private InstanceState _state = InstanceState.Init;
    private EndCause? _cause;
    private bool _served;

    public InstanceState State
    {
        get
        {
            Check();
            return _state;
        }
    }

    /// <summary>Null until something ends it.</summary>
    public EndCause? Cause
    {
        get
        {
            Check();
            return _cause;
        }
    }

    /// <summary>Whether INIT succeeded, regardless of later failures.</summary>
    public bool Served
    {
        get
        {
            Check();
            return _served;
        }
    }

    /// <summary>Returns true if this call ends INIT.</summary>
    public bool TryServe()
    {
        Check();
        if (_state != InstanceState.Init)
            return false;
        _state = InstanceState.Serving;
        _served = true;
        return true;
    }

    /// <summary>Returns true if this call ends the instance, false if it is already ending.</summary>
    public bool TryEnd(EndCause cause)
    {
        Check();
        if (_state >= InstanceState.Ending)
            return false;
        _state = InstanceState.Ending;
        _cause = cause;
        return true;
    }

    /// <summary>Called when the process has ended. Returns true the first time.</summary>
    public bool TryBury()
    {
        Check();
        if (_state == InstanceState.Gone)
            return false;
        _state = InstanceState.Gone;
        _cause ??= EndCause.Exited;
        return true;
    }

    private void Check()
    {
        if (!gate.IsHeldByCurrentThread)
            throw new InvalidOperationException("An instance's state was used without holding its pool's gate.");
    }
}
