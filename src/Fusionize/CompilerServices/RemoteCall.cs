using System.ComponentModel;

namespace Fusionize.CompilerServices;

/// <summary>What a remote slot is told of the call beside its arguments.</summary>
/// <remarks>No record: its members would be in each zip that has remote calls.</remarks>
/// <param name="from">Id of the calling task; null where the call stands in a helper: then the ambient task is meant.</param>
/// <param name="kind">Synchronous or asynchronous.</param>
/// <param name="again">Of a detached call whose local attempt is over: its id, and the number of the attempt that is asked for. Null for a new
/// call.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct RemoteCall(string? from, CallKind kind, TaskContext? again = null)
{
    /// <summary>Id of the calling task, or null.</summary>
    public readonly string? From = from;

    /// <summary>Synchronous or asynchronous.</summary>
    public readonly CallKind Kind = kind;

    /// <summary>The attempt that is asked for, or null.</summary>
    public readonly TaskContext? Again = again;
}
