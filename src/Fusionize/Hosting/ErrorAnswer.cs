using System.Buffers;
using System.Text.Json;
using Fusionize.Invocations;
using Fusionize.Json;

namespace Fusionize.Hosting;

/// <summary>An error response in Lambda's format, plus the members that the caller needs to throw the same exception as for a local call.</summary>
internal static class ErrorAnswer
{
    private const int MaxText = 32 * 1024;
    private const int MaxStackLines = 200;

    public static string TypeOf(Exception error) => error is TaskFailedException failed ? failed.ErrorType : error.GetType().FullName!;

    public static void Write(IBufferWriter<byte> output, Exception error, string task)
    {
        var failed = error as TaskFailedException;
        using var json = new Utf8JsonWriter(output, JsonForm.Writer);
        json.WriteStartObject();
        json.WriteString("errorType"u8, TypeOf(error));
        json.WriteString("errorMessage"u8, Clip(error.Message));
        json.WriteStartArray("stackTrace"u8);
        WriteStack(json, error);
        json.WriteEndArray();
        json.WriteStartArray("errorTypes"u8);
        foreach (var type in failed?.ErrorTypes ?? Failure.TypesOf(error))
            json.WriteStringValue(type);
        json.WriteEndArray();
        json.WriteString("task"u8, failed?.Task ?? task);
        json.WriteEndObject();
    }

    private static void WriteStack(Utf8JsonWriter json, Exception error)
    {
        var lines = 0;
        foreach (var line in error.StackTrace.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty)
                continue;
            if (++lines > MaxStackLines)
                break;
            json.WriteStringValue(Clip(line.Trim()));
        }
    }

    /// <summary>Shortens a text, because a response that is too large never reaches the caller.</summary>
    public static ReadOnlySpan<char> Clip(ReadOnlySpan<char> text) =>
        text.Length <= MaxText ? text : text[..(char.IsHighSurrogate(text[MaxText - 1]) ? MaxText - 1 : MaxText)];
}
