namespace Fusionize;

/// <summary>The task that the running code belongs to, as far as what applications use needs to know. Flows with the execution context.</summary>
internal abstract class AmbientTask(string task, TaskContext? context)
{
    private static readonly AsyncLocal<AmbientTask?> s_current = new();

    public static AmbientTask? Current
    {
        get => s_current.Value;
        protected set => s_current.Value = value;
    }

    public readonly string Task = task;

    /// <summary>What the task may know of the work; null where the application doesn't ask.</summary>
    public readonly TaskContext? Context = context;

    /// <summary>Makes the answer wait until <see cref="Release"/>. False when the answer is already on its way.</summary>
    public abstract bool TryHold();

    public abstract void Release();
}
