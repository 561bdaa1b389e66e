using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Fusionize.Local.Processes;

/// <summary>Receives one line of a process's output.</summary>
internal delegate void LineSink(ReadOnlySpan<byte> line);

/// <summary>One process's output, split into lines.</summary>
internal sealed class OutputPipe
{
    /// <summary>CloudWatch Logs accepts events of up to 256 KB; longer lines are split.</summary>
    private const int MaxLine = 256 * 1024;
    private const int Chunk = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly SafePipeHandle _handle;
    private readonly LineSink _line;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Chunk);
    private int _length;

    public OutputPipe(SafePipeHandle handle, LineSink line)
    {
        _handle = handle;
        _line = line;
        Fd = (int)handle.DangerousGetHandle();
        Native.SetNonBlocking(Fd);
    }

    public int Fd { get; }

    public bool Closed { get; private set; }

    /// <summary>
    /// Reads everything that the process has written so far. Output that was written before a request to the platform is in the pipe when the request
    /// arrives.
    /// </summary>
    public void Drain()
    {
        lock (_gate)
        {
            while (!Closed && Fill())
                CutLines();
        }
    }

    /// <summary>Reads the rest and closes.</summary>
    public void Close()
    {
        lock (_gate)
        {
            Drain();
            if (!Closed)
                End();
        }
    }

    private unsafe bool Fill()
    {
        if (_buffer.Length - _length < Chunk / 2)
            Grow();
        nint read;
        fixed (byte* start = _buffer)
            read = Native.Read(Fd, start + _length, (nuint)(_buffer.Length - _length));
        if (read > 0)
        {
            _length += (int)read;
            return true;
        }
        if (read < 0 && Marshal.GetLastPInvokeError() is var error && (error == Native.EAGAIN || error == Native.EINTR))
            return false;
        End();
        return false;
    }

    private void CutLines()
    {
        var rest = _buffer.AsSpan(0, _length);
        while (true)
        {
            var end = rest.IndexOf((byte)'\n');
            if (end < 0 && rest.Length < MaxLine)
                break;
            if (end < 0 || end > MaxLine)
            {
                _line(rest[..MaxLine]);
                rest = rest[MaxLine..];
                continue;
            }
            _line(rest[..end].TrimEnd((byte)'\r'));
            rest = rest[(end + 1)..];
        }
        rest.CopyTo(_buffer);
        _length = rest.Length;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void End()
    {
        if (_length > 0)
            _line(_buffer.AsSpan(0, _length));
        _length = 0;
        Closed = true;
        ArrayPool<byte>.Shared.Return(_buffer);
        _handle.Dispose();
    }
}
