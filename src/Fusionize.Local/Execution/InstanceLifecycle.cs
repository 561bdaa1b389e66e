namespace Fusionize.Local.Execution;

/// <summary>Where an instance is in its life. It only ever moves down this list.</summary>
internal enum InstanceState
{
    /// <summary>From its creation to the runtime's first request for work.</summary>
    Init,

    /// <summary>It takes requests.</summary>
    Serving,

    /// <summary>Its process is being ended and takes no more requests.</summary>
    Ending,

    /// <summary>Its process has ended.</summary>
    Gone,
}

/// <summary>Why an instance ends.</summary>
internal enum EndCause
{
    /// <summary>The platform has no more use for it.</summary>
    NotNeeded,

    /// <summary>INIT took too long.</summary>
    InitTimedOut,

    /// <summary>The runtime reported that it can't start.</summary>
    InitFailed,

    /// <summary>The package has nothing that can be started. Another attempt would end alike.</summary>
    CannotStart,

    /// <summary>A request took too long.</summary>
    RequestTimedOut,

    /// <summary>It used more memory than it has.</summary>
    OutOfMemory,

    /// <summary>The process ended by itself.</summary>
    Exited,
}

/// <summary>An instance's state machine. The first cause of an end counts.</summary>
/// <param name="gate">Held by whoever calls.</param>
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

    /// <summary>Null as long as nothing has ended it.</summary>
    public EndCause? Cause
    {
        get
        {
            Check();
            return _cause;
        }
    }

    /// <summary>INIT succeeded, whatever came afterwards.</summary>
    public bool Served
    {
        get
        {
            Check();
            return _served;
        }
    }

    /// <summary>True when INIT is over by this.</summary>
    public bool TryServe()
    {
        Check();
        if (_state != InstanceState.Init)
            return false;
        _state = InstanceState.Serving;
        _served = true;
        return true;
    }

    /// <summary>True when the instance ends by this; false when it ends already.</summary>
    public bool TryEnd(EndCause cause)
    {
        Check();
        if (_state >= InstanceState.Ending)
            return false;
        _state = InstanceState.Ending;
        _cause = cause;
        return true;
    }

    /// <summary>The process is gone. True the first time.</summary>
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
            throw new InvalidOperationException("An instance's state was touched outside of its pool's gate.");
    }
}
