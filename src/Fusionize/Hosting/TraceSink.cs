using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Fusionize.Json;
using Microsoft.Win32.SafeHandles;

namespace Fusionize.Hosting;

/// <summary>Writes trace lines so that each becomes one complete log event, whatever the tasks write meanwhile.</summary>
/// <remarks>
/// If the platform has a file descriptor for framed events, the lines go there, because the application doesn't write to it. Otherwise they share
/// standard output with the tasks. The last line of a task may not be finished, so each trace line then begins with a line break.
/// </remarks>
internal sealed class TraceSink
{
    private const string Variable = "_LAMBDA_TELEMETRY_LOG_FD";

    /// <summary>A frame consists of mark, length and time, each in network byte order, followed by the event.</summary>
    private const uint FrameMark = 0xA55A0003;

    private const int FrameHead = 16;

    private readonly Stream _stream;
    private readonly bool _isFramed;

    private TraceSink(Stream stream, bool isFramed) => (_stream, _isFramed) = (stream, isFramed);

    public static TraceSink Open()
    {
        if (
            !OperatingSystem.IsWindows()
            && int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var descriptor)
        )
        {
            try
            {
                return Framed(new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // The descriptor is closed. Use standard output.
            }
        }
        return Plain(StandardOutput.Open());
    }

    public static TraceSink Framed(Stream stream) => new(stream, isFramed: true);

    public static TraceSink Plain(Stream stream) => new(stream, isFramed: false);

    /// <summary>Writes the frame's empty header or the line break before a line.</summary>
    public void Begin(ByteBuffer line)
    {
        if (_isFramed)
        {
            line.GetSpan(FrameHead)[..FrameHead].Clear();
            line.Advance(FrameHead);
        }
        else
            line.Write("\n"u8);
    }

    /// <summary>Completes the line and writes it to the stream.</summary>
    public void End(ByteBuffer line)
    {
        if (_isFramed)
        {
            MemoryMarshal.TryGetArray(line.Written, out var bytes);
            var head = bytes.AsSpan(0, FrameHead);
            BinaryPrimitives.WriteUInt32BigEndian(head, FrameMark);
            BinaryPrimitives.WriteInt32BigEndian(head[4..], line.Length - FrameHead);
            var sinceEpoch = DateTimeOffset.UtcNow.Ticks - DateTimeOffset.UnixEpoch.Ticks;
            BinaryPrimitives.WriteInt64BigEndian(head[8..], sinceEpoch / TimeSpan.TicksPerMicrosecond);
        }
        else
            line.Write("\n"u8);
        _stream.Write(line.Written.Span);
        _stream.Flush();
    }
}
