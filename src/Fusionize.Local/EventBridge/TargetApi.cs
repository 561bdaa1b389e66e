using System.Text.Json;

namespace Fusionize.Local.EventBridge;

/// <summary>Operations on the targets of rules. Each returns what writes its answer.</summary>
internal sealed class TargetApi(RuleCatalog rules, TargetDelivery delivery)
{
    /// <summary>The number of targets that AWS permits for a rule.</summary>
    private const int MaxTargets = 5;

    public Action<Utf8JsonWriter> Put(PutTargetsBody body)
    {
        EventsApi.CheckBus(body.EventBusName);
        if (body.Targets is null or { Length: 0 })
            throw EventsError.Validation("Parameter Targets must be specified.");
        var targets = body.Targets.Select(Read).ToArray();
        foreach (var target in targets)
            delivery.Check(target);
        rules.ChangeTargets(body.Rule, all =>
        {
            if (all.Keys.Union(targets.Select(t => t.Id)).Count() > MaxTargets)
                throw new EventsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
            foreach (var target in targets)
                all[target.Id] = target;
            return 0;
        });
        return WriteNoFailures;
    }

    private static RuleTarget Read(TargetBody? body)
    {
        if (body is not { Id.Length: > 0 and <= 64, Arn.Length: > 0 })
            throw EventsError.Validation("A target must have an Id of 1 to 64 characters and an Arn.");
        if (body.Unsupported is { } member)
            throw EventsError.Validation($"The local platform doesn't apply {member} of a target, so it is refused.");
        if (body.Input is { } input && !IsJson(input))
            throw EventsError.Validation($"JSON syntax error in input for target {body.Id}");
        return new(body.Id, body.Arn, body.Input, body.SqsParameters?.MessageGroupId);
    }

    private static bool IsJson(string text)
    {
        try
        {
            using (JsonDocument.Parse(text))
                return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public Action<Utf8JsonWriter> Remove(RemoveTargetsBody body)
    {
        EventsApi.CheckBus(body.EventBusName);
        rules.ChangeTargets(body.Rule, all => (body.Ids ?? []).Count(all.Remove));
        return WriteNoFailures;
    }

    private static void WriteNoFailures(Utf8JsonWriter json)
    {
        json.WriteNumber("FailedEntryCount", 0);
        json.WriteStartArray("FailedEntries");
        json.WriteEndArray();
    }

    public Action<Utf8JsonWriter> List(ListTargetsBody body)
    {
        EventsApi.CheckBus(body.EventBusName);
        return EventPages.Of("Targets", rules.Read(body.Rule).Targets, t => t.Id, body.Limit, body.NextToken, Write);
    }

    private static void Write(Utf8JsonWriter json, RuleTarget target)
    {
        json.WriteStartObject();
        json.WriteString("Id", target.Id);
        json.WriteString("Arn", target.Arn);
        if (target.Input is not null)
            json.WriteString("Input", target.Input);
        if (target.Group is not null)
        {
            json.WriteStartObject("SqsParameters");
            json.WriteString("MessageGroupId", target.Group);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
