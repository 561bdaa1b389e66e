using System.Diagnostics;
using System.Text.Json;
using Fusionize.Events;

namespace Fusionize.Tracing;

/// <summary>The members of a trace line that describe the invocation as a whole.</summary>
internal struct TraceHead
{
    public required string App;
    public required string Setup;
    public required string Group;
    public required string RequestId;
    public required string Task;
    public required TraceContext Context;
    public required bool IsRoot;
    public required bool IsCold;
    public required double InitMs;
    public required double StartMs;
    public required double Ms;
    public required double CpuMs;
    public required int MemoryMB;
    public required string? ErrorType;
    public required string? ErrorMessage;

    /// <summary>Whether the process serves several requests at a time, so that their lines overlap in the log.</summary>
    public required bool IsOneOfSeveral;

    /// <summary>The number of messages, if the invocation handled an event.</summary>
    public int Messages;

    /// <summary>How many of them failed.</summary>
    public int FailedMessages;
}

/// <summary>Writes the JSON line of an invocation to the log. docs/function.md describes its schema. The engine reads it.</summary>
internal static class TraceLine
{
    /// <summary>A CloudWatch Logs event must be smaller than 256 KiB. Calls that don't fit are counted in <c>dropped</c>.</summary>
    private const int MaxBytes = 240 * 1024;

    private const int MaxMessage = 1000;

    public static void Write(Utf8JsonWriter writer, in TraceHead head, CallTrace calls)
    {
        Span<byte> hex = stackalloc byte[32];
        writer.WriteStartObject();
        writer.WriteNumber("fusionize"u8, 1);
        writer.WriteString("app"u8, head.App);
        writer.WriteString("setup"u8, head.Setup);
        writer.WriteString("group"u8, head.Group);
        writer.WriteString("requestId"u8, head.RequestId);
        head.Context.WriteTrace(hex);
        writer.WriteString("trace"u8, hex);
        TraceContext.WriteHex(head.Context.Span, hex);
        writer.WriteString("span"u8, hex[..16]);
        // A member with its most frequent value is left out, because logs are billed by the byte.
        if (head.Context.Parent != 0)
        {
            TraceContext.WriteHex(head.Context.Parent, hex);
            writer.WriteString("parent"u8, hex[..16]);
        }
        writer.WriteString("task"u8, head.Task);
        if (head.IsRoot)
            writer.WriteBoolean("root"u8, true);
        if (head.IsCold)
            writer.WriteBoolean("cold"u8, true);
        if (head.InitMs != 0)
            WriteMs(writer, "initMs"u8, head.InitMs);
        WriteMs(writer, "start"u8, head.StartMs);
        WriteMs(writer, "ms"u8, head.Ms);
        WriteMs(writer, "cpuMs"u8, head.CpuMs);
        writer.WriteNumber("memMB"u8, head.MemoryMB);
        WriteCalls(writer, calls);
        if (head.ErrorType is null)
            writer.WriteNull("error"u8);
        else
            WriteError(writer, head.ErrorType, head.ErrorMessage ?? "");
        if (head.IsOneOfSeveral)
            writer.WriteBoolean("several"u8, true);
        if (EventRouting.IsOn)
            WriteMessages(writer, head);
        writer.WriteEndObject();
        writer.Flush();
    }

    private static void WriteMessages(Utf8JsonWriter writer, in TraceHead head)
    {
        if (head.Messages > 0)
            writer.WriteNumber("messages"u8, head.Messages);
        if (head.FailedMessages > 0)
            writer.WriteNumber("failed"u8, head.FailedMessages);
    }

    private static void WriteCalls(Utf8JsonWriter writer, CallTrace calls)
    {
        var now = Stopwatch.GetTimestamp();
        var dropped = calls.Dropped;
        writer.WriteStartArray("calls"u8);
        for (var i = 0; i < calls.Count; i++)
        {
            if (writer.BytesCommitted + writer.BytesPending > MaxBytes)
            {
                dropped += calls.Count - i;
                break;
            }
            WriteCall(writer, calls[i], calls.StartedAt, now);
        }
        writer.WriteEndArray();
        if (dropped > 0)
            writer.WriteNumber("dropped"u8, dropped);
    }

    private static void WriteCall(Utf8JsonWriter writer, CallEntry call, long origin, long now)
    {
        writer.WriteStartObject();
        writer.WriteString("from"u8, call.From);
        writer.WriteString("to"u8, call.To);
        if (call.Kind == CallKind.Async)
            writer.WriteString("kind"u8, "async"u8);
        if (call.Remote)
            writer.WriteString("where"u8, "remote"u8);
        WriteMs(writer, "at"u8, Ms(call.StartedAt - origin));
        WriteMs(writer, "ms"u8, Ms(call.Duration(now)));
        if (call.BytesIn != 0)
            writer.WriteNumber("in"u8, call.BytesIn);
        if (call.BytesOut != 0)
            writer.WriteNumber("out"u8, call.BytesOut);
        if (call.Again)
            writer.WriteBoolean("again"u8, true);
        if (EventRouting.IsOn)
            WriteMessage(writer, call);
        if (call.Error is { } error)
        {
            WriteError(writer, error is TaskFailedException failed ? failed.ErrorType : error.GetType().FullName!, error.Message);
        }
        writer.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter writer, CallEntry call)
    {
        if (call.Message > 0)
            writer.WriteNumber("message"u8, call.Message);
    }

    private static void WriteError(Utf8JsonWriter writer, string type, string message)
    {
        writer.WriteStartObject("error"u8);
        writer.WriteString("type"u8, type);
        writer.WriteString("message"u8, Clip(message));
        writer.WriteEndObject();
    }

    /// <summary>The message is only a hint, so it is shortened; not inside a surrogate pair, because half a pair is invalid JSON.</summary>
    private static ReadOnlySpan<char> Clip(string message) =>
        message.Length <= MaxMessage ? message : message.AsSpan(0, char.IsHighSurrogate(message[MaxMessage - 1]) ? MaxMessage - 1 : MaxMessage);

    // The figures are accurate to a microsecond. More digits would only make the log more expensive.
    private static void WriteMs(Utf8JsonWriter writer, ReadOnlySpan<byte> name, double ms) => writer.WriteNumber(name, Math.Round(ms, 3));

    public static double Ms(long stopwatchTicks) => stopwatchTicks * (1000.0 / Stopwatch.Frequency);
}
