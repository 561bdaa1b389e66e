using System.Diagnostics.CodeAnalysis;

namespace Fusionize.Invocations;

/// <summary>The invocation and the task that the running code belongs to. Flows with the execution context.</summary>
internal sealed class Frame(Invocation invocation, string task, TaskContext? context = null) : AmbientTask(task, context)
{
    private const int Slots = 4;

    /// <summary>
    /// Whether calls make their callee the current task. Only task calls in helpers need this. The build switches it off for an application without
    /// such calls.
    /// </summary>
    [FeatureSwitchDefinition("Fusionize.AmbientTask")]
    public static bool FollowsTasks => FollowsTasksUnlinked;

    /// <summary>The value of the switch where no linker replaced it by a constant. Only benchmarks set it.</summary>
    public static bool FollowsTasksUnlinked = FeatureSwitch.Read("Fusionize.AmbientTask");

    private Entered?[]? _entered;

    public static new Frame? Current
    {
        get => (Frame?)AmbientTask.Current;
        set => AmbientTask.Current = value;
    }

    public readonly Invocation Invocation = invocation;

    public override bool TryHold() => Invocation.TryHold();

    public override void Release() => Invocation.Release();

    /// <summary>Makes <paramref name="callee"/> the current task of this thread's execution context.</summary>
    /// <remarks>
    /// Setting an AsyncLocal allocates a new context each time. A context is immutable, so a context that was created for the same callee and caller
    /// context can be used again: a call in a loop allocates once. Contexts and names are compared by reference (names are literals). Several threads
    /// may write a slot at the same time. Any of the entries is correct, because entries are immutable.
    /// </remarks>
    public void Enter(string callee, ExecutionContext callerContext)
    {
        var slots = Volatile.Read(ref _entered) ?? (_entered = new Entered?[Slots]);
        ref var slot = ref slots[callee.Length % Slots];
        var entered = Volatile.Read(ref slot);
        if (entered is not null && ReferenceEquals(entered.CallerContext, callerContext) && ReferenceEquals(entered.Callee, callee))
        {
            ExecutionContext.Restore(entered.Context);
            return;
        }
        Current = new Frame(Invocation, callee, Context);
        Volatile.Write(ref slot, new Entered(callee, callerContext, ExecutionContext.Capture()!));
    }

    private sealed class Entered(string callee, ExecutionContext callerContext, ExecutionContext context)
    {
        public readonly string Callee = callee;
        public readonly ExecutionContext CallerContext = callerContext;
        public readonly ExecutionContext Context = context;
    }
}
