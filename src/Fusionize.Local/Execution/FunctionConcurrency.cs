namespace Fusionize.Local.Execution;

/// <summary>The number of running requests of all versions of a function, and its limit if it has one.</summary>
internal sealed class FunctionConcurrency
{
    private readonly Lock _gate = new();
    private int _running;

    /// <summary>PutFunctionConcurrency's number; 0 takes the function out of service.</summary>
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
