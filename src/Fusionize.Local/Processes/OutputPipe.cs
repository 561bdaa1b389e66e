using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Fusionize.Local.Processes;

/// <summary>One process's output, cut into lines.</summary>
internal sealed class OutputPipe
{
    /// <summary>CloudWatch Logs takes events of up to 256 KB; a longer line becomes several.</summary>
    private const int MaxLine = 256 * 1024;
    private const int Chunk = 16 * 1024;

    private readonly Lock gate = new();
    private readonly SafePipeHandle handle;
    private readonly Action<ReadOnlySpan<byte>> line;
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(Chunk);
    private int length;

    public OutputPipe(SafePipeHandle handle, Action<ReadOnlySpan<byte>> line)
    {
        this.handle = handle;
        this.line = line;
        Fd = (int)handle.DangerousGetHandle();
        Native.SetNonBlocking(Fd);
    }

    public int Fd { get; }

    public bool Closed { get; private set; }

    /// <summary>Reads all that the process has written so far. What it wrote before a request to the platform is in the pipe when that request arrives.</summary>
    public void Drain()
    {
        lock (gate)
        {
            while (!Closed && Fill())
                CutLines();
        }
    }

    /// <summary>Reads the rest and closes.</summary>
    public void Close()
    {
        lock (gate)
        {
            Drain();
            if (!Closed)
                End();
        }
    }

    private unsafe bool Fill()
    {
        if (buffer.Length - length < Chunk / 2)
            Grow();
        nint read;
        fixed (byte* start = buffer)
            read = Native.Read(Fd, start + length, (nuint)(buffer.Length - length));
        if (read > 0)
        {
            length += (int)read;
            return true;
        }
        if (read < 0 && Marshal.GetLastPInvokeError() is var error && (error == Native.EAGAIN || error == Native.EINTR))
            return false;
        End();
        return false;
    }

    private void CutLines()
    {
        var rest = buffer.AsSpan(0, length);
        while (true)
        {
            var end = rest.IndexOf((byte)'\n');
            if (end < 0 && rest.Length < MaxLine)
                break;
            if (end < 0 || end > MaxLine)
            {
                line(rest[..MaxLine]);
                rest = rest[MaxLine..];
                continue;
            }
            line(rest[..end].TrimEnd((byte)'\r'));
            rest = rest[(end + 1)..];
        }
        rest.CopyTo(buffer);
        length = rest.Length;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private void End()
    {
        if (length > 0)
            line(buffer.AsSpan(0, length));
        length = 0;
        Closed = true;
        ArrayPool<byte>.Shared.Return(buffer);
        handle.Dispose();
    }
}
