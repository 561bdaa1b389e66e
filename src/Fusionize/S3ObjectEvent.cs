namespace Fusionize;

/// <summary>A change of an object in an S3 bucket.</summary>
public sealed class S3ObjectEvent
{
    /// <summary>What happened, such as <c>ObjectCreated:Put</c>.</summary>
    public required string EventName { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset EventTime { get; init; }

    /// <summary>The bucket's name.</summary>
    public required string BucketName { get; init; }

    /// <summary>The object's decoded key.</summary>
    public required string Key { get; init; }

    /// <summary>The object's size in bytes; 0 if the event doesn't say it.</summary>
    public long Size { get; init; }

    /// <summary>The object's entity tag; null if the event doesn't say it.</summary>
    public string? ETag { get; init; }

    /// <summary>The object's version; null in a bucket without versions.</summary>
    public string? VersionId { get; init; }

    /// <summary>Orders the events of one key: the later one has the greater text, if texts of different length are filled up with zeros at the
    /// right.</summary>
    public string? Sequencer { get; init; }

    /// <summary>The bucket's region.</summary>
    public string? AwsRegion { get; init; }

    /// <summary>Who caused the event.</summary>
    public string? PrincipalId { get; init; }
}
