using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.EventBridge;

/// <summary>The part of the EventBridge API that rules of the default bus need (JSON 1.1: a header contains the operation).</summary>
internal sealed class EventsApi(RuleCatalog rules, TargetDelivery delivery, string region, TimeProvider time)
{
    public const string TargetPrefix = "AWSEvents.";
    private const int MaxBody = 4 << 20;

    private readonly RuleApi _rules = new(rules, region, time);
    private readonly TargetApi _targets = new(rules, delivery);
    private readonly PublishApi _publish = new(rules, region, time);

    public async Task HandleAsync(HttpContext http, string target)
    {
        http.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        try
        {
            var operation = target[TargetPrefix.Length..];
            var write = Run(operation, await Bodies.ReadAsync(http, MaxBody, operation));
            await Answers.ObjectAsync(http, 200, write, Answers.Json11);
        }
        catch (EventsError e)
        {
            await e.AnswerAsync(http);
        }
        catch (LambdaError e)
        {
            await EventsError.Validation(e.Message).AnswerAsync(http); // a body that can't be read, or a function that isn't there
        }
    }

    private Action<Utf8JsonWriter> Run(string operation, byte[] body)
    {
        return operation switch
        {
            "PutRule" => _rules.Put(Read(EventsJson.Default.PutRuleBody)),
            "DeleteRule" => _rules.Delete(Read(EventsJson.Default.RuleBody)),
            "DescribeRule" => _rules.Describe(Read(EventsJson.Default.RuleBody)),
            "EnableRule" => _rules.Enable(Read(EventsJson.Default.RuleBody), true),
            "DisableRule" => _rules.Enable(Read(EventsJson.Default.RuleBody), false),
            "ListRules" => _rules.List(Read(EventsJson.Default.ListRulesBody)),
            "ListRuleNamesByTarget" => _rules.ListByTarget(Read(EventsJson.Default.ListByTargetBody)),
            "TagResource" => _rules.Tag(Read(EventsJson.Default.TagsOfBody)),
            "UntagResource" => _rules.Untag(Read(EventsJson.Default.TagsOfBody)),
            "ListTagsForResource" => _rules.ListTags(Read(EventsJson.Default.TagsOfBody)),
            "PutTargets" => _targets.Put(Read(EventsJson.Default.PutTargetsBody)),
            "RemoveTargets" => _targets.Remove(Read(EventsJson.Default.RemoveTargetsBody)),
            "ListTargetsByRule" => _targets.List(Read(EventsJson.Default.ListTargetsBody)),
            "PutEvents" => _publish.Put(Read(EventsJson.Default.PutEventsBody)),
            "TestEventPattern" => PublishApi.Test(Read(EventsJson.Default.TestPatternBody)),
            _ => throw new EventsError("UnknownOperationException", $"The local platform has no operation {operation}."),
        };

        T Read<T>(JsonTypeInfo<T> type) => JsonBody.Parse(body, type);
    }

    /// <summary>There is one bus.</summary>
    public static void CheckBus(string? bus)
    {
        if (bus is not (null or "" or "default"))
            throw new EventsError("ResourceNotFoundException", $"Event bus {bus} does not exist: the local platform has the default one only.");
    }
}
