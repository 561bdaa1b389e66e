namespace Fusionize;

/// <summary>The task that the running code belongs to, with the members that the public API needs. Flows with the execution context.</summary>
internal abstract class AmbientTask(string task, TaskContext? context)
{
    private static readonly AsyncLocal<AmbientTask?> s_current = new();

    public static AmbientTask? Current
    {
        get => s_current.Value;
        protected set => s_current.Value = value;
    }

    public readonly string Task = task;

    /// <summary>The context of the work that the task can read; null if the application doesn't use it.</summary>
    public readonly TaskContext? Context = context;

    /// <summary>Makes the response wait until <see cref="Release"/>. Returns false if the response is already being sent.</summary>
    public abstract bool TryHold();

    public abstract void Release();
}
