using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fusionize.Logging;

/// <summary>An entry as a JSON object, with the members that Lambda's own JSON format has.</summary>
internal static class JsonEntry
{
    /// <summary>The elements of a list that are written.</summary>
    private const int MaxElements = 100;

    private const int MaxDepth = 4;

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(LineBuffer line, LogEntry entry, int maxText)
    {
        using var json = new Utf8JsonWriter(line, s_options);
        json.WriteStartObject();
        json.WriteString("timestamp"u8, entry.Time.UtcDateTime.ToString(LogText.TimeFormat, CultureInfo.InvariantCulture));
        json.WriteString("level"u8, LogSettings.NameOf(entry.Level));
        if (entry.Running is { } running)
        {
            json.WriteString("requestId"u8, running.RequestId);
            json.WriteString("traceId"u8, running.TraceId);
            if (XRayIdOf(running.PlatformTrace) is { } id)
                json.WriteString("xrayTraceId"u8, id);
            json.WriteString("task"u8, running.Task);
            json.WriteString("setup"u8, running.Setup);
        }
        json.WriteString("category"u8, LogText.Clip(entry.Category, maxText));
        json.WriteString("message"u8, LogText.Clip(entry.Message, maxText));
        if (entry.EventId.Id != 0)
            json.WriteNumber("eventId"u8, entry.EventId.Id);
        if (entry.EventId.Name is { } name)
            json.WriteString("eventName"u8, LogText.Clip(name, maxText));
        if (entry.Exception is { } error)
            WriteError(json, error, maxText);
        WriteScopes(json, entry, maxText);
        WriteValues(json, LogText.ValuesOf(entry), maxText);
        json.WriteEndObject();
    }

    /// <summary>The trace's id in X-Ray's header: <c>Root=1-67…;Parent=…</c>.</summary>
    private static string? XRayIdOf(string? header)
    {
        foreach (var part in header?.Split(';') ?? [])
            if (part.StartsWith("Root=", StringComparison.Ordinal))
                return part["Root=".Length..];
        return null;
    }

    private static void WriteError(Utf8JsonWriter json, Exception error, int maxText)
    {
        json.WriteString("errorType"u8, error.GetType().FullName);
        json.WriteString("errorMessage"u8, LogText.Clip(LogText.Of(error.Message), maxText));
        json.WriteStartArray("stackTrace"u8);
        foreach (var lineOfTrace in LogText.Clip(LogText.Of(error), maxText).Split('\n'))
            json.WriteStringValue(lineOfTrace.TrimEnd('\r'));
        json.WriteEndArray();
    }

    private static void WriteScopes(Utf8JsonWriter json, LogEntry entry, int maxText)
    {
        var isOpen = false;
        foreach (var scope in LogText.ScopesOf(entry).TakeWhile(_ => HasRoom(json)))
        {
            if (!isOpen)
                json.WriteStartArray("scopes"u8);
            isOpen = true;
            json.WriteStringValue(LogText.Clip(scope, maxText));
        }
        if (isOpen)
            json.WriteEndArray();
    }

    /// <summary>
    /// In an object of their own, so that no name can replace one of the entry's own members, or make the entry look like a line of the platform.
    /// </summary>
    private static void WriteValues(Utf8JsonWriter json, List<KeyValuePair<string, object?>> values, int maxText)
    {
        if (values.Count == 0)
            return;
        json.WriteStartObject("values"u8);
        foreach (var (name, value) in values.TakeWhile(_ => HasRoom(json)))
        {
            json.WritePropertyName(LogText.Clip(name, maxText));
            WriteValue(json, value, maxText, MaxDepth);
        }
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value, int maxText, int depth)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case byte or sbyte or short or ushort or int or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case uint or ulong:
                json.WriteNumberValue(Convert.ToUInt64(value, CultureInfo.InvariantCulture));
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case float number when float.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case var _ when depth > 0 && LogText.ElementsOf(value) is { } elements:
                WriteElements(json, elements, maxText, depth);
                break;
            default:
                json.WriteStringValue(LogText.Clip(LogText.Of(value), maxText));
                break;
        }
    }

    private static void WriteElements(Utf8JsonWriter json, System.Collections.IEnumerable elements, int maxText, int depth)
    {
        json.WriteStartArray();
        var left = MaxElements;
        try
        {
            foreach (var element in elements)
            {
                if (left-- == 0 || !HasRoom(json))
                {
                    json.WriteStringValue("…");
                    break;
                }
                WriteValue(json, element, maxText, depth - 1);
            }
        }
        catch (Exception e)
        {
            json.WriteStringValue($"(The list can't be read: {e.GetType()})"); // for example changed meanwhile
        }
        json.WriteEndArray();
    }

    private static bool HasRoom(Utf8JsonWriter json) => json.BytesCommitted + json.BytesPending < LogLine.MaxBytes / 2;
}
