using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fusionize.Local.EventBridge;

/// <summary>Operations on rules. Each returns what writes its answer.</summary>
internal sealed partial class RuleApi(RuleCatalog rules, string region, TimeProvider time)
{
    public Action<Utf8JsonWriter> Put(PutRuleBody body)
    {
        EventsApi.CheckBus(body.EventBusName);
        if (body.Name is null || !NamePattern().IsMatch(body.Name))
            throw EventsError.Validation($"Value '{body.Name}' at 'name' failed to satisfy constraint: 1 to 64 of letters, digits, '.', '-', '_'");
        var (schedule, pattern) = (NotEmpty(body.ScheduleExpression), NotEmpty(body.EventPattern));
        if (schedule is null && pattern is null)
            throw EventsError.Validation("Parameter(s) EventPattern or ScheduleExpression must be specified.");
        if (body.State is not (null or "ENABLED" or "DISABLED"))
            throw EventsError.Validation($"The local platform has no rules in the state {body.State}, only ENABLED and DISABLED.");
        if (body.Description?.Length > 512)
            throw EventsError.Validation("Value at 'description' failed to satisfy constraint: at most 512 characters");
        var rule = new Rule(body.Name, schedule, pattern, body.State != "DISABLED", body.Description, body.RoleArn, time.GetUtcNow());
        rules.Put(rule, Tags(body.Tags));
        return json => json.WriteString("RuleArn", rule.ArnIn(region));
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static Dictionary<string, string> Tags(TagBody[]? tags)
    {
        if (tags?.Any(t => t is not { Key.Length: > 0 and <= 128, Value.Length: <= 256 }) == true)
            throw EventsError.Validation("Tag keys have 1 to 128 characters and tag values at most 256.");
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in tags ?? [])
            read[tag.Key!] = tag.Value!;
        return read;
    }

    public Action<Utf8JsonWriter> Delete(RuleBody body)
    {
        EventsApi.CheckBus(body.EventBusName);
        rules.Remove(body.Name);
        return static _ => { };
    }

    public Action<Utf8JsonWriter> Describe(RuleBody body)
    {
        EventsApi.CheckBus(body.EventBusName);
        var (rule, _) = rules.Read(body.Name);
        return json => Write(json, rule);
    }

    public Action<Utf8JsonWriter> Enable(RuleBody body, bool enabled)
    {
        EventsApi.CheckBus(body.EventBusName);
        rules.Change(body.Name, r => r with { Enabled = enabled });
        return static _ => { };
    }

    public Action<Utf8JsonWriter> List(ListRulesBody body)
    {
        EventsApi.CheckBus(body.EventBusName);
        var found = rules.List().Select(r => r.Rule).Where(r => r.Name.StartsWith(body.NamePrefix ?? "", StringComparison.Ordinal));
        return EventPages.Of("Rules", found, r => r.Name, body.Limit, body.NextToken, (json, r) =>
        {
            json.WriteStartObject();
            Write(json, r);
            json.WriteEndObject();
        });
    }

    public Action<Utf8JsonWriter> ListByTarget(ListByTargetBody body)
    {
        EventsApi.CheckBus(body.EventBusName);
        var found = rules.List().Where(r => r.Targets.Any(t => t.Arn == body.TargetArn)).Select(r => r.Rule.Name);
        return EventPages.Of("RuleNames", found, n => n, body.Limit, body.NextToken, static (json, n) => json.WriteStringValue(n));
    }

    public Action<Utf8JsonWriter> Tag(TagsOfBody body)
    {
        var added = Tags(body.Tags);
        rules.ChangeTags(NameIn(body.ResourceARN), tags =>
        {
            foreach (var (key, value) in added)
                tags[key] = value;
            return 0;
        });
        return static _ => { };
    }

    public Action<Utf8JsonWriter> Untag(TagsOfBody body)
    {
        rules.ChangeTags(NameIn(body.ResourceARN), tags => (body.TagKeys ?? []).Count(tags.Remove));
        return static _ => { };
    }

    public Action<Utf8JsonWriter> ListTags(TagsOfBody body)
    {
        var all = rules.ChangeTags(NameIn(body.ResourceARN), static tags => tags.ToArray());
        return json =>
        {
            json.WriteStartArray("Tags");
            foreach (var (key, value) in all)
            {
                json.WriteStartObject();
                json.WriteString("Key", key);
                json.WriteString("Value", value);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        };
    }

    private string? NameIn(string? arn)
    {
        var name = arn?[(arn.LastIndexOf('/') + 1)..];
        return name is not null && arn == rules.Read(name).Rule.ArnIn(region) ? name : throw EventsError.NoSuchRule(arn);
    }

    private void Write(Utf8JsonWriter json, Rule rule)
    {
        json.WriteString("Name", rule.Name);
        json.WriteString("Arn", rule.ArnIn(region));
        if (rule.Pattern is not null)
            json.WriteString("EventPattern", rule.Pattern);
        if (rule.Schedule is not null)
            json.WriteString("ScheduleExpression", rule.Schedule);
        json.WriteString("State", rule.Enabled ? "ENABLED" : "DISABLED");
        if (rule.Description is not null)
            json.WriteString("Description", rule.Description);
        if (rule.RoleArn is not null)
            json.WriteString("RoleArn", rule.RoleArn);
        json.WriteString("EventBusName", "default");
    }

    [GeneratedRegex(@"^[.\-_A-Za-z0-9]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
