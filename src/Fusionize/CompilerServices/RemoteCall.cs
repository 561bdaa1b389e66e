using System.ComponentModel;

namespace Fusionize.CompilerServices;

/// <summary>The data of a call that a remote slot receives in addition to the arguments.</summary>
/// <remarks>Not a record, because the generated members of a record would be in each zip with remote calls.</remarks>
/// <param name="from">Id of the calling task; null if the call is in a helper method. Then the ambient task is the caller.</param>
/// <param name="kind">Synchronous or asynchronous.</param>
/// <param name="again">
/// For a detached call whose local attempt has ended: its id and the number of the requested attempt. Null for a new call.
/// </param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct RemoteCall(string? from, CallKind kind, TaskContext? again = null)
{
    /// <summary>Id of the calling task, or null.</summary>
    public readonly string? From = from;

    /// <summary>Synchronous or asynchronous.</summary>
    public readonly CallKind Kind = kind;

    /// <summary>The requested attempt, or null.</summary>
    public readonly TaskContext? Again = again;
}
