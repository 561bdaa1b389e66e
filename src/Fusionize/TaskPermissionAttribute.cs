namespace Fusionize;

/// <summary>
/// What a task's own work needs to be allowed on the cloud. It follows the task into its group's role; calling other tasks and writing logs need
/// not be said.
/// </summary>
/// <param name="action">For example <c>dynamodb:PutItem</c>.</param>
/// <param name="resource">
/// An ARN; <c>${Partition}</c>, <c>${Region}</c> and <c>${Account}</c> in it stand for where the application gets deployed.
/// </param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class TaskPermissionAttribute(string action, string resource) : Attribute
{
    /// <summary>The action, for example <c>dynamodb:PutItem</c>.</summary>
    public string Action { get; } = action;

    /// <summary>The ARN of what it is done to.</summary>
    public string Resource { get; } = resource;
}
