namespace Fusionize;

/// <summary>Marks a method as a task: the smallest unit of an application. The fusion setup assigns tasks to functions.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FusionTaskAttribute : Attribute
{
    /// <summary>Whether the task can be invoked from outside (HTTP, event, CLI).</summary>
    public bool Entry { get; init; }

    /// <summary>The task's id. Default: the method's name. Letters, digits, <c>_</c> and single dots; starts with a letter.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Name of a static method of the task's class, without parameters. Each function that contains the task runs it once in INIT, in parallel to its
    /// other preparations. INIT runs at full CPU for every memory size, so work such as opening a connection is faster there than in the first
    /// request. A failure is only logged. Outside a function the method doesn't run.
    /// </summary>
    public string? Init { get; init; }

    /// <summary>The delivery guarantee of detached calls of the task. Default: <see cref="Delivery.AtLeastOnce"/>.</summary>
    public Delivery Delivery { get; init; }
}
