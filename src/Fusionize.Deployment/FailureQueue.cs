using Amazon.Runtime;
using Fusionize.Aws.Sqs;
using Fusionize.Setups;

namespace Fusionize.Deployment;

/// <summary>The queue for detached work that failed in every attempt. Each application has one such queue, so no name must be configured.</summary>
public sealed class FailureQueue(AmazonSqsClient sqs)
{
    /// <summary>The longest time that SQS keeps messages, because a person must inspect them.</summary>
    private const int RetentionSeconds = 14 * 24 * 3600;

    public static string NameFor(string app) => app + "-failures";

    /// <summary>Creates the queue unless it exists, and returns its ARN.</summary>
    public async Task<string> MakeAsync(string app, CancellationToken cancellation = default)
    {
        var name = NameFor(app);
        var url = await FindAsync(name, cancellation)
            ?? (
                await Calls.RunAsync(
                    null,
                    "CreateQueue",
                    () =>
                        sqs.CreateQueueAsync(
                            new()
                            {
                                QueueName = name,
                                Attributes = new()
                                {
                                    ["MessageRetentionPeriod"] = RetentionSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
                                    ["SqsManagedSseEnabled"] = "true",
                                },
                            },
                            cancellation
                        ),
                    cancellation
                )
            ).QueueUrl;
        var attributes = await Calls.RunAsync(
            null,
            "GetQueueAttributes",
            () => sqs.GetQueueAttributesAsync(new() { QueueUrl = url, AttributeNames = ["QueueArn"] }, cancellation),
            cancellation
        );
        return attributes.Attributes?.GetValueOrDefault("QueueArn")
            ?? throw new FusionizeException(DeployCodes.CallFailed, null, $"SQS returned no ARN for the queue '{name}'.")
            {
                Place = "GetQueueAttributes",
            };
    }

    // The queue may exist with other attributes. Then CreateQueue would fail.
    private async Task<string?> FindAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return (await sqs.GetQueueUrlAsync(new() { QueueName = name }, cancellation)).QueueUrl;
        }
        catch (AmazonServiceException e) when (IsMissing(e))
        {
            return null;
        }
        catch (AmazonServiceException e)
        {
            throw new FusionizeException(DeployCodes.CallFailed, null, e.Message, inner: e) { Place = "GetQueueUrl" };
        }
    }

    /// <summary>Whether a call failed because there is no such queue.</summary>
    internal static bool IsMissing(AmazonServiceException e) =>
        e.ErrorCode?.Contains("NonExistentQueue", StringComparison.Ordinal) == true
        || e.ErrorCode?.Contains("QueueDoesNotExist", StringComparison.Ordinal) == true;
}
