using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fusionize.Local.Execution;
using Fusionize.Local.Functions;
using Fusionize.Local.Sqs;

namespace Fusionize.Local.Lambda;

/// <summary>The state of a function when an event reaches it, and the functions that get the event's result.</summary>
internal sealed class EventTarget(FunctionCatalog catalog, QueueCatalog queues, EventQueue events, FunctionName name) : IEventTarget
{
    public string Name => name.Name;

    public FunctionVersion Resolve() => catalog.Resolve(name, draw: true);

    public EventRules Rules =>
        Configuration is { } configuration
            ? new(configuration.MaxRetries, configuration.MaxAgeSeconds is { } age ? TimeSpan.FromSeconds(age) : EventRules.Default.MaxAge)
            : EventRules.Default;

    private EventConfiguration? Configuration =>
        catalog.Read(all => all.GetValueOrDefault(name.Name)?.EventConfigurations.GetValueOrDefault(EventConfigurationApi.Key(name)));

    public string DeadLetterTarget => catalog.Read(all => all.GetValueOrDefault(name.Name)?.Latest.Configuration.DeadLetterTarget) ?? "";

    public void Conclude(EventEnd end)
    {
        if ((end.Succeeded ? Configuration?.OnSuccess : Configuration?.OnFailure) is not { } destination)
            return;
        if (EventConfiguration.IsQueue(destination))
        {
            var queue = queues.FindByArn(destination) ?? throw SqsError.NoSuchQueue();
            queue.Send(new(Encoding.UTF8.GetString(Record(end))));
            return;
        }
        var to = FunctionName.Parse(destination, null);
        var invocation = new Invocation(Guid.NewGuid().ToString(), Record(end), destination, end.Invocation.TraceId);
        events.Add(invocation, new EventTarget(catalog, queues, events, to), TimeSpan.Zero);
    }

    public bool TrySendToDeadLetterQueue(Invocation invocation, string error)
    {
        // Lambda delivers no failed events to FIFO queues.
        if (queues.FindByArn(DeadLetterTarget) is not { Attributes.IsFifo: false } queue)
            return false;
        try
        {
            var message = DeadLetter.Of(invocation, error);
            if (message.Size > queue.Attributes.MaximumMessageSize)
                return false;
            queue.Send(message);
            return true;
        }
        catch (SqsError)
        {
            return false; // the queue was just deleted, or the text has characters that SQS doesn't take
        }
    }

    private byte[] Record(EventEnd end)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("version", "1.0");
            json.WriteString("timestamp", DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteStartObject("requestContext");
            json.WriteString("requestId", end.Invocation.RequestId);
            json.WriteString("functionArn", FunctionName.Arn(catalog.Region, name.Name, EventConfigurationApi.Key(name)));
            json.WriteString("condition", end.Condition);
            json.WriteNumber("approximateInvokeCount", end.Attempts);
            json.WriteEndObject();
            json.WritePropertyName("requestPayload");
            json.WriteRawValue(end.Invocation.Payload);
            if (end is { Result: { } result, Version: { } version })
            {
                json.WriteStartObject("responseContext");
                json.WriteNumber("statusCode", 200);
                json.WriteString("executedVersion", version.Version);
                if (result.FunctionError is { } error)
                    json.WriteString("functionError", error);
                json.WriteEndObject();
                json.WritePropertyName("responsePayload");
                Payload(json, result.Payload);
            }
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Payload(Utf8JsonWriter json, ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            document.RootElement.WriteTo(json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            json.WriteStringValue(Encoding.UTF8.GetString(payload.Span)); // a function's response that isn't JSON
        }
    }
}
