using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Fusionize.Local.Processes;

/// <summary>
/// Reads the output of all function processes on one thread. (.NET reads an anonymous pipe by blocking a pool thread, one per process.)
/// </summary>
internal sealed class OutputPump : IDisposable
{
    private readonly List<OutputPipe> _pipes = [];
    private readonly AnonymousPipeServerStream _wake = new(PipeDirection.Out);
    private readonly AnonymousPipeClientStream _wakeEnd;
    private readonly Thread _thread;
    private bool _disposed;

    public OutputPump()
    {
        _wakeEnd = new AnonymousPipeClientStream(PipeDirection.In, _wake.ClientSafePipeHandle);
        Native.SetNonBlocking((int)_wakeEnd.SafePipeHandle.DangerousGetHandle());
        _thread = new Thread(Run) { IsBackground = true, Name = "fusionize function output" };
        _thread.Start();
    }

    /// <summary>Starts to read. The pump owns the pipe and closes it at the end of the output.</summary>
    public OutputPipe Add(Stream output, LineSink line)
    {
        var pipe = new OutputPipe(((PipeStream)output).SafePipeHandle, line);
        lock (_pipes)
            _pipes.Add(pipe);
        Wake();
        return pipe;
    }

    private void Wake()
    {
        lock (_wake)
        {
            if (!_disposed)
                _wake.WriteByte(0);
        }
    }

    private unsafe void Run()
    {
        var wakeFd = (int)_wakeEnd.SafePipeHandle.DangerousGetHandle();
        var scratch = stackalloc byte[256];
        var fds = Array.Empty<Native.PollFd>();
        var active = new List<OutputPipe>();
        while (true)
        {
            lock (_pipes)
            {
                if (_disposed)
                    return;
                _pipes.RemoveAll(static p => p.Closed);
                active.Clear();
                active.AddRange(_pipes);
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
                {
#pragma warning disable RS0030 // The pump's own thread does nothing else.
                    Thread.Sleep(10);
#pragma warning restore RS0030
                }
                continue;
            }
            if (fds[0].Returned != 0)
            {
                while (Native.Read(wakeFd, scratch, 256) > 0) { }
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
        lock (_pipes)
        {
            if (_disposed)
                return;
        }
        lock (_wake)
        {
            lock (_pipes)
                _disposed = true;
            _wake.WriteByte(0);
        }
        _thread.Join();
        foreach (var pipe in _pipes)
            pipe.Close();
        _wakeEnd.Dispose();
        _wake.Dispose();
    }
}
