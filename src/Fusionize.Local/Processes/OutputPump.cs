using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Fusionize.Local.Processes;

/// <summary>
/// Reads the output of all function processes on one thread. (.NET reads an anonymous pipe by blocking a pool thread, one per process.)
/// </summary>
internal sealed class OutputPump : IDisposable
{
    private readonly List<OutputPipe> pipes = [];
    private readonly AnonymousPipeServerStream wake = new(PipeDirection.Out);
    private readonly AnonymousPipeClientStream wakeEnd;
    private readonly Thread thread;
    private bool disposed;

    public OutputPump()
    {
        wakeEnd = new AnonymousPipeClientStream(PipeDirection.In, wake.ClientSafePipeHandle);
        Native.SetNonBlocking((int)wakeEnd.SafePipeHandle.DangerousGetHandle());
        thread = new Thread(Run) { IsBackground = true, Name = "fusionize function output" };
        thread.Start();
    }

    /// <summary>Reads from now on. The pipe belongs to the pump and is closed at its end.</summary>
    public OutputPipe Add(Stream output, Action<ReadOnlySpan<byte>> line)
    {
        var pipe = new OutputPipe(((PipeStream)output).SafePipeHandle, line);
        lock (pipes)
            pipes.Add(pipe);
        Wake();
        return pipe;
    }

    private void Wake()
    {
        lock (wake)
        {
            if (!disposed)
                wake.WriteByte(0);
        }
    }

    private unsafe void Run()
    {
        var wakeFd = (int)wakeEnd.SafePipeHandle.DangerousGetHandle();
        var scratch = stackalloc byte[256];
        var fds = Array.Empty<Native.PollFd>();
        var active = new List<OutputPipe>();
        while (true)
        {
            lock (pipes)
            {
                if (disposed)
                    return;
                pipes.RemoveAll(static p => p.Closed);
                active.Clear();
                active.AddRange(pipes);
            }
            if (fds.Length < active.Count + 1)
                fds = new Native.PollFd[(active.Count + 1) * 2];
            fds[0] = new() { Fd = wakeFd, Events = Native.POLLIN };
            for (var i = 0; i < active.Count; i++)
                fds[i + 1] = new() { Fd = active[i].Fd, Events = Native.POLLIN };
            int ready;
            fixed (Native.PollFd* start = fds)
                ready = Native.Poll(start, (nuint)(active.Count + 1), -1);
            if (ready < 0)
            {
                if (Marshal.GetLastPInvokeError() != Native.EINTR)
                    Thread.Sleep(10);
                continue;
            }
            if (fds[0].Returned != 0)
            {
                while (Native.Read(wakeFd, scratch, 256) > 0)
                {
                }
            }
            for (var i = 0; i < active.Count; i++)
            {
                if (fds[i + 1].Returned != 0)
                    active[i].Drain();
            }
        }
    }

    public void Dispose()
    {
        lock (pipes)
        {
            if (disposed)
                return;
        }
        lock (wake)
        {
            lock (pipes)
                disposed = true;
            wake.WriteByte(0);
        }
        thread.Join();
        foreach (var pipe in pipes)
            pipe.Close();
        wakeEnd.Dispose();
        wake.Dispose();
    }
}
