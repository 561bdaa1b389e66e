using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fusionize.Local.EventBridge;

/// <summary>Events that applications put on the bus. Each operation returns what writes its answer.</summary>
internal sealed class PublishApi(RuleCatalog rules, string region, TimeProvider time)
{
    private const int MaxEntries = 10;

    /// <summary>AWS's limit for all entries of a request together.</summary>
    private const int MaxBytes = 1 << 20;

    public Action<Utf8JsonWriter> Put(PutEventsBody body)
    {
        if (body.EndpointId is not null)
            throw EventsError.Validation("The local platform has no endpoints: EndpointId is refused.");
        if (body.Entries is null or { Length: 0 or > MaxEntries })
            throw EventsError.Validation($"Value at 'entries' failed to satisfy constraint: 1 to {MaxEntries} entries");
        if (body.Entries.Sum(SizeOf) > MaxBytes)
            throw EventsError.Validation($"Total size of the entries in the request is over the limit of {MaxBytes} bytes.");
        var results = body.Entries.Select(Publish).ToArray();
        return json =>
        {
            json.WriteNumber("FailedEntryCount", results.Count(r => r.Code is not null));
            json.WriteStartArray("Entries");
            foreach (var (id, code, message) in results)
            {
                json.WriteStartObject();
                if (id is not null)
                    json.WriteString("EventId", id);
                if (code is not null)
                {
                    json.WriteString("ErrorCode", code);
                    json.WriteString("ErrorMessage", message);
                }
                json.WriteEndObject();
            }
            json.WriteEndArray();
        };
    }

    private static int SizeOf(EventEntry? entry) =>
        entry is null
            ? 0
            : 14
                + Bytes(entry.Source)
                + Bytes(entry.DetailType)
                + Bytes(entry.Detail)
                + (entry.Resources ?? []).Sum(Bytes);

    private static int Bytes(string? text) => Encoding.UTF8.GetByteCount(text ?? "");

    private (string? Id, string? Code, string? Message) Publish(EventEntry? entry)
    {
        if (entry is not { Source.Length: > 0 })
            return (null, "InvalidArgument", "Parameter Source is not valid. Reason: Source is a required argument.");
        if (string.IsNullOrEmpty(entry.DetailType))
            return (null, "InvalidArgument", "Parameter DetailType is not valid. Reason: DetailType is a required argument.");
        if (string.IsNullOrEmpty(entry.Detail))
            return (null, "InvalidArgument", "Parameter Detail is not valid. Reason: Detail is a required argument.");
        if (entry.Source.StartsWith("aws.", StringComparison.Ordinal))
            return (null, "NotAuthorizedForSourceException", "Not authorized for the source.");
        EventsApi.CheckBus(entry.EventBusName);
        if (!IsObject(entry.Detail))
            return (null, "MalformedDetail", "Detail is malformed.");
        var published = BusEvent.Of(entry.DetailType, entry.Source, region, TimeOf(entry.Time), entry.Resources ?? [], entry.Detail);
        rules.Publish(published);
        return (published.Id, null, null);
    }

    private DateTimeOffset TimeOf(JsonElement? given) =>
        given switch
        {
            null or { ValueKind: JsonValueKind.Null } => time.GetUtcNow(),
            { ValueKind: JsonValueKind.Number } seconds => DateTimeOffset.UnixEpoch.AddSeconds(seconds.GetDouble()),
            { ValueKind: JsonValueKind.String } text
                when DateTimeOffset.TryParse(text.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) => at,
            _ => throw EventsError.Validation("Time must be a time."),
        };

    public static Action<Utf8JsonWriter> Test(TestPatternBody body)
    {
        var pattern = EventPattern.Parse(body.EventPattern ?? "");
        try
        {
            using var document = JsonDocument.Parse(body.Event ?? "");
            var matches = pattern.Matches(document.RootElement);
            return json => json.WriteBoolean("Result", matches);
        }
        catch (JsonException)
        {
            throw EventsError.Validation("Parameter Event is not valid.");
        }
    }

    private static bool IsObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
