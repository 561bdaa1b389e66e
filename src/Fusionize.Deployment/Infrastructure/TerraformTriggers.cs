using System.Text.Json.Nodes;
using Fusionize.Packaging;
using static Fusionize.Deployment.Infrastructure.TerraformTemplate;

namespace Fusionize.Deployment.Infrastructure;

/// <summary>Adds what triggers need to a configuration: queues, event source mappings, rules, subscriptions, notifications and permissions.</summary>
/// <param name="add">Adds a resource: its type, its name and its arguments.</param>
/// <param name="data">The data sources.</param>
internal sealed class TerraformTriggers(Action<string, string, JsonObject> add, JsonObject data)
{
    public void Add(FusionManifest manifest, IReadOnlyList<DesiredFunction> functions)
    {
        var desired = DesiredTriggers.Of(manifest, functions);
        foreach (var queue in desired.Queues)
            AddQueue(queue);
        var tasks = manifest.Tasks.ToDictionary(t => t.Id, StringComparer.Ordinal);
        var notifications = new List<(string Bucket, string Permission, JsonObject Notification)>();
        foreach (var function in functions.Where(f => f.IsEntry))
        {
            var (task, number) = (Id(function.Task), 0);
            foreach (var trigger in tasks[function.Task].Triggers ?? [])
            {
                var id = $"{task}_trigger_{++number}";
                if (TriggerKinds.IsMapping(trigger.Kind))
                    AddMapping(task, id, trigger);
                else if (trigger.Kind == TriggerKinds.Sns)
                    AddSubscription(task, id, trigger);
                else if (trigger.Kind == TriggerKinds.S3)
                    notifications.Add(NotificationOf(task, id, trigger));
            }
        }
        // A bucket has one resource with all its notifications.
        foreach (var bucket in notifications.GroupBy(n => n.Bucket, StringComparer.Ordinal))
            add(
                "aws_s3_bucket_notification",
                "bucket_" + NameOf(bucket.Key),
                new()
                {
                    ["bucket"] = bucket.Key,
                    ["lambda_function"] = new JsonArray([.. bucket.Select(n => (JsonNode)n.Notification)]),
                    ["depends_on"] = new JsonArray([.. bucket.Select(n => (JsonNode)("aws_lambda_permission." + n.Permission))]),
                }
            );
        foreach (var rule in desired.Rules)
            AddRule(rule);
    }

    private void AddQueue(DesiredQueue queue)
    {
        var dead = new JsonObject
        {
            ["name"] = queue.DeadLetters,
            ["message_retention_seconds"] = 14 * 24 * 3600,
            ["sqs_managed_sse_enabled"] = true,
        };
        var redrive = "${jsonencode({ deadLetterTargetArn = aws_sqs_queue." + IdOf(queue.DeadLetters) + ".arn, maxReceiveCount = "
            + queue.MaxReceives.ToString(System.Globalization.CultureInfo.InvariantCulture) + " })}";
        var properties = new JsonObject
        {
            ["name"] = queue.Name,
            ["visibility_timeout_seconds"] = queue.VisibilitySeconds,
            ["sqs_managed_sse_enabled"] = true,
            ["redrive_policy"] = redrive,
        };
        foreach (var each in queue.IsFifo ? new[] { dead, properties } : [])
        {
            each["fifo_queue"] = true;
            each["content_based_deduplication"] = true;
        }
        add("aws_sqs_queue", IdOf(queue.DeadLetters), dead);
        add("aws_sqs_queue", IdOf(queue.Name), properties);
    }

    private static string IdOf(string queue) => "queue_" + NameOf(queue);

    private static string NameOf(string source) =>
        string.Concat(source.Select(c => char.IsAsciiLetterOrDigit(c) ? c.ToString() : c == '_' ? "__" : "_"));

    private static string Live(string task, string attribute) => $"${{aws_lambda_alias.{task}_live.{attribute}}}";

    private void AddMapping(string task, string id, ManifestTriggerInfo trigger)
    {
        var properties = new JsonObject
        {
            ["function_name"] = Live(task, "arn"),
            ["event_source_arn"] = SourceOf(trigger),
            ["enabled"] = trigger.Enabled != false,
            ["batch_size"] = trigger.BatchSize,
            // Lambda tries the role's permissions when a mapping is made.
            ["depends_on"] = new JsonArray("aws_iam_role_policy." + task),
        };
        Set(properties, "maximum_batching_window_in_seconds", trigger.MaximumBatchingWindowInSeconds);
        Set(properties, "starting_position", trigger.StartingPosition);
        Set(properties, "parallelization_factor", trigger.ParallelizationFactor);
        Set(properties, "maximum_retry_attempts", trigger.MaximumRetryAttempts);
        Set(properties, "maximum_record_age_in_seconds", trigger.MaximumRecordAgeInSeconds);
        if (trigger.BisectBatchOnFunctionError is { } bisects)
            properties["bisect_batch_on_function_error"] = bisects;
        if (trigger.MaximumConcurrency is { } max)
            properties["scaling_config"] = new JsonObject { ["maximum_concurrency"] = max };
        if (trigger.ReportBatchItemFailures == true)
            properties["function_response_types"] = new JsonArray("ReportBatchItemFailures");
        if (trigger.Filters is { } filters)
            properties["filter_criteria"] = new JsonObject
            {
                ["filter"] = new JsonArray([.. filters.Select(f => (JsonNode)new JsonObject { ["pattern"] = Escape(f) })]),
            };
        add("aws_lambda_event_source_mapping", id, properties);
    }

    private string SourceOf(ManifestTriggerInfo trigger)
    {
        var source = trigger.Source!;
        if (Arns.Is(source))
            return Resource(source);
        switch (trigger.Kind)
        {
            case TriggerKinds.Sqs:
                return $"${{aws_sqs_queue.{IdOf(source)}.arn}}";
            case TriggerKinds.DynamoDbStream:
                // The ARN of a table's stream contains the time of its creation.
                var tables = data["aws_dynamodb_table"] as JsonObject ?? [];
                data["aws_dynamodb_table"] = tables;
                tables["table_" + NameOf(source)] = new JsonObject { ["name"] = source };
                return $"${{data.aws_dynamodb_table.table_{NameOf(source)}.stream_arn}}";
            default:
                return Resource(TriggerAccess.ArnOf(trigger.Kind, source));
        }
    }

    private void AddSubscription(string task, string id, ManifestTriggerInfo trigger)
    {
        var topic = Resource(TriggerAccess.ArnOf(trigger.Kind, trigger.Source!));
        Permit(task, id, "sns.amazonaws.com", topic);
        if (trigger.Enabled == false)
            return;
        var properties = new JsonObject
        {
            ["protocol"] = "lambda",
            ["topic_arn"] = topic,
            ["endpoint"] = Live(task, "arn"),
            ["depends_on"] = new JsonArray("aws_lambda_permission." + id),
        };
        Set(properties, "filter_policy", trigger.FilterPolicy);
        add("aws_sns_topic_subscription", id, properties);
    }

    private (string, string, JsonObject) NotificationOf(string task, string id, ManifestTriggerInfo trigger)
    {
        Permit(task, id, "s3.amazonaws.com", Resource(TriggerAccess.ArnOf(trigger.Kind, trigger.Source!)), account: true);
        var notification = new JsonObject
        {
            ["lambda_function_arn"] = Live(task, "arn"),
            ["events"] = new JsonArray([.. (trigger.Events ?? []).Select(e => (JsonNode)e)]),
        };
        Set(notification, "filter_prefix", trigger.Prefix);
        Set(notification, "filter_suffix", trigger.Suffix);
        return (trigger.Source!, id, notification);
    }

    private void AddRule(DesiredRule rule)
    {
        var (id, task) = (NameOf(rule.Name), Id(rule.Task));
        var properties = new JsonObject { ["name"] = rule.Name, ["state"] = rule.Enabled ? "ENABLED" : "DISABLED" };
        Set(properties, "event_bus_name", rule.Bus);
        Set(properties, "schedule_expression", rule.Schedule);
        Set(properties, "event_pattern", rule.Pattern);
        add("aws_cloudwatch_event_rule", id, properties);
        var target = new JsonObject
        {
            ["rule"] = $"${{aws_cloudwatch_event_rule.{id}.name}}",
            ["target_id"] = "live",
            ["arn"] = Live(task, "arn"),
        };
        Set(target, "event_bus_name", rule.Bus);
        add("aws_cloudwatch_event_target", id, target);
        Permit(task, id, "events.amazonaws.com", $"${{aws_cloudwatch_event_rule.{id}.arn}}");
    }

    private void Permit(string task, string id, string service, string source, bool account = false)
    {
        var properties = new JsonObject
        {
            ["function_name"] = $"${{aws_lambda_function.{task}.function_name}}",
            ["qualifier"] = Live(task, "name"),
            ["action"] = "lambda:InvokeFunction",
            ["principal"] = service,
            ["source_arn"] = source,
        };
        // A bucket's ARN doesn't name its owner, and somebody else may get its name after it was deleted.
        if (account)
            properties["source_account"] = "${data.aws_caller_identity.current.account_id}";
        add("aws_lambda_permission", id, properties);
    }

    private static void Set(JsonObject properties, string name, int? value)
    {
        if (value is { } number)
            properties[name] = number;
    }

    private static void Set(JsonObject properties, string name, string? value)
    {
        if (value is not null)
            properties[name] = Escape(value);
    }
}
