using System.Text.Json;

namespace Fusionize.Remote;

/// <summary>Reads the error response of a function: in this library's format, or in the platform's (time-out, crash, out of memory).</summary>
internal static class RemoteFailure
{
    public static TaskFailedException Read(ReadOnlySpan<byte> body, string calledTask)
    {
        string? type = null,
            message = null,
            task = null;
        List<string>? types = null;
        try
        {
            var json = new Utf8JsonReader(body);
            var isObject = json.Read() && json.TokenType == JsonTokenType.StartObject;
            while (isObject && json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("errorType"u8))
                    type = ReadString(ref json);
                else if (json.ValueTextEquals("errorMessage"u8))
                    message = ReadString(ref json);
                else if (json.ValueTextEquals("task"u8))
                    task = ReadString(ref json);
                else if (json.ValueTextEquals("errorTypes"u8))
                    types = ReadStrings(ref json);
                json.Skip();
            }
        }
        catch (JsonException)
        {
            // Use the members that were read before the error.
        }
        IReadOnlyList<string> names = types is { Count: > 0 } ? types : [type is { Length: > 0 } ? type : typeof(RemoteCallException).FullName!];
        return new TaskFailedException(
            task is { Length: > 0 } ? task : calledTask,
            names,
            message ?? $"Task '{calledTask}' failed without saying why."
        );
    }

    private static string? ReadString(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType == JsonTokenType.String ? json.GetString() : null;
    }

    private static List<string>? ReadStrings(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
            return null;
        var strings = new List<string>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.String)
                strings.Add(json.GetString()!);
            json.Skip();
        }
        return strings;
    }
}
