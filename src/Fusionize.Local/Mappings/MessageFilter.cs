using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fusionize.Local.EventBridge;
using Fusionize.Local.Protocol;
using Fusionize.Local.Sqs;

namespace Fusionize.Local.Mappings;

/// <summary>Which messages of a queue a function gets: those that match one of the patterns. The others are deleted, as on Lambda.</summary>
/// <param name="Texts">The patterns as they were given.</param>
/// <param name="Patterns">The same, read.</param>
internal sealed record MessageFilter(ImmutableArray<string> Texts, ImmutableArray<EventPattern> Patterns)
{
    private const int Max = 5;

    public static MessageFilter None { get; } = new([], []);

    public static MessageFilter Of(FiltersBody body)
    {
        var texts = (body.Filters ?? []).Select(f => f?.Pattern ?? "").ToImmutableArray();
        if (texts.Length > Max)
            throw LambdaError.InvalidParameter($"An event source mapping has at most {Max} filters.");
        try
        {
            return new(texts, [.. texts.Select(EventPattern.Parse)]);
        }
        catch (EventsError e)
        {
            throw LambdaError.InvalidParameter("Invalid filter pattern definition. " + e.Message);
        }
    }

    public bool Takes(ReceivedMessage message, MessageQueue queue, string region)
    {
        if (Patterns.IsEmpty)
            return true;
        var record = JsonNode.Parse(SqsEvent.Write([message], queue, region))!["Records"]![0]!;
        // A body is matched as JSON if it is an object, otherwise as text.
        if (ObjectIn(message.Body) is { } content)
            record["body"] = content;
        var value = record.Deserialize(MappingJson.Default.JsonElement);
        return Patterns.Any(p => p.Matches(value));
    }

    private static JsonObject? ObjectIn(string body)
    {
        try
        {
            return JsonNode.Parse(body, documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
