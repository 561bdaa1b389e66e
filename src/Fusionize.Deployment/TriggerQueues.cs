using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Fusionize.Aws.Sqs;
using Fusionize.Setups;

namespace Fusionize.Deployment;

/// <summary>
/// The queues that triggers name. A queue that doesn't exist is created, with a dead-letter queue. The settings of a queue follow the code only if a
/// deployment has created it. No queue is ever deleted, since its messages would be lost.
/// </summary>
internal sealed class TriggerQueues(AmazonSqsClient sqs)
{
    /// <summary>The tag with the application's name on the queues that its deployments have created.</summary>
    private const string Owner = DesiredFunction.AppVariable;

    private const string Visibility = "VisibilityTimeout";
    private const string Redrive = "RedrivePolicy";

    /// <summary>The longest time that SQS keeps messages, because a person must inspect them.</summary>
    private const string DeadLetterRetention = "1209600";

    public async Task<PlannedQueue> PlanAsync(string app, DesiredQueue desired, CancellationToken cancellation)
    {
        var none = ImmutableSortedDictionary<string, string>.Empty;
        if (await FindAsync(desired.Name, cancellation) is not { } url)
            return new(desired, null, none);
        var tags = await CallAsync("ListQueueTags", () => sqs.ListQueueTagsAsync(new() { QueueUrl = url }, cancellation), cancellation);
        if (tags.Tags?.GetValueOrDefault(Owner) != app)
            return new(desired, url, none);
        var current = await AttributesAsync(url, cancellation, Visibility, Redrive);
        var changes = none;
        // A person may have made it longer.
        var isKnown = int.TryParse(current.GetValueOrDefault(Visibility), CultureInfo.InvariantCulture, out var seconds);
        if (!isKnown || seconds < desired.VisibilitySeconds)
            changes = changes.Add(Visibility, Text(desired.VisibilitySeconds));
        if (RedriveOf(current.GetValueOrDefault(Redrive)) is not { } redrive)
            changes = changes.Add(Redrive, "");
        else if (redrive.MaxReceives != desired.MaxReceives)
            changes = changes.Add(Redrive, RedriveText(redrive.Target, desired.MaxReceives));
        return new(desired, url, changes);
    }

    /// <summary>Creates or changes the queue.</summary>
    public async Task MakeAsync(string app, PlannedQueue planned, CancellationToken cancellation)
    {
        var desired = planned.Desired;
        if (planned.Url is { } url)
        {
            var changes = planned.Changes;
            if (changes.GetValueOrDefault(Redrive) == "")
                changes = changes.SetItem(Redrive, RedriveText(await DeadLettersAsync(app, desired, cancellation), desired.MaxReceives));
            if (!changes.IsEmpty)
                await CallAsync(
                    "SetQueueAttributes",
                    () => sqs.SetQueueAttributesAsync(new() { QueueUrl = url, Attributes = changes.ToDictionary() }, cancellation),
                    cancellation
                );
            return;
        }
        // The dead-letter queue first, because the other one names it.
        var target = await DeadLettersAsync(app, desired, cancellation);
        var attributes = new Dictionary<string, string>
        {
            [Visibility] = Text(desired.VisibilitySeconds),
            [Redrive] = RedriveText(target, desired.MaxReceives),
        };
        await CreateAsync(app, desired.Name, desired.IsFifo, attributes, cancellation);
    }

    private async Task<string> DeadLettersAsync(string app, DesiredQueue desired, CancellationToken cancellation)
    {
        var url = await FindAsync(desired.DeadLetters, cancellation)
            ?? await CreateAsync(
                app,
                desired.DeadLetters,
                desired.IsFifo,
                new() { ["MessageRetentionPeriod"] = DeadLetterRetention },
                cancellation
            );
        return await ArnAsync(url, cancellation);
    }

    private async Task<string> CreateAsync(
        string app,
        string name,
        bool isFifo,
        Dictionary<string, string> attributes,
        CancellationToken cancellation
    )
    {
        attributes["SqsManagedSseEnabled"] = "true";
        if (isFifo)
        {
            attributes["FifoQueue"] = "true";
            attributes["ContentBasedDeduplication"] = "true";
        }
        var request = new CreateQueueRequest
        {
            QueueName = name,
            Attributes = attributes,
            Tags = new() { [Owner] = app },
        };
        var created = await CallAsync("CreateQueue", () => sqs.CreateQueueAsync(request, cancellation), cancellation);
        return created.QueueUrl!;
    }

    /// <summary>The ARN of a queue that exists.</summary>
    public async Task<string> ArnAsync(string url, CancellationToken cancellation) =>
        (await AttributesAsync(url, cancellation, "QueueArn")).GetValueOrDefault("QueueArn")
        ?? throw new FusionizeException(DeployCodes.CallFailed, null, $"SQS returned no ARN for the queue {url}.") { Place = "GetQueueAttributes" };

    public async Task<string?> FindAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return (await sqs.GetQueueUrlAsync(new() { QueueName = name }, cancellation)).QueueUrl;
        }
        catch (AmazonServiceException e) when (FailureQueue.IsMissing(e))
        {
            return null;
        }
        catch (AmazonServiceException e)
        {
            throw Calls.Failed(null, "GetQueueUrl", e);
        }
    }

    private async Task<Dictionary<string, string>> AttributesAsync(string url, CancellationToken cancellation, params string[] names)
    {
        var answer = await CallAsync(
            "GetQueueAttributes",
            () => sqs.GetQueueAttributesAsync(new() { QueueUrl = url, AttributeNames = [.. names] }, cancellation),
            cancellation
        );
        return answer.Attributes ?? [];
    }

    private static (string Target, int MaxReceives)? RedriveOf(string? text)
    {
        if (string.IsNullOrEmpty(text) || JsonNode.Parse(text) is not JsonObject policy)
            return null;
        return policy["deadLetterTargetArn"]?.ToString() is { } target
            && int.TryParse(policy["maxReceiveCount"]?.ToString(), CultureInfo.InvariantCulture, out var max)
                ? (target, max)
                : null;
    }

    private static string RedriveText(string target, int maxReceives) =>
        new JsonObject { ["deadLetterTargetArn"] = target, ["maxReceiveCount"] = maxReceives }.ToJsonString();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static Task<T> CallAsync<T>(string call, Func<Task<T>> action, CancellationToken cancellation) =>
        Calls.RunAsync(null, call, action, cancellation);
}
