using System.ComponentModel;
using Fusionize.Invocations;

namespace Fusionize.CompilerServices;

/// <summary>What lives as long as one invocation. Used by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class InvocationScope
{
    /// <summary>Disposes the objects at the end of the current invocation, when its detached work is done too.</summary>
    public static void DisposeAtEnd(IAsyncDisposable objects) => Frame.Current?.Invocation.DisposeAtEnd(objects);
}
