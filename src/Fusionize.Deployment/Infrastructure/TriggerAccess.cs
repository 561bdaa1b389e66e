using Fusionize.Packaging;

namespace Fusionize.Deployment.Infrastructure;

/// <summary>The permissions that a function's role needs for its triggers, and the resources that they name.</summary>
internal static class TriggerAccess
{
    private const string Any = "*";

    public static IEnumerable<AccessStatement> Of(ManifestTaskInfo task) =>
        (task.Triggers ?? []).SelectMany(t => ActionsOf(t).Select(a => new AccessStatement(a.Action, a.Resource, "task " + task.Id)));

    private static IEnumerable<(string Action, string Resource)> ActionsOf(ManifestTriggerInfo trigger)
    {
        // Topics, buckets and rules invoke the function by its own policy.
        if (!TriggerKinds.IsMapping(trigger.Kind))
            return [];
        var source = ArnOf(trigger.Kind, trigger.Source!);
        return trigger.Kind switch
        {
            TriggerKinds.Sqs => [("sqs:DeleteMessage", source), ("sqs:GetQueueAttributes", source), ("sqs:ReceiveMessage", source)],
            TriggerKinds.Kinesis =>
            [
                ("kinesis:DescribeStream", source),
                ("kinesis:DescribeStreamSummary", source),
                ("kinesis:GetRecords", source),
                ("kinesis:GetShardIterator", source),
                ("kinesis:ListShards", source),
                ("kinesis:ListStreams", Any),
            ],
            _ =>
            [
                ("dynamodb:DescribeStream", source),
                ("dynamodb:GetRecords", source),
                ("dynamodb:GetShardIterator", source),
                ("dynamodb:ListStreams", Any),
            ],
        };
    }

    /// <summary>The ARN of a trigger's source, with <see cref="Place"/>'s placeholders if it is a name.</summary>
    public static string ArnOf(string kind, string source) =>
        Arns.Is(source)
            ? source
            : kind switch
            {
                TriggerKinds.Sqs => In("sqs", source),
                TriggerKinds.Sns => In("sns", source),
                TriggerKinds.Kinesis => In("kinesis", "stream/" + source),
                TriggerKinds.DynamoDbStream => In("dynamodb", $"table/{source}/stream/*"),
                TriggerKinds.S3 => $"arn:{Place.Partition}:s3:::{source}",
                _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
            };

    private static string In(string service, string resource) => $"arn:{Place.Partition}:{service}:{Place.Region}:{Place.Account}:{resource}";
}
