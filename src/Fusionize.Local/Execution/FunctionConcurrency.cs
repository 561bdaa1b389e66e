namespace Fusionize.Local.Execution;

/// <summary>The number of running requests of all versions of a function, and its limit if it has one.</summary>
internal sealed class FunctionConcurrency
{
    private readonly Lock _gate = new();
    private int _running;

    /// <summary>The number set by PutFunctionConcurrency. With 0 the function serves no requests.</summary>
    public int? Reserved { get; set; }

    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_running >= Reserved)
                return false;
            _running++;
            return true;
        }
    }

    public void Exit()
    {
        lock (_gate)
            _running--;
    }
}
