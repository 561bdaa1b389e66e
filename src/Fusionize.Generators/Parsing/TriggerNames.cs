namespace Fusionize.Generators.Parsing;

/// <summary>The names that AWS accepts for the sources of events.</summary>
internal static class TriggerNames
{
    private static readonly string[] s_bucketEvents =
    [
        "s3:TestEvent",
        "s3:ObjectCreated:Put",
        "s3:ObjectCreated:Post",
        "s3:ObjectCreated:Copy",
        "s3:ObjectCreated:CompleteMultipartUpload",
        "s3:ObjectRemoved:Delete",
        "s3:ObjectRemoved:DeleteMarkerCreated",
        "s3:ObjectRestore:Post",
        "s3:ObjectRestore:Completed",
        "s3:ObjectRestore:Delete",
        "s3:ReducedRedundancyLostObject",
        "s3:Replication:OperationFailedReplication",
        "s3:Replication:OperationMissedThreshold",
        "s3:Replication:OperationReplicatedAfterThreshold",
        "s3:Replication:OperationNotTracked",
        "s3:LifecycleExpiration:Delete",
        "s3:LifecycleExpiration:DeleteMarkerCreated",
        "s3:LifecycleTransition",
        "s3:IntelligentTiering",
        "s3:ObjectTagging:Put",
        "s3:ObjectTagging:Delete",
        "s3:ObjectAcl:Put",
    ];

    /// <summary>Whether a text is a name of letters, digits and some marks, or an ARN.</summary>
    /// <param name="name">The text.</param>
    /// <param name="service">The service, as ARNs name it.</param>
    /// <param name="most">The maximum length of a name.</param>
    /// <param name="marks">The allowed marks.</param>
    /// <param name="end">An end that a name may have.</param>
    public static bool IsName(string name, string service, int most, string marks, string end)
    {
        if (name.StartsWith("arn:", StringComparison.Ordinal))
            return name.Split(':') is { Length: >= 6 } parts && parts[2] == service && parts.Skip(5).All(static p => p.Length > 0);
        if (name.Length > most)
            return false;
        if (end.Length > 0 && name.EndsWith(end, StringComparison.Ordinal))
            name = name.Substring(0, name.Length - end.Length);
        return name.Length > 0 && name.All(c => IsLetterOrDigit(c) || marks.IndexOf(c) >= 0);
    }

    /// <summary>https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html</summary>
    public static bool IsBucket(string name) =>
        name.Length is >= 3 and <= 63
        && name.All(static c => (IsLetterOrDigit(c) && !char.IsUpper(c)) || c is '-' or '.')
        && IsLetterOrDigit(name[0])
        && IsLetterOrDigit(name[name.Length - 1])
        && name.IndexOf("..", StringComparison.Ordinal) < 0;

    /// <summary>Whether it is an event of a bucket, or all events that begin like one.</summary>
    public static bool IsBucketEvent(string name) =>
        name.EndsWith(":*", StringComparison.Ordinal)
            ? s_bucketEvents.Any(e => e.StartsWith(name.Substring(0, name.Length - 1), StringComparison.Ordinal) && name.Length > "s3:*".Length)
            : s_bucketEvents.Skip(1).Contains(name);

    private static bool IsLetterOrDigit(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9';
}
