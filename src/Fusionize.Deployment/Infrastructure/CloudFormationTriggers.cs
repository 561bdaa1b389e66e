using System.Text.Json.Nodes;
using Fusionize.Packaging;
using static Fusionize.Deployment.Infrastructure.CloudFormationTemplate;

namespace Fusionize.Deployment.Infrastructure;

/// <summary>Adds what triggers need to a template: queues, event source mappings, rules, subscriptions and permissions.</summary>
internal sealed class CloudFormationTriggers(JsonObject parameters, JsonObject resources, JsonObject outputs)
{
    public void Add(FusionManifest manifest, IReadOnlyList<DesiredFunction> functions)
    {
        var desired = DesiredTriggers.Of(manifest, functions);
        foreach (var queue in desired.Queues)
            AddQueue(queue);
        var tasks = manifest.Tasks.ToDictionary(t => t.Id, StringComparer.Ordinal);
        foreach (var function in functions.Where(f => f.IsEntry))
        {
            var number = 0;
            foreach (var trigger in tasks[function.Task].Triggers ?? [])
                Add(Id(function.Task), $"{Id(function.Task)}Trigger{++number}", trigger);
        }
        foreach (var rule in desired.Rules)
            AddRule(rule);
    }

    private void AddQueue(DesiredQueue queue)
    {
        var dead = new JsonObject
        {
            ["QueueName"] = queue.DeadLetters,
            ["MessageRetentionPeriod"] = 14 * 24 * 3600,
            ["SqsManagedSseEnabled"] = true,
        };
        var properties = new JsonObject
        {
            ["QueueName"] = queue.Name,
            ["VisibilityTimeout"] = queue.VisibilitySeconds,
            ["SqsManagedSseEnabled"] = true,
            ["RedrivePolicy"] = new JsonObject
            {
                ["deadLetterTargetArn"] = GetAtt(IdOf(queue.DeadLetters), "Arn"),
                ["maxReceiveCount"] = queue.MaxReceives,
            },
        };
        foreach (var each in queue.IsFifo ? new[] { dead, properties } : [])
        {
            each["FifoQueue"] = true;
            each["ContentBasedDeduplication"] = true;
        }
        resources[IdOf(queue.DeadLetters)] = Resource("AWS::SQS::Queue", dead);
        resources[IdOf(queue.Name)] = Resource("AWS::SQS::Queue", properties);
        outputs[IdOf(queue.Name)] = new JsonObject { ["Description"] = "Queue " + queue.Name, ["Value"] = Ref(IdOf(queue.Name)) };
    }

    private static string IdOf(string queue) => "Queue" + Id(queue.Replace("-", "_", StringComparison.Ordinal));

    private void Add(string task, string id, ManifestTriggerInfo trigger)
    {
        switch (trigger.Kind)
        {
            case TriggerKinds.Sqs:
            case TriggerKinds.Kinesis:
            case TriggerKinds.DynamoDbStream:
                AddMapping(task, id, trigger);
                break;
            case TriggerKinds.Sns:
                AddSubscription(task, id, trigger);
                break;
            case TriggerKinds.S3:
                AddBucket(task, id, trigger);
                break;
        }
    }

    private void AddMapping(string task, string id, ManifestTriggerInfo trigger)
    {
        var properties = new JsonObject
        {
            ["FunctionName"] = Ref(task + "Live"),
            ["EventSourceArn"] = SourceOf(id, trigger),
            ["Enabled"] = trigger.Enabled != false,
            ["BatchSize"] = trigger.BatchSize,
        };
        Set(properties, "MaximumBatchingWindowInSeconds", trigger.MaximumBatchingWindowInSeconds);
        Set(properties, "StartingPosition", trigger.StartingPosition);
        Set(properties, "ParallelizationFactor", trigger.ParallelizationFactor);
        Set(properties, "MaximumRetryAttempts", trigger.MaximumRetryAttempts);
        Set(properties, "MaximumRecordAgeInSeconds", trigger.MaximumRecordAgeInSeconds);
        if (trigger.BisectBatchOnFunctionError is { } bisects)
            properties["BisectBatchOnFunctionError"] = bisects;
        if (trigger.MaximumConcurrency is { } max)
            properties["ScalingConfig"] = new JsonObject { ["MaximumConcurrency"] = max };
        if (trigger.ReportBatchItemFailures == true)
            properties["FunctionResponseTypes"] = new JsonArray("ReportBatchItemFailures");
        if (trigger.Filters is { } filters)
            properties["FilterCriteria"] = new JsonObject
            {
                ["Filters"] = new JsonArray([.. filters.Select(f => (JsonNode)new JsonObject { ["Pattern"] = f })]),
            };
        // Lambda tries the role's permissions when a mapping is made.
        resources[id] = Resource("AWS::Lambda::EventSourceMapping", properties, dependsOn: task + "Role");
    }

    private JsonNode SourceOf(string id, ManifestTriggerInfo trigger)
    {
        var source = trigger.Source!;
        if (trigger.Kind == TriggerKinds.Sqs && !Arns.Is(source))
            return GetAtt(IdOf(source), "Arn");
        if (trigger.Kind != TriggerKinds.DynamoDbStream || Arns.Is(source))
            return Resource(TriggerAccess.ArnOf(trigger.Kind, source));
        // The ARN of a table's stream contains the time of its creation.
        var parameter = id + "Stream";
        parameters[parameter] = new JsonObject { ["Type"] = "String", ["Description"] = $"ARN of the stream of table {source}" };
        return Ref(parameter);
    }

    private void AddSubscription(string task, string id, ManifestTriggerInfo trigger)
    {
        var topic = TriggerAccess.ArnOf(trigger.Kind, trigger.Source!);
        Permit(task, id, "sns.amazonaws.com", Resource(topic));
        if (trigger.Enabled == false)
            return;
        var properties = new JsonObject
        {
            ["Protocol"] = "lambda",
            ["TopicArn"] = Resource(topic),
            ["Endpoint"] = Ref(task + "Live"),
        };
        if (trigger.FilterPolicy is { } filter)
            properties["FilterPolicy"] = JsonNode.Parse(filter);
        resources[id] = Resource("AWS::SNS::Subscription", properties, dependsOn: id + "Permission");
    }

    /// <summary>
    /// CloudFormation can only change notifications of buckets that it creates. So the template permits them, and says what to add.
    /// </summary>
    private void AddBucket(string task, string id, ManifestTriggerInfo trigger)
    {
        Permit(task, id, "s3.amazonaws.com", Resource(TriggerAccess.ArnOf(trigger.Kind, trigger.Source!)), account: true);
        outputs[id] = new JsonObject
        {
            ["Description"] = $"Function for the notifications {string.Join(" ", trigger.Events ?? [])} of bucket {trigger.Source} "
                + $"(prefix '{trigger.Prefix}', suffix '{trigger.Suffix}')",
            ["Value"] = Ref(task + "Live"),
        };
    }

    private void AddRule(DesiredRule rule)
    {
        var id = "Rule" + Id(rule.Name.Replace("-", "_", StringComparison.Ordinal));
        var task = Id(rule.Task);
        var properties = new JsonObject
        {
            ["Name"] = rule.Name,
            ["State"] = rule.Enabled ? "ENABLED" : "DISABLED",
            ["Targets"] = new JsonArray(new JsonObject { ["Id"] = "live", ["Arn"] = Ref(task + "Live") }),
        };
        Set(properties, "EventBusName", rule.Bus);
        Set(properties, "ScheduleExpression", rule.Schedule);
        if (rule.Pattern is { } pattern)
            properties["EventPattern"] = JsonNode.Parse(pattern);
        resources[id] = Resource("AWS::Events::Rule", properties);
        Permit(task, id, "events.amazonaws.com", GetAtt(id, "Arn"));
    }

    private void Permit(string task, string id, string service, JsonNode source, bool account = false)
    {
        var properties = new JsonObject
        {
            ["FunctionName"] = Ref(task + "Live"),
            ["Action"] = "lambda:InvokeFunction",
            ["Principal"] = service,
            ["SourceArn"] = source,
        };
        // A bucket's ARN doesn't name its owner, and somebody else may get its name after it was deleted.
        if (account)
            properties["SourceAccount"] = Ref("AWS::AccountId");
        resources[id + "Permission"] = Resource("AWS::Lambda::Permission", properties);
    }

    private static void Set(JsonObject properties, string name, int? value)
    {
        if (value is { } number)
            properties[name] = number;
    }

    private static void Set(JsonObject properties, string name, string? value)
    {
        if (value is not null)
            properties[name] = value;
    }
}
