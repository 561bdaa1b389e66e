using System.Diagnostics.CodeAnalysis;

namespace Fusionize.Invocations;

/// <summary>What the running code belongs to: an invocation, and within it a task. Flows with the execution context.</summary>
internal sealed class Frame(Invocation invocation, string task, TaskContext? context = null) : AmbientTask(task, context)
{
    private const int Slots = 4;

    /// <summary>Whether calls make their callee the current task. Only task calls in helpers need it; the build says so where an application has
    /// none.</summary>
    [FeatureSwitchDefinition("Fusionize.AmbientTask")]
    public static bool FollowsTasks => FollowsTasksUnlinked;

    /// <summary>The same where no linker made it a constant. Set by measurements only.</summary>
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
    /// Setting an AsyncLocal allocates a new context each time. A context is immutable, so the one made for the same callee from the same
    /// caller context is as good: a call in a loop allocates once. Contexts and names are compared by reference (names are literals).
    /// Several threads may race for a slot; whichever wins is right, since entries are immutable.
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
