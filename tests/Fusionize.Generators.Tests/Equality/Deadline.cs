using System.Reflection;
using System.Runtime.CompilerServices;

namespace Fusionize.Generators.Tests.Equality;

/// <summary>Does at once what happens to running code when its function's time is over.</summary>
internal static class Deadline
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Hands the local detached work of an invocation over, then cancels the invocation, unless the running code is that work.</summary>
    /// <param name="frame">The running code's frame, of its function's own copy of the runtime; null where no function runs it.</param>
    /// <param name="token">The running code's token.</param>
    public static void Pass(object? frame, CancellationToken token)
    {
        var attempts = frame is null ? null : Field(Field(frame, "Invocation")!, "_attempts");
        attempts?.GetType().GetMethod("CutOff", Any)!.Invoke(attempts, null);
        if (attempts is null || !token.Equals(attempts.GetType().GetProperty("Cancellation", Any)!.GetValue(attempts)))
            SourceOf(ref token)?.Cancel();
    }

    private static object? Field(object of, string name) => of.GetType().GetField(name, Any)!.GetValue(of);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_source")]
    private static extern ref CancellationTokenSource? SourceOf(ref CancellationToken token);
}
