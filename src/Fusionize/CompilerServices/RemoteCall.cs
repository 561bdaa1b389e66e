using System.ComponentModel;

namespace Fusionize.CompilerServices;

/// <summary>What a remote slot is told of the call beside its arguments.</summary>
/// <param name="From">Id of the calling task; null where the call stands in a helper: then the ambient task is meant.</param>
/// <param name="Kind">Synchronous or asynchronous.</param>
/// <param name="Again">Of a detached call whose local attempt is over: its id, and the number of the attempt that is asked for. Null for a new
/// call.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct RemoteCall(string? From, CallKind Kind, TaskContext? Again = null);
