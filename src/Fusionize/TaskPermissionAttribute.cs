namespace Fusionize;

/// <summary>
/// An IAM permission that the task's own code needs. The role of each group that contains the task gets it. Permissions to call other tasks and to
/// write logs are added automatically.
/// </summary>
/// <param name="action">For example <c>dynamodb:PutItem</c>.</param>
/// <param name="resource">
/// An ARN. <c>${Partition}</c>, <c>${Region}</c> and <c>${Account}</c> are replaced by the values of the account and region that the application is
/// deployed to.
/// </param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class TaskPermissionAttribute(string action, string resource) : Attribute
{
    /// <summary>The action, for example <c>dynamodb:PutItem</c>.</summary>
    public string Action { get; } = action;

    /// <summary>The ARN of the resource that the action is applied to.</summary>
    public string Resource { get; } = resource;
}
