using System.Text.Json;
using System.Text.RegularExpressions;
using Fusionize.Local.Functions;
using Fusionize.Local.Lambda;
using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Mappings;

/// <summary>Lambda's operations on event source mappings.</summary>
internal sealed partial class MappingApi(MappingCatalog mappings, string region, TimeProvider time)
{
    private const int MaxBody = 64 * 1024;
    private const string Mappings = "/2015-03-31/event-source-mappings";
    private const string Tags = "/2017-03-31/tags/";

    /// <summary>Returns false if the path is another one's.</summary>
    public async ValueTask<bool> TryHandleAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!.TrimEnd('/');
        if (path == Mappings || path.StartsWith(Mappings + "/", StringComparison.Ordinal))
        {
            await MappingsAsync(http, path[Mappings.Length..].TrimStart('/'));
            return true;
        }
        if (!path.StartsWith(Tags, StringComparison.Ordinal) || ArnPattern().Match(path[Tags.Length..]) is not { Success: true } arn)
            return false;
        await TagsAsync(http, arn.Groups["id"].Value);
        return true;
    }

    private Task MappingsAsync(HttpContext http, string id) =>
        (http.Request.Method, id) switch
        {
            ("POST", "") => CreateAsync(http),
            ("GET", "") => ListAsync(http),
            ("GET", _) => AnswerAsync(http, 200, mappings.Read(id)),
            ("PUT", not "") => UpdateAsync(http, id),
            ("DELETE", not "") => AnswerAsync(http, 202, (mappings.Remove(id), ""), "Deleting"),
            _ => throw new LambdaError(
                404,
                "UnknownOperationException",
                $"The local platform has no operation {http.Request.Method} {http.Request.Path}"
            ),
        };

    private async Task CreateAsync(HttpContext http)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, MaxBody, "CreateEventSourceMapping"), MappingJson.Default.MappingBody);
        body.RefuseUnsupported();
        if (string.IsNullOrEmpty(body.FunctionName))
            throw FunctionRules.Invalid("functionName", "null", "Member must not be null");
        if (body.EventSourceArn is not { } source || !EventConfiguration.IsQueue(source))
            throw LambdaError.InvalidParameter(
                $"The local platform has event source mappings for SQS queues only, not for '{body.EventSourceArn}'."
            );
        var tags = FunctionRules.Tags(body.Tags);
        var created = Apply(
            body,
            new(
                Guid.NewGuid().ToString(),
                source,
                FunctionName.Parse(body.FunctionName, null),
                true,
                10,
                TimeSpan.Zero,
                null,
                false,
                MessageFilter.None,
                time.GetUtcNow()
            )
        );
        await AnswerAsync(http, 202, (mappings.Add(created, tags), "No records processed"));
    }

    private async Task UpdateAsync(HttpContext http, string id)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, MaxBody, "UpdateEventSourceMapping"), MappingJson.Default.MappingBody);
        body.RefuseUnsupported();
        if (body.EventSourceArn is not null || body.Tags is not null)
            throw LambdaError.InvalidParameter("EventSourceArn and Tags can't be updated.");
        await AnswerAsync(
            http,
            202,
            mappings.Change(
                id,
                old =>
                    Apply(
                        body,
                        old with
                        {
                            Function = string.IsNullOrEmpty(body.FunctionName) ? old.Function : FunctionName.Parse(body.FunctionName, null),
                            Modified = time.GetUtcNow(),
                        }
                    )
            )
        );
    }

    /// <summary>Absent members stay as they are.</summary>
    private static EventSourceMapping Apply(MappingBody body, EventSourceMapping old)
    {
        if (body.BatchSize is < 1 or > 10_000)
            throw FunctionRules.Invalid("batchSize", $"{body.BatchSize}", "Member must have value between 1 and 10000");
        if (body.MaximumBatchingWindowInSeconds is < 0 or > 300)
            throw FunctionRules.Invalid(
                "maximumBatchingWindowInSeconds",
                $"{body.MaximumBatchingWindowInSeconds}",
                "Member must have value between 0 and 300"
            );
        if (body.ScalingConfig?.MaximumConcurrency is < 2 or > 1000)
            throw FunctionRules.Invalid(
                "scalingConfig.maximumConcurrency",
                $"{body.ScalingConfig.MaximumConcurrency}",
                "Member must have value between 2 and 1000"
            );
        if (body.FunctionResponseTypes?.FirstOrDefault(t => t != "ReportBatchItemFailures") is { } unknown)
            throw FunctionRules.Invalid("functionResponseTypes", unknown, "Member must satisfy enum value set: [ReportBatchItemFailures]");
        return old with
        {
            Enabled = body.Enabled ?? old.Enabled,
            BatchSize = body.BatchSize ?? old.BatchSize,
            Window = body.MaximumBatchingWindowInSeconds is { } window ? TimeSpan.FromSeconds(window) : old.Window,
            MaxConcurrency = body.ScalingConfig is { } scaling ? scaling.MaximumConcurrency : old.MaxConcurrency,
            Filter = body.FilterCriteria is { } filters ? MessageFilter.Of(filters) : old.Filter,
            ReportsFailures = body.FunctionResponseTypes is { } types ? types.Length > 0 : old.ReportsFailures,
        };
    }

    private Task ListAsync(HttpContext http)
    {
        var source = http.Request.Query["EventSourceArn"].ToString();
        var function = http.Request.Query["FunctionName"].ToString() is { Length: > 0 } name ? FunctionName.Parse(name, null) : (FunctionName?)null;
        var found = mappings
            .List()
            .Where(m => source.Length == 0 || m.Mapping.SourceArn == source)
            .Where(m => function is not { } f || f == m.Mapping.Function || (f.Qualifier is null && f.Name == m.Mapping.Function.Name));
        return Pages.AnswerAsync(http, "EventSourceMappings", found, m => m.Mapping.Id, (json, m) => Write(json, m, null));
    }

    private Task AnswerAsync(HttpContext http, int status, (EventSourceMapping Mapping, string LastResult) mapping, string? state = null) =>
        Answers.JsonAsync(http, status, json => Write(json, mapping, state));

    private void Write(Utf8JsonWriter json, (EventSourceMapping Mapping, string LastResult) entry, string? state)
    {
        var mapping = entry.Mapping;
        json.WriteStartObject();
        json.WriteString("UUID", mapping.Id);
        json.WriteNumber("BatchSize", mapping.BatchSize);
        json.WriteNumber("MaximumBatchingWindowInSeconds", (int)mapping.Window.TotalSeconds);
        json.WriteString("EventSourceArn", mapping.SourceArn);
        json.WriteString("FunctionArn", mappings.ArnOf(mapping.Function));
        json.WriteNumber("LastModified", mapping.Modified.ToUnixTimeMilliseconds() / 1000.0);
        if (entry.LastResult.Length > 0)
            json.WriteString("LastProcessingResult", entry.LastResult);
        json.WriteString("State", state ?? (mapping.Enabled ? "Enabled" : "Disabled"));
        json.WriteString("StateTransitionReason", "USER_INITIATED");
        if (mapping.ReportsFailures)
        {
            json.WriteStartArray("FunctionResponseTypes");
            json.WriteStringValue("ReportBatchItemFailures");
            json.WriteEndArray();
        }
        if (!mapping.Filter.Texts.IsEmpty)
            WriteFilters(json, mapping.Filter);
        if (mapping.MaxConcurrency is { } max)
        {
            json.WriteStartObject("ScalingConfig");
            json.WriteNumber("MaximumConcurrency", max);
            json.WriteEndObject();
        }
        json.WriteString("EventSourceMappingArn", $"arn:aws:lambda:{region}:{FunctionName.Account}:event-source-mapping:{mapping.Id}");
        json.WriteEndObject();
    }

    private static void WriteFilters(Utf8JsonWriter json, MessageFilter filter)
    {
        json.WriteStartObject("FilterCriteria");
        json.WriteStartArray("Filters");
        foreach (var text in filter.Texts)
        {
            json.WriteStartObject();
            json.WriteString("Pattern", text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private async Task TagsAsync(HttpContext http, string id)
    {
        switch (http.Request.Method)
        {
            case "GET":
                var all = mappings.ChangeTags(id, static tags => tags.ToArray());
                await Answers.ObjectAsync(http, 200, json =>
                {
                    LambdaAnswers.Map(json, "Tags", all);
                });
                return;
            case "POST":
                var body = JsonBody.Parse(await Bodies.ReadAsync(http, MaxBody, "TagResource"), MappingJson.Default.TagsBody);
                var added = FunctionRules.Tags(body.Tags);
                mappings.ChangeTags(id, tags =>
                {
                    foreach (var (key, value) in added)
                        tags[key] = value;
                    return 0;
                });
                break;
            default:
                mappings.ChangeTags(id, tags => http.Request.Query["tagKeys"].Count(k => k is not null && tags.Remove(k)));
                break;
        }
        http.Response.StatusCode = 204;
    }

    [GeneratedRegex(@"^arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:[0-9]{12}:event-source-mapping:(?<id>[0-9a-f-]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex ArnPattern();
}
