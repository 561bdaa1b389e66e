namespace Fusionize;

/// <summary>Marks a method as a task: the smallest unit of an application, placed into a function by the fusion setup.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FusionTaskAttribute : Attribute
{
    /// <summary>Whether the task can be invoked from outside (HTTP, event, CLI).</summary>
    public bool Entry { get; init; }

    /// <summary>The task's id. Default: the method's name. Letters, digits, <c>_</c> and single dots; starts with a letter.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Name of a static method of the task's class, without parameters, that functions which hold the task run once while they start, beside their
    /// other preparations: there the CPU is whole whatever the memory size. For what the first request would else pay, such as a connection. It is no
    /// more than a preparation: a failure is only logged, and outside of a function nothing runs it.
    /// </summary>
    public string? Init { get; init; }

    /// <summary>What detached calls of the task promise. Default: <see cref="Delivery.AtLeastOnce"/>.</summary>
    public Delivery Delivery { get; init; }
}
