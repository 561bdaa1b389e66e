namespace Fusionize;

/// <summary>Invokes a task when objects of an S3 bucket change. The task takes an <see cref="S3ObjectEvent"/>.</summary>
/// <param name="bucket">The bucket's name.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class S3TriggerAttribute(string bucket) : EventTriggerAttribute
{
    /// <summary>The bucket's name.</summary>
    public string Bucket { get; } = bucket;

    /// <summary>The kinds of changes, separated by semicolons. Default: <c>s3:ObjectCreated:*</c>.</summary>
    public string Events { get; init; } = "s3:ObjectCreated:*";

    /// <summary>Only objects whose key begins with it; null for all.</summary>
    public string? Prefix { get; init; }

    /// <summary>Only objects whose key ends with it; null for all.</summary>
    public string? Suffix { get; init; }
}
