namespace Fusionize;

/// <summary>Marks a method as a task: the smallest unit of an application, placed into a function by the fusion setup.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FusionTaskAttribute : Attribute
{
    /// <summary>Whether the task can be invoked from outside (HTTP, event, CLI).</summary>
    public bool Entry { get; init; }

    /// <summary>The task's id. Default: the method's name. Letters, digits, <c>_</c> and single dots; starts with a letter.</summary>
    public string? Name { get; init; }
}
