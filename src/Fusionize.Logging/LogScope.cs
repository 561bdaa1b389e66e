namespace Fusionize.Logging;

/// <summary>A scope. Scopes flow with the execution context, so those of parallel requests don't mix.</summary>
internal sealed class LogScope : IDisposable
{
    private static readonly AsyncLocal<LogScope?> s_current = new();

    private LogScope(object state, LogScope? outer) => (State, Outer) = (state, outer);

    public static LogScope? Current => s_current.Value;

    public object State { get; }

    public LogScope? Outer { get; }

    public static LogScope Push(object state) => s_current.Value = new LogScope(state, s_current.Value);

    public void Dispose() => s_current.Value = Outer;

    /// <summary>The scopes from the outermost to this one.</summary>
    public static List<LogScope> Outermost(LogScope? innermost)
    {
        var scopes = new List<LogScope>();
        for (var scope = innermost; scope is not null; scope = scope.Outer)
            scopes.Add(scope);
        scopes.Reverse();
        return scopes;
    }
}
