using System.Diagnostics.CodeAnalysis;

namespace Fusionize;

/// <summary>The work that the running code is part of: a detached call, or the request that an entry task was invoked with. Tasks that are awaited
/// belong to the work of their caller.</summary>
public sealed class TaskContext
{
    internal TaskContext(string callId, int attempt) => (CallId, Attempt) = (callId, attempt);

    /// <summary>The running code's own; null outside of a function, as in a unit test.</summary>
    public static TaskContext? Current => AmbientTask.Current?.Context;

    /// <summary>Stays the same over all attempts: what was done under this id needn't be done again.</summary>
    public string CallId { get; }

    /// <summary>1 for the first attempt. A greater number says that the work may have been begun before.</summary>
    /// <remarks>Lambda doesn't tell a function how often it has tried: there the number goes by the time since the work was handed over, and may be
    /// too high.</remarks>
    public int Attempt { get; }

    /// <summary>Whether the application asks for it; else call ids don't travel with awaited calls, and the linker leaves all of this out.</summary>
    /// <remarks>To be asked alone: code that isn't optimized puts what <c>&amp;&amp;</c> and <c>||</c> come to into a variable, and there the linker
    /// loses sight of it.</remarks>
    [FeatureSwitchDefinition("Fusionize.TaskContext")]
    internal static bool IsUsed => IsUsedUnlinked;

    /// <summary>The same where no linker made it a constant.</summary>
    internal static bool IsUsedUnlinked = FeatureSwitch.Read("Fusionize.TaskContext");

    internal static string NewCallId() => Guid.NewGuid().ToString("n");
}
