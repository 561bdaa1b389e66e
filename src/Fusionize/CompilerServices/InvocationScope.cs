using System.ComponentModel;
using Fusionize.Invocations;

namespace Fusionize.CompilerServices;

/// <summary>The objects that live as long as one invocation. Used by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class InvocationScope
{
    /// <summary>Disposes the objects at the end of the current invocation, after its detached work.</summary>
    public static void DisposeAtEnd(IAsyncDisposable objects) => Frame.Current?.Invocation.DisposeAtEnd(objects);

    /// <summary>Adds an object that must be disposed.</summary>
    public static T Keep<T>(List<object> made, T one)
        where T : class
    {
        if (one is IAsyncDisposable or IDisposable)
            made.Add(one);
        return one;
    }

    /// <summary>Disposes the objects in reverse order. If one fails, the others are disposed nevertheless.</summary>
    public static async ValueTask DisposeAsync(List<object> made)
    {
        for (var i = made.Count - 1; i >= 0; i--)
        {
            try
            {
                if (made[i] is IAsyncDisposable disposable)
                    await disposable.DisposeAsync().ConfigureAwait(false);
                else
                    ((IDisposable)made[i]).Dispose();
            }
            catch (Exception e)
            {
                Log.Error($"Disposing a '{made[i].GetType()}' failed", e);
            }
        }
    }
}
