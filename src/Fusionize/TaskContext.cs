using System.Diagnostics.CodeAnalysis;

namespace Fusionize;

/// <summary>
/// The work that the running code is part of: a detached call, or the request that an entry task was invoked with. An awaited task belongs to the
/// work of its caller.
/// </summary>
public sealed class TaskContext
{
    internal TaskContext(string callId, int attempt) => (CallId, Attempt) = (callId, attempt);

    /// <summary>The context of the running code; null outside a function, for example in a unit test.</summary>
    public static TaskContext? Current => AmbientTask.Current?.Context;

    /// <summary>The same for all attempts at this work. If a step was already done under this id, it needn't be done again.</summary>
    public string CallId { get; }

    /// <summary>1 for the first attempt. A greater number means that an earlier attempt may have started the work.</summary>
    /// <remarks>
    /// Lambda doesn't pass the number of attempts to a function. On Lambda the number is estimated from the time since the work was handed over, and
    /// it can be too high.
    /// </remarks>
    public int Attempt { get; }

    /// <summary>Whether the application uses this class. If not, awaited calls don't carry call ids, and the linker removes this code.</summary>
    /// <remarks>
    /// Must be the only operand of a condition. Code that isn't optimized stores the result of <c>&amp;&amp;</c> and <c>||</c> in a variable, and
    /// then the linker can't evaluate it.
    /// </remarks>
    [FeatureSwitchDefinition("Fusionize.TaskContext")]
    internal static bool IsUsed => IsUsedUnlinked;

    /// <summary>The value of the switch where no linker replaced it by a constant.</summary>
    internal static bool IsUsedUnlinked = FeatureSwitch.Read("Fusionize.TaskContext");

    internal static string NewCallId() => Guid.NewGuid().ToString("n");
}
