using System.Diagnostics.CodeAnalysis;

namespace Fusionize;

/// <summary>
/// The work that the running code is part of: a detached call, or the request that an entry task was invoked with. An awaited task belongs to the
/// work of its caller.
/// </summary>
public sealed class TaskContext
{
    private readonly TaskContext? _caller;

    internal TaskContext(string callId, int attempt) => (CallId, Attempt) = (callId, attempt);

    /// <param name="callId">The work's id.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="caller">The work that caused it in the same request; null if there is none.</param>
    internal TaskContext(string callId, int attempt, TaskContext? caller)
        : this(callId, attempt) => _caller = caller;

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

    /// <summary>
    /// The platform's id of the request that the function serves. In another function that is another id; <see cref="TraceId"/> stays the same.
    /// </summary>
    public string RequestId => _caller?.RequestId ?? Request?.Id ?? CallId;

    /// <summary>The task that the request from outside named, also in the functions that it called.</summary>
    public string Entry => _caller?.Entry ?? Request?.Entry ?? "";

    /// <summary>The trace's id as defined by W3C, 32 hexadecimal digits: the same in all functions that serve one request.</summary>
    public string TraceId => _caller?.TraceId ?? Request?.TraceId ?? "";

    /// <summary>
    /// When the platform ends the request, or the caller's, if that is earlier. The task's token is cancelled shortly before. Null if there is no
    /// limit, for example in a test.
    /// </summary>
    public DateTimeOffset? Deadline => _caller is null ? Request?.Deadline : _caller.Deadline;

    /// <summary>The request that the work belongs to; null if it belongs to that of <see cref="_caller"/>.</summary>
    internal RequestFacts? Request;

    /// <summary>Whether the application uses this class. If not, awaited calls don't carry call ids, and the linker removes this code.</summary>
    /// <remarks>
    /// Must be the only operand of a condition. Code that isn't optimized stores the result of <c>&amp;&amp;</c> and <c>||</c> in a variable, and
    /// then the linker can't evaluate it.
    /// </remarks>
    [FeatureSwitchDefinition("Fusionize.TaskContext")]
    internal static bool IsUsed => IsUsedUnlinked;

    /// <summary>The value of the switch where no linker replaced it by a constant.</summary>
    internal static bool IsUsedUnlinked = FeatureSwitch.Read("Fusionize.TaskContext");

    /// <summary>What is known of a request.</summary>
    internal sealed class RequestFacts(string id, string entry, string traceId, long deadlineMs)
    {
        public readonly string Id = id;
        public readonly string Entry = entry;
        public readonly string TraceId = traceId;

        public DateTimeOffset? Deadline => deadlineMs == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(deadlineMs);
    }

    internal static string NewCallId() => Guid.NewGuid().ToString("n");
}
