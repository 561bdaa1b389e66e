using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Fusionize.Local.Execution;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Lambda;

/// <summary>Frames of AWS's event streams: lengths, headers, a payload, and checksums.</summary>
internal static class EventStream
{
    public const string ContentType = "application/vnd.amazon.eventstream";
    private const byte StringHeader = 7;
    private static readonly uint[] s_table = Table();

    public static async Task WriteChunkAsync(HttpContext http, ReadOnlyMemory<byte> payload)
    {
        await http.Response.BodyWriter.WriteAsync(Frame("PayloadChunk", "application/octet-stream", payload.Span));
        await http.Response.BodyWriter.FlushAsync();
    }

    /// <summary>The last frame. It contains the error, if there was one.</summary>
    public static async Task WriteEndAsync(HttpContext http, InvocationResult result, string? log)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (result.FunctionError is { } error)
            {
                json.WriteString("ErrorCode", error);
                json.WriteString("ErrorDetails", Encoding.UTF8.GetString(result.Payload.Span));
            }
            if (log is not null)
                json.WriteString("LogResult", log);
            json.WriteEndObject();
        }
        await http.Response.BodyWriter.WriteAsync(Frame("InvokeComplete", "application/json", buffer.WrittenSpan));
    }

    public static byte[] Frame(string type, string contentType, ReadOnlySpan<byte> payload)
    {
        var headers = new ArrayBufferWriter<byte>(128);
        Header(headers, ":message-type", "event");
        Header(headers, ":event-type", type);
        Header(headers, ":content-type", contentType);
        var frame = new byte[16 + headers.WrittenCount + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)frame.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), (uint)headers.WrittenCount);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Crc32(frame.AsSpan(0, 8)));
        headers.WrittenSpan.CopyTo(frame.AsSpan(12));
        payload.CopyTo(frame.AsSpan(12 + headers.WrittenCount));
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - 4), Crc32(frame.AsSpan(0, frame.Length - 4)));
        return frame;
    }

    private static void Header(ArrayBufferWriter<byte> headers, string name, string value)
    {
        headers.Write([(byte)name.Length]);
        headers.Write(Encoding.ASCII.GetBytes(name));
        headers.Write([StringHeader, (byte)(value.Length >> 8), (byte)value.Length]);
        headers.Write(Encoding.ASCII.GetBytes(value));
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = s_table[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] Table()
    {
        var table = new uint[256];
        for (var i = 0u; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            table[i] = value;
        }
        return table;
    }
}
